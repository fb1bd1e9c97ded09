"""Which function of outbox runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("delivered_once", "BEFORE UPDATE", "outbox_delivery", "outbox_delivered_once"),
)
