"""Letters in a batch, as one accessible PDF: each begins a page and shows its address where a window envelope has its window.

What stands in the window is the name and the address, and the sender's neutral line: nothing on an envelope says what a letter is about.
The last pages list what is to be posted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ifar.documents.printing import pdf_of
from ifar.documents.runs import runs_of


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its reference, language, whom it goes to line by line, the day, its heading and paragraphs, and who signs."""

    reference: str
    language: str
    address: Sequence[str]
    day: str
    heading: str
    paragraphs: Sequence[str]
    office: str
    opening: str
    reference_words: str


def set_letters(title: str, sender: str, letters: Sequence[Letter], language: str) -> bytes:
    """The PDF of a batch.

    Args:
        title: of the document; `sender`: the neutral line above the address.
        language: of the list of what is to be posted.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    values: dict[str, Any] = {
        "title": title,
        "sender": sender,
        "lang": language,
        "list": {
            "title": _("To be posted"),
            "number": _("Number"),
            "whom": _("To"),
            "address": _("Address"),
            "posted": _("Posted"),
        },
        "letters": [_set(letter, sender) for letter in letters],
    }
    return pdf_of("letters", values)


def _set(letter: Letter, sender: str) -> dict[str, Any]:
    """A letter as its template takes it: every text in runs of one direction."""
    texts = {
        "sender": sender,
        "foot": f"{letter.day} · {letter.reference_words} {letter.reference}",
        "heading": letter.heading,
        "opening": letter.opening,
        "office": letter.office,
    }
    return {
        "reference": letter.reference,
        "lang": letter.language,
        "address": [_line(line) for line in letter.address],
        "paragraphs": [runs_of(text, letter.language) for text in letter.paragraphs],
        **{name: runs_of(text, letter.language) for name, text in texts.items()},
    }


def _line(text: str) -> dict[str, Any]:
    """A line of an address, in the direction of its first letter."""
    classes = (unicodedata.bidirectional(character) for character in text)
    rtl = next((class_name != "L" for class_name in classes if class_name in ("L", "R", "AL")), False)
    return {"rtl": rtl, "runs": runs_of(text, "ar" if rtl else "en")}
