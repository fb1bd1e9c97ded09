"""Which function of tracing runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("e_tracing", "AFTER INSERT", "ledger_erasure", "tracing_erase", when="new.field = 'raw'::text"),
    Trigger(
        "came_as_file",
        "AFTER INSERT",
        "tracing_event",
        "tracing_came_as_file",
        when=(
            "new.record_type = 'request'::text AND "
            "new.kind = 'received'::text AND "
            "(new.changes ->> 'channel'::text) = 'file'::text"
        ),
        deferred=True,
    ),
)
