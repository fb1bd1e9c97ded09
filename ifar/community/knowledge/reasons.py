"""Why a need and an offer fit or not, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.matching import Reason
from ifar.reference import selectors as reference

_SPOKEN: Final[Mapping[str, Mapping[Any, Any]]] = {
    "articles": shelf_labels.ARTICLES,
    "forms": shelf_labels.FORMS,
    "topics": labels.EXPERTISE,
    "languages": labels.LANGUAGES,
}


def reason_words(reason: Reason) -> str:
    """One reason as a sentence."""
    spoken = _SPOKEN.get(reason.code.partition(".")[0])
    if spoken is None:
        spoken = reference.words("country") if reason.code == "place.country" else {}
    names = ", ".join(str(spoken.get(name, name)) for name in reason.names)
    return str(shelf_labels.REASONS[reason.code]) % {"names": names}


def tone(reason: Reason) -> str:
    """Whether a reason speaks for, against, or not at all."""
    return "for" if reason.evidence > 0 else "against" if reason.evidence < 0 else "silent"
