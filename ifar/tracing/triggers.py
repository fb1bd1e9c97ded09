"""Which function of tracing runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("e_tracing", "AFTER INSERT", "ledger_erasure", "tracing_erasure_apply"),
    Trigger("a_wait", "BEFORE INSERT", "tracing_event", "tracing_event_wait"),
    Trigger("apply", "BEFORE INSERT", "tracing_event", "tracing_event_apply"),
    Trigger(
        "came_as_file",
        "AFTER INSERT",
        "tracing_event",
        "tracing_came_as_file",
        when=(
            "new.noun = 'request'::text AND "
            "new.kind = 'received'::text AND "
            "(new.changes ->> 'channel'::text) = 'file'::text"
        ),
        deferred=True,
    ),
    Trigger(
        "measure",
        "AFTER INSERT",
        "tracing_event",
        "tracing_measure_apply",
        when="new.noun <> 'exchange'::text",
    ),
)
