"""Which function of holders runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "d_holder", "BEFORE INSERT", "accounts_absence", "holders_refuse_office", arguments=("stand_in_id",)
    ),
    Trigger("d_holder", "BEFORE INSERT", "accounts_grant", "holders_refuse_office", arguments=("user_id",)),
    Trigger("c_admit", "BEFORE INSERT", "holders_answer", "holders_answer_admit"),
    says(
        "holders_answer",
        act="'holders.answered'",
        object="(SELECT s.party FROM holders_report s WHERE s.entry = r.report_id)",
        payload=(
            "jsonb_build_object('report', r.report_id, 'verdict', r.verdict, 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "holders_binding", "holders_binding_admit"),
    says(
        "holders_binding",
        act="'holders.bound'",
        object='r."user"',
        payload=(
            "jsonb_build_object('user', r.\"user\", 'party', r.party, 'relation', r.relation, 'seen', r.seen, "
            "'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "holders_bindingend", "holders_bindingend_admit"),
    says(
        "holders_bindingend",
        act="'holders.unbound'",
        object='(SELECT b."user" FROM holders_binding b WHERE b.entry = r.binding_id)',
        payload=(
            "jsonb_build_object('binding', r.binding_id, 'ground', r.ground, 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "holders_document", "holders_document_admit"),
    says(
        "holders_document",
        act="'holders.document'",
        object="r.application",
        payload=(
            "jsonb_build_object('application', r.application, 'item', r.item, 'sha256', r.file_id, 'at', "
            "accounts_time(r.at))"
        ),
        actor='r."user"',
    ),
    Trigger("c_admit", "BEFORE INSERT", "holders_report", "holders_report_admit"),
    says(
        "holders_report",
        act="'holders.reported'",
        object="r.party",
        payload=(
            "jsonb_build_object('user', r.\"user\", 'party', r.party, 'kind', r.kind, 'details', r.details, "
            "'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'due_on', r.due_on, 'at', "
            "accounts_time(r.at))"
        ),
        actor='r."user"',
    ),
    Trigger(
        "a_accounts", "BEFORE INSERT", "parties_event", "holders_join_admit", when="new.kind = 'merged'::text"
    ),
    Trigger(
        "d_holders",
        "BEFORE INSERT",
        "registry_event",
        "holders_loss_admit",
        when="(new.kind = ANY (ARRAY['lost'::text, 'stolen'::text])) AND new.place <> ''::text",
    ),
)
