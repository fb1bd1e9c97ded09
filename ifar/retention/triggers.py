"""Which function of retention runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("a_elsewhere", "BEFORE INSERT", "ledger_erasure", "retention_elsewhere_free"),
    Trigger("a_free", "BEFORE INSERT", "ledger_erasure", "retention_erasure_free"),
    Trigger("a_likeness", "BEFORE INSERT", "ledger_erasure", "retention_likeness_free"),
    Trigger("a_traces", "BEFORE INSERT", "ledger_erasure", "retention_traces_free"),
    Trigger("a_lock", "BEFORE INSERT", "retention_hold", "retention_hold_lock"),
    says(
        "retention_hold",
        act="'retention.held'",
        object="r.public_id",
        payload=(
            "jsonb_build_object('hold', r.public_id, 'object', r.object, 'case', r.\"case\", 'ground', r.ground, "
            "'until', r.until, 'compartment', r.compartment, 'agency', "
            "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', accounts_time(r.at))"
        ),
        actor="r.placer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "retention_holdend", "retention_holdend_admit"),
    says(
        "retention_holdend",
        act="'retention.lifted'",
        object="(SELECT h.public_id FROM retention_hold h WHERE h.entry = r.hold_id)",
        payload=(
            "jsonb_build_object('hold', (SELECT h.public_id FROM retention_hold h WHERE h.entry = r.hold_id), "
            "'ground', r.ground, 'proposal', r.proposal, 'at', accounts_time(r.at))"
        ),
    ),
)
