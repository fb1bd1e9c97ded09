"""Which function of ammunition runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "balance",
        "AFTER INSERT",
        "ammunition_posting",
        "acts_balances",
        arguments=("movement",),
        deferred=True,
    ),
    Trigger(
        "b_ammunition",
        "BEFORE INSERT",
        "placement_event",
        "ammunition_placed",
        when="new.kind = 'closed'::text",
    ),
)
