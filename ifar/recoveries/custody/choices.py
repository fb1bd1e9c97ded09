"""What can be chosen in the forms of custody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.accounts.models import Agency
from ifar.acts.forms import Choices
from ifar.recoveries.custody import labels as words

EXCHANGES: Final = ("police", "customs", "court", "forensic_laboratory", "military", "licensing_authority")
"""Kinds of offices that an exhibit may be handed to, or a case be shared with."""


def _offices(*kinds: str) -> Choices:
    """Offices of some kinds that are not closed, by name."""

    def choices(_name: str) -> Iterable[tuple[str, Any]]:
        found = Agency.objects.filter(kind__in=kinds, closed=False).order_by("name")
        return [(one.public_id, one.name) for one in found]

    return choices


def _of(listed: Mapping[str, Any]) -> Choices:
    return lambda _name: listed.items()


CHOICES: Final[Mapping[str, Choices]] = {
    "custody_office": _offices(*EXCHANGES),
    "custody_laboratory": _offices("forensic_laboratory"),
    "custody_purpose": _of(words.PURPOSES),
    "custody_seal_reason": _of(words.SEAL_REASONS),
    "custody_room": _of(words.ROOMS),
    "custody_question": _of(words.QUESTIONS),
    "custody_method": _of(words.METHODS),
    "custody_exception": _of(words.EXCEPTIONS),
}
"""Name of a list that is no code list -> what can be chosen of it."""
