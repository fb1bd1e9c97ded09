"""What the typesetter is given: the words, runs and codes of one paper, in the order in which they are read. Pure.

The template (`paper.typ`) decides how it looks; every text goes to it as data, so that nothing in a holder's name is ever markup. Pure.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import segno

from ifar import identifiers
from ifar.documents.columns import are_numbers
from ifar.documents.kinds import KINDS
from ifar.documents.runs import Run, runs_of
from ifar.documents.wording import words

STRONG: Final = frozenset(
    {"authorisation", "licence", "holder", "owner", "final_recipient", "firearm", "certificate", "amount"}
)
"""Fields that are looked for first."""
SHORT: Final = frozenset({"born", "categories", "quota", "issued_on", "valid_from", "valid_to", "validity"})
"""Fields whose values are short enough to stand beside their labels where a card has a photo too."""
ON_CARD: Final = ("licence", "licence_kind", "holder", "born", "categories", "quota")
_TABLES: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "marks": (("kind", 3), ("text", 3), ("place", 2)),
    "goods": (("description", 4), ("quantity", 1)),
}
"""Form of a table -> its columns with their widths."""


@dataclass(frozen=True, slots=True)
class LaidOutPaper:
    """A paper that is going to be set: its content with the personal values, and what stands around it.

    Attributes:
        office, country: who issued it, and for whom.
        address: the public page that verifies it; `link` the text of the code that leads there.
        parts, file: the codes and the file of the full proof; empty on a card.
        demonstration: whether nothing of it is real.
        pictures: which pictures of the holder lie beside it, for the places that a card has.
    """

    paper: str
    kind: str
    language: str
    content: Mapping[str, Any]
    office: str
    country: str
    issued_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    address: str
    link: str
    parts: Sequence[str] = ()
    file: str = ""
    demonstration: bool = False
    pictures: Sequence[str] = ()


def layout(result: LaidOutPaper) -> dict[str, Any]:
    """The data of the template, as JSON holds it."""
    kind, language = KINDS[result.kind], result.language
    number = identifiers.shown(result.paper)
    validity = [
        _row("issued_on", [result.issued_on.isoformat()], language),
        _row("valid_from", [result.valid_from.isoformat()], language),
        _row("valid_to", [result.valid_to.isoformat()], language)
        if result.valid_to
        else _row("validity", [words("no_end", language)], language),
    ]
    shown = [
        field
        for field in kind.fields
        if field.name in result.content and (not kind.card or field.name in ON_CARD)
    ]
    rows = [
        _row(field.name, _lines(result.content[field.name], joined=kind.card), language)
        for field in shown
        if field.form not in _TABLES
    ]
    return {
        "lang": language,
        "card": kind.card,
        "title": words(result.kind, language),
        "number": number,
        "number_runs": runs_of(number, language),
        "office": result.office,
        "office_runs": runs_of(result.office, language),
        "country": runs_of(result.country, language),
        "head": [_row("number", [number], language), _row("issued_by", [result.office], language), *validity],
        "rows": rows + ([_row("issued_by", [result.office], language), *validity[1:]] if kind.card else []),
        "tables": [
            _table(field.name, result.content[field.name], language)
            for field in shown
            if field.form in _TABLES
        ],
        "link": {"svg": code_of(result.link, "l" if kind.card else "m"), "alt": words("code_alt", language)},
        "check": {
            "heading": words("check_heading", language),
            "words": words("check_words", language),
            "address": result.address,
        },
        "proof": {
            "heading": words("proof_heading", language),
            "words": words("proof_words", language),
            "parts": [
                {
                    "svg": code_of(part, "m"),
                    "alt": words("part_alt", language) % {"n": n, "total": len(result.parts)},
                }
                for n, part in enumerate(result.parts, 1)
            ],
        },
        "file": {
            "name": "ifar-card.txt" if kind.card else "ifar-paper.json",
            "type": "text/plain" if kind.card else "application/json",
            "text": result.link if kind.card else result.file,
            "words": words("proof_heading", language),
        },
        "pictures": {
            picture: {"file": f"{picture}.jpg", "alt": words(f"{picture}_alt", language)}
            for picture in result.pictures
        },
        "page": words("page", language),
        "footer": runs_of(f"{words(result.kind, language)} {number}", language),
        "demonstration": words("demonstration", language) if result.demonstration else "",
    }


def _lines(value: Any, *, joined: bool) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [", ".join(value)] if joined else list(value)


def _row(name: str, texts: Sequence[str], language: str) -> dict[str, Any]:
    lines: list[list[Run]] = [runs_of(text, language) for text in texts]
    return {
        "label": words(name, language),
        "lines": lines,
        "strong": name in STRONG,
        "short": name in SHORT,
    }


def _table(name: str, rows: Sequence[Mapping[str, str]], language: str) -> dict[str, Any]:
    columns = [item for item in _TABLES[name] if any(row[item[0]] for row in rows)]
    return {
        "title": words(name, language),
        "widths": [width for _, width in columns],
        "head": [words(column, language) for column, _ in columns],
        "numbers": [
            column == "quantity" and are_numbers(row[column] for row in rows) for column, _ in columns
        ],
        "rows": [[{"runs": runs_of(row[column], language)} for column, _ in columns] for row in rows],
    }


def code_of(text: str, correction: str) -> str:
    """A code as SVG, with the four modules of quiet around it that ISO/IEC 18004 asks for."""
    out = io.BytesIO()
    segno.make(text, error=correction, micro=False, boost_error=False).save(
        out, kind="svg", border=4, xmldecl=False, omitsize=True, nl=False
    )
    return out.getvalue().decode()
