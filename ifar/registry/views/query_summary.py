"""What a question says beside the mark, in words, and what it stands under: for the heading of its answers and for the saved searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ifar import identifiers
from ifar.rights import Actor, may

LABELS: Final[Mapping[str, Any]] = {
    "make": gettext_lazy("Make"),
    "model": gettext_lazy("Model"),
    "calibre": gettext_lazy("Calibre"),
    "type": gettext_lazy("Type"),
    "country": gettext_lazy("Country of manufacture"),
}
_LISTS: Final = {"type": "firearm_type"}


PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "W": ("recoveries:case:read", "recoveries:case"),
    "X": ("recoveries:case:read", "recoveries:item"),
    "O": ("tracing:request:read", "tracing:request"),
}
"""Letter of an identifier that other apps give -> the permission to read such things, and their page."""


def page_of(actor: Actor, identifier: str) -> str:
    """The address of what another app knows by an identifier, where the actor reads such things; whether it is there, and theirs, that page
    says itself."""
    permission, route = PAGES.get(identifier[:1], ("", ""))
    return reverse(route, args=(identifier,)) if permission and may(actor, permission) else ""


def reference_shown(reference: str) -> str:
    """The reference of a saved search as people read it: an identifier of the register in its groups, anything else as it was written."""
    identifier = identifiers.parse(reference)
    return identifiers.shown(identifier) if identifier else reference


def reference_url(actor: Actor, reference: str) -> str:
    """The page of what a saved search stands under, where the reference is an identifier of what the actor reads."""
    identifier = identifiers.parse(reference)
    return page_of(actor, identifier) if identifier else ""


def facts_of(question: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> list[tuple[Any, str]]:
    """What is known beside the mark, in words: label and value.

    Args:
        question: as `saved_search.payload_of` says it.
        spoken: list -> code -> words; a list that is not there leaves the code.
    """
    rows = [
        (label, spoken.get(_LISTS.get(name, name), {}).get(question[name], question[name]))
        for name, label in LABELS.items()
        if question.get(name)
    ]
    if year := question.get("year"):
        first, last = year
        rows.append((gettext_lazy("Year of manufacture"), f"{first}" if first == last else f"{first}–{last}"))
    return rows
