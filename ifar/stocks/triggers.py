"""Which function of the State's stocks runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "a_struck",
        "BEFORE INSERT",
        "registry_event",
        "stocks_strike",
        when="new.kind = 're_marked'::text AND new.paper ~ '^Z[0-9A-Z]{13}$'::text",
    ),
    # Before "apply": it asks for the state as it was.
    Trigger(
        "a_escorted",
        "BEFORE INSERT",
        "registry_event",
        "stocks_escorted",
        when="new.kind = ANY (ARRAY['lost'::text, 'stolen'::text, 'found'::text, 'surrendered'::text, 'seized'::text, 'blocked'::text])",
    ),
    # Before "apply" too.
    Trigger(
        "a_written_off",
        "BEFORE INSERT",
        "registry_event",
        "stocks_written_off",
        when="new.kind = ANY (ARRAY['written_off'::text, 'sold_to_civilians'::text, 'sold_from_disposal'::text, 'state_stock_received'::text])",
    ),
    Trigger(
        "a_destroyed",
        "BEFORE INSERT",
        "recoveries_custodyevent",
        "stocks_destroyed",
        when="new.record_type = 'batch'::text AND new.kind = ANY (ARRAY['sealed'::text, 'witnessed'::text, 'destroyed'::text])",
    ),
    Trigger(
        "b_issued",
        "BEFORE INSERT",
        "registry_event",
        "stocks_lives",
        when="new.kind = ANY (ARRAY['state_stock_issued'::text, 'state_stock_returned'::text])",
    ),
    Trigger(
        "b_moved",
        "BEFORE INSERT",
        "registry_event",
        "stocks_roads",
        when="new.kind = ANY (ARRAY['state_stock_sent'::text, 'state_stock_arrived'::text, 'missing_in_transit'::text])",
    ),
    Trigger(
        "b_unmoved",
        "BEFORE INSERT",
        "registry_event",
        "stocks_unmoved",
        when="new.kind = 'annulled'::text",
    ),
    Trigger(
        "c_stocks",
        "BEFORE INSERT",
        "ammunition_event",
        "stocks_carried",
        when="new.kind = 'undone'::text",
    ),
    Trigger(
        "with_officer",
        "AFTER INSERT",
        "ammunition_posting",
        "stocks_with_officer",
        when="new.account = 'held'::text",
        deferred=True,
    ),
)
