"""Which function of parties runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("a_a_wait", "BEFORE INSERT", "ledger_erasure", "parties_erasure_wait"),
    Trigger("b_bars", "AFTER INSERT", "ledger_erasure", "parties_bar_erasure_apply"),
    Trigger("b_parties", "AFTER INSERT", "ledger_erasure", "parties_erasure_apply"),
    Trigger("barred", "AFTER INSERT", "parties_bar", "parties_bar_keys", when="new.party::text <> ''::text"),
    Trigger("state_keep", "BEFORE INSERT OR DELETE OR UPDATE", "parties_bar", "parties_state_keep"),
    Trigger("a_wait", "BEFORE INSERT", "parties_baract", "parties_baract_wait"),
    Trigger("project", "AFTER INSERT", "parties_baract", "parties_bar_project"),
    says(
        "parties_baract",
        act="'parties.bar_' || r.kind",
        object="r.bar",
        payload=(
            "jsonb_build_object('bar', r.bar, 'n', r.n, 'kind', r.kind, 'details', r.details, 'proposal', "
            "r.proposal)"
        ),
    ),
    Trigger("apply", "BEFORE INSERT", "parties_event", "parties_event_apply", when="new.n <> 1"),
    Trigger(
        "open",
        "AFTER INSERT",
        "parties_event",
        "parties_event_open",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger("barred", "BEFORE INSERT OR UPDATE", "parties_namekey", "parties_namekey_barred"),
)
