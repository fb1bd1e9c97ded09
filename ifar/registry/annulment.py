"""What an annulment takes back, the latest event that it names, and what it restores: all that this event had set, as it stood before (EU
2021/555 art. 4(5))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ifar.registry import describing

MOVES: Final = ("state_stock_issued", "state_stock_returned", "state_stock_sent", "state_stock_arrived")
"""Kinds of events that an issue or a movement between stores says, and that nothing takes back but a return or another movement."""

MISSING: Final = ("missing_in_transit",)
"""What a movement between stores says of an arm of the State that did not arrive: those whom it accuses do not take it back."""


def names_latest(details: Mapping[str, Any], latest: UUID | None) -> bool:
    """Whether an annulment with these details takes back the latest event on record: it names the event, and nothing came after it."""
    return latest is not None and details.get("event") == str(latest)


def restored(
    changed: Mapping[str, Any], before: Mapping[str, Any], marks: Mapping[int, Mapping[str, Any]]
) -> dict[str, Any]:
    """What an annulment sets. The record stays with the authority to which it passed: what was once registered is the State's to keep.

    Columns that no earlier event set say again that nothing was said; marks that the event added are retired, those it changed are restored.

    Args:
        changed: what the event had set.
        before: what stood there before it, without the marks; empty where it was the first.
        marks: the marks before it, by their number.
    """
    sets = {
        name: before.get(name, describing.unsaid(name)) for name in changed if name not in ("marks", "agency")
    }
    if result := changed.get("marks"):
        sets["marks"] = [marks.get(mark["n"]) or {"n": mark["n"], "retired": True} for mark in result]
    return sets
