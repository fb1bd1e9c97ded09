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
    Trigger(
        "was_loaded",
        "AFTER INSERT",
        "hotspots_event",
        "hotspots_was_loaded",
        when="(new.record_type = ANY (ARRAY['delivery'::text, 'layer'::text])) AND new.kind = 'opened'::text",
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
)
