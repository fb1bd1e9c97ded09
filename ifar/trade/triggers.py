"""Which function of trade runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "packs",
        "AFTER INSERT",
        "trade_event",
        "trade_packs",
        each="STATEMENT",
        referencing="NEW TABLE AS added",
    ),
    Trigger(
        "b_carried",
        "BEFORE INSERT",
        "registry_event",
        "trade_carries",
        when="new.kind = ANY (ARRAY['export_licensed'::text, 'exported'::text])",
    ),
    Trigger(
        "c_arrived",
        "AFTER INSERT",
        "registry_event",
        "trade_arrives",
        when="new.kind = ANY (ARRAY['imported'::text, 'temporarily_imported'::text])",
        deferred=True,
    ),
    Trigger(
        "b_despatched",
        "BEFORE INSERT",
        "registry_event",
        "trade_despatches",
        when="new.kind = ANY (ARRAY['despatched'::text, 'despatch_received'::text])",
    ),
    Trigger(
        "article_10",
        "BEFORE INSERT",
        "registry_event",
        "trade_temporary",
        when="new.kind = 'temporarily_exported'::text",
    ),
    Trigger(
        "stays",
        "BEFORE INSERT",
        "registry_event",
        "trade_stays",
        when="new.kind = ANY (ARRAY['stay_extended'::text, 'absence_extended'::text])",
    ),
)
