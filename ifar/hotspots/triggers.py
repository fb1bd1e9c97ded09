"""Which function of hotspots runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "while_open",
        "AFTER INSERT",
        ("hotspots_area", "hotspots_denominator"),
        "hotspots_layer_while_open",
        each="STATEMENT",
        referencing="NEW TABLE AS came",
    ),
    Trigger("a_wait", "BEFORE INSERT", "hotspots_event", "hotspots_event_wait"),
    Trigger("apply", "BEFORE INSERT", "hotspots_event", "hotspots_event_apply"),
    Trigger(
        "was_loaded",
        "AFTER INSERT",
        "hotspots_event",
        "hotspots_was_loaded",
        when="(new.noun = ANY (ARRAY['delivery'::text, 'layer'::text])) AND new.kind = 'opened'::text",
        deferred=True,
    ),
    Trigger(
        "of_its_source",
        "AFTER INSERT",
        ("hotspots_incident", "hotspots_withdrawal"),
        "hotspots_of_its_source",
        each="STATEMENT",
        referencing="NEW TABLE AS came",
    ),
    Trigger(
        "while_open",
        "AFTER INSERT",
        ("hotspots_incident", "hotspots_row", "hotspots_withdrawal"),
        "hotspots_while_open",
        each="STATEMENT",
        referencing="NEW TABLE AS came",
    ),
    Trigger("a_a_wait_hotspots", "BEFORE INSERT", "ledger_erasure", "hotspots_erasure_wait"),
    Trigger("f_hotspots", "AFTER INSERT", "ledger_erasure", "hotspots_erasure_apply"),
)
