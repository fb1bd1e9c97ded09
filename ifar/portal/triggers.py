"""Which function of holders runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "d_holder", "BEFORE INSERT", "accounts_absence", "portal_refuse_office", arguments=("stand_in_id",)
    ),
    Trigger("d_holder", "BEFORE INSERT", "accounts_grant", "portal_refuse_office", arguments=("user_id",)),
    Trigger("c_admit", "BEFORE INSERT", "portal_answer", "portal_answer_admit"),
    says(
        "portal_answer",
        act="'portal.answered'",
        object="(SELECT s.party FROM portal_report s WHERE s.entry = r.report_id)",
        payload=(
            "jsonb_build_object('report', r.report_id, 'verdict', r.verdict, 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "portal_binding", "portal_binding_admit"),
    says(
        "portal_binding",
        act="'portal.bound'",
        object='r."user"',
        payload=(
            "jsonb_build_object('user', r.\"user\", 'party', r.party, 'relation', r.relation, 'seen', r.seen, "
            "'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "portal_bindingend", "portal_bindingend_admit"),
    says(
        "portal_bindingend",
        act="'portal.unbound'",
        object='(SELECT b."user" FROM portal_binding b WHERE b.entry = r.binding_id)',
        payload=(
            "jsonb_build_object('binding', r.binding_id, 'ground', r.ground, 'at', accounts_time(r.at))"
        ),
        actor="r.officer",
    ),
    Trigger("c_admit", "BEFORE INSERT", "portal_document", "portal_document_admit"),
    says(
        "portal_document",
        act="'portal.document'",
        object="r.application",
        payload=(
            "jsonb_build_object('application', r.application, 'item', r.item, 'sha256', r.file_id, 'at', "
            "accounts_time(r.at))"
        ),
        actor='r."user"',
    ),
    Trigger("c_admit", "BEFORE INSERT", "portal_report", "portal_report_admit"),
    says(
        "portal_report",
        act="'portal.reported'",
        object="r.party",
        payload=(
            "jsonb_build_object('user', r.\"user\", 'party', r.party, 'kind', r.kind, 'details', r.details, "
            "'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'due_on', r.due_on, 'at', "
            "accounts_time(r.at))"
        ),
        actor='r."user"',
    ),
    Trigger(
        "a_accounts", "BEFORE INSERT", "parties_event", "portal_join_admit", when="new.kind = 'merged'::text"
    ),
    Trigger(
        "d_holders",
        "BEFORE INSERT",
        "registry_event",
        "portal_loss_admit",
        when="(new.kind = ANY (ARRAY['lost'::text, 'stolen'::text])) AND new.place <> ''::text",
    ),
)
