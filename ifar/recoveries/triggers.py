"""Which function of recoveries runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

REMARK: Final = "jsonb_build_object('remark', r.remark)"
"""What an observation of the market holds in somebody's own words."""
TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("a_a_wait_recoveries", "BEFORE INSERT", "ledger_erasure", "recoveries_lock_for_erasure"),
    Trigger(
        "c_recoveries",
        "AFTER INSERT",
        "ledger_erasure",
        "recoveries_erase",
        when="new.field = ANY (ARRAY['described'::text, 'group'::text, 'note'::text])",
    ),
    says(
        "recoveries_observation",
        act="'recoveries.observed'",
        object="(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)",
        payload=(
            "jsonb_build_object('agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), "
            "'compartment', r.compartment, 'thing', r.thing, 'calibre', r.calibre, 'condition', r.condition, "
            "'place', r.place, 'area', r.area, 'on', r.\"on\", 'price', r.price, 'currency', r.currency, "
            "'price_kind', r.price_kind, 'availability', r.availability, 'channel', r.channel, 'at', accounts_time(r.at))"
        ),
        actor="r.observer",
        words=REMARK,
    ),
    Trigger(
        "b_exhibits",
        "BEFORE INSERT",
        "placement_event",
        "recoveries_placed",
        when="new.kind = ANY (ARRAY['placed'::text, 'left'::text, 'closed'::text])",
    ),
    Trigger(
        "article_6",
        "BEFORE INSERT",
        "registry_event",
        "recoveries_article_6",
        when=(
            "new.kind = ANY (ARRAY['exported'::text, 'sold_to_civilians'::text, 'returned_to_owner'::text, 'sold_from_disposal'::text, 'part_fitted'::text, 'deactivated'::text, 'annulled'::text, 'merged'::text])"
        ),
    ),
)
