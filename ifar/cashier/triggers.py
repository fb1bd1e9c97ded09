"""Which function of the counter runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "b_paid",
        "BEFORE INSERT",
        "documents_event",
        "cashier_issues",
        when="new.kind = 'issued'::text",
    ),
)
