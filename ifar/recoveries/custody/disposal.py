"""What may become of a confiscated, found or surrendered arm: it is destroyed, unless authority, mark and method are all on record.

Protocol art. 6(2): States parties prevent that such arms fall into the hands of unauthorised persons *by seizing and destroying*
them, unless other disposal has been officially authorised, provided that they have been marked and the methods of disposal recorded.
The life cycle asks it of each event; this is what it cannot see in one event alone: an arm that was on record as unmarked, or with
altered marks, stays so until it was marked anew, whatever a later event says of it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.errors import Reason
from ifar.registry.lifecycle.states import FORFEIT, NEVER_MARKED

ARTICLE: Final = "Protocol art. 6(2)"
DESTRUCTION: Final = "destruction"
METHODS: Final = ("destruction", "sale", "state_use", "museum", "training", "deactivation", "other")
"""As the event `disposal_decided` of the register knows them."""
MARKING: Final = frozenset({"marked", "re_marked"})
"""Kinds of events that give an arm its mark: at manufacture (art. 8(1)(a), possible before any other owner only), or anew by two people."""
PASSING: Final = frozenset(
    {
        "sold_from_disposal",
        "returned_to_owner",
        "sold_to_civilians",
        "state_stock_received",
        "privately_transferred",
        "retail_sold",
        "wholesale_transferred",
        "acquired",
        "inherited",
        "deactivated",
    }
)
"""Kinds of events through which an arm may leave the State's hands, or come into use."""


@dataclass(frozen=True, slots=True)
class Past:
    """What an arm's life says for art. 6(2), event by event in their order: the kind, and what it set."""

    kind: str
    changes: Mapping[str, Any]


def without_mark(life: Iterable[Past]) -> bool:
    """Whether an arm that was once on record as unmarked or altered has not been marked anew since."""
    bare = False
    for past in life:
        if past.kind in MARKING:
            bare = False
        elif past.changes.get("physical") in NEVER_MARKED:
            bare = True
    return bare


GIVEN_AWAY: Final = frozenset(
    {
        "returned_to_owner",
        "sold_from_disposal",
        "sold_to_civilians",
        "state_stock_received",
        "deactivated",
        "annulled",
    }
)
"""Acts of two people after which an arm is forfeit no longer, where they set another legal status."""


def is_forfeit(life: Iterable[Past]) -> bool:
    """Whether an arm was confiscated or put up for disposal and did not lawfully pass to somebody since: it is destroyed under a sealed
    list or not at all (Protocol art. 6)."""
    forfeit = False
    for past in life:
        legal = past.changes.get("legal")
        if legal in FORFEIT:
            forfeit = True
        elif legal is not None and past.kind in GIVEN_AWAY:
            forfeit = False
    return forfeit


def was_forfeit(life: Iterable[Past]) -> bool:
    """Whether the arm was ever confiscated or put up for disposal."""
    return any(past.changes.get("legal") in FORFEIT for past in life)


def against(method: str, *, order: str, authority: str, marked: bool | None) -> tuple[Reason, ...]:
    """What stands against a way of disposal; destruction asks for the order alone.

    Args:
        authority: the paper by which another disposal than destruction is officially authorised.
        marked: whether the arm bears a complete mark; None where nobody knows.
    """
    if method not in METHODS:
        return (Reason("custody.disposal.method", article=ARTICLE, field="method"),)
    reasons = [] if order.strip() else [Reason("custody.disposal.order", article=ARTICLE, field="order")]
    if method != DESTRUCTION:
        if not authority.strip():
            reasons.append(Reason("custody.disposal.authority", article=ARTICLE, field="authority"))
        if marked is not True:
            reasons.append(Reason("custody.disposal.mark", article=ARTICLE, field="method"))
    return tuple(reasons)
