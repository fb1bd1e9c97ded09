"""What a question says beside the mark, in words: for the heading of its answers, the roadside and the standing searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

LABELS: Final[Mapping[str, Any]] = {
    "make": gettext_lazy("Make"),
    "model": gettext_lazy("Model"),
    "calibre": gettext_lazy("Calibre"),
    "type": gettext_lazy("Type"),
    "country": gettext_lazy("Country of manufacture"),
}
_LISTS: Final = {"type": "firearm_type"}


def facts_of(question: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> list[tuple[Any, str]]:
    """What is known beside the mark, in words: label and value.

    Args:
        question: as `standing.payload_of` says it.
        spoken: list -> code -> words; a list that is not there leaves the code.
    """
    told = [
        (label, spoken.get(_LISTS.get(name, name), {}).get(question[name], question[name]))
        for name, label in LABELS.items()
        if question.get(name)
    ]
    if year := question.get("year"):
        first, last = year
        told.append((gettext_lazy("Year of manufacture"), f"{first}" if first == last else f"{first}–{last}"))
    return told
