"""Which function of accounts runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

WORDS: Final = {
    "accounts_decision": "jsonb_build_object('reason', r.reason)",
    "accounts_proposal": "jsonb_build_object('reason', r.reason, 'words', r.words)",
}
"""Table -> what its rows hold in somebody's own words: SQL over the row `r` for the values of its entry that stand apart from the log."""


def says(
    table: str, *, act: str, object: str, payload: str, actor: str = "NULL", words: str = "NULL"
) -> Trigger:
    """The refusal of a row that says something else than its ledger entry, or than what the entry's values apart from the log say.

    Args:
        act, object, payload, actor: SQL over the row `r` for what its entry must say; an actor that is NULL may be anybody.
        words: SQL over the row `r`: an object of what it holds of the values that stand apart from the log; NULL where it holds none.
    """
    return Trigger(
        "b_says",
        "BEFORE INSERT",
        table,
        "accounts_row_says_entry",
        arguments=(act, object, payload, actor, words),
    )


TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "a_wait",
        "BEFORE INSERT",
        ("accounts_absence", "accounts_absenceend", "accounts_grant", "accounts_grantend"),
        "accounts_lock_for_held",
    ),
    Trigger("c_exclude", "BEFORE INSERT", "accounts_absence", "accounts_absence_exclude"),
    says(
        "accounts_absence",
        act="'accounts.absence'",
        object="(SELECT public_id FROM accounts_user WHERE id = r.stand_in_id)",
        payload=(
            "jsonb_build_object('user', (SELECT public_id FROM accounts_user WHERE id = r.user_id), 'stand_in', "
            "(SELECT public_id FROM accounts_user WHERE id = r.stand_in_id), 'role', r.role, 'agency', "
            "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'valid_from', "
            "accounts_time(r.valid_from), 'valid_to', accounts_time(r.valid_to), 'proposal', "
            "r.proposal)"
        ),
    ),
    says(
        "accounts_absenceend",
        act="'accounts.absence_ended'",
        object=(
            "(SELECT u.public_id FROM accounts_user u JOIN accounts_absence a ON a.stand_in_id = u.id WHERE a.entry = r.absence_id)"
        ),
        payload="jsonb_build_object('absence', r.absence_id, 'at', accounts_time(r.at))",
    ),
    Trigger("a_wait", "BEFORE INSERT", "accounts_agencyact", "accounts_lock_for_agencyact"),
    Trigger("project", "AFTER INSERT", "accounts_agencyact", "accounts_agency_project"),
    says(
        "accounts_agencyact",
        act="'accounts.agency'",
        object="r.agency",
        payload=(
            "jsonb_build_object('agency', r.agency, 'kind', r.kind, 'changes', r.changes, 'proposal', "
            "r.proposal, 'at', accounts_time(r.at))"
        ),
    ),
    Trigger("c_admit", "BEFORE INSERT", "accounts_client", "accounts_client_admit"),
    Trigger("keep", "BEFORE UPDATE", "accounts_client", "accounts_client_keep"),
    says(
        "accounts_client",
        act="'accounts.client'",
        object="r.public_id",
        payload=(
            "jsonb_build_object('client', r.public_id, 'name', r.name, 'agency', "
            "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'scopes', r.scopes, 'expires_at', "
            "accounts_time(r.expires_at), 'proposal', r.proposal)"
        ),
    ),
    Trigger("a_a_wait", "BEFORE INSERT", "accounts_decision", "accounts_lock_for_decision"),
    Trigger("a_admit", "BEFORE INSERT", "accounts_decision", "accounts_decision_admit"),
    says(
        "accounts_decision",
        act="'accounts.decided'",
        object="r.proposal_id",
        payload=(
            "jsonb_build_object('proposal', r.proposal_id, 'decider', r.decider, 'verdict', r.verdict, "
            "'standing_in_for', r.standing_in_for, 'agency', "
            "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', "
            "accounts_time(r.at))"
        ),
        actor="r.decider",
        words=WORDS["accounts_decision"],
    ),
    Trigger("refuse_change", "BEFORE DELETE OR UPDATE", "accounts_execution", "ledger_refuse"),
    Trigger("refuse_truncate", "BEFORE TRUNCATE", "accounts_execution", "ledger_refuse", each="STATEMENT"),
    Trigger("c_exclude", "BEFORE INSERT", "accounts_grant", "accounts_grant_exclude"),
    says(
        "accounts_grant",
        act="'accounts.grant'",
        object="(SELECT public_id FROM accounts_user WHERE id = r.user_id)",
        payload=(
            "jsonb_build_object('user', (SELECT public_id FROM accounts_user WHERE id = r.user_id), 'role', "
            "r.role, 'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'valid_from', "
            "accounts_time(r.valid_from), 'valid_to', accounts_time(r.valid_to), 'proposal', r.proposal)"
        ),
    ),
    says(
        "accounts_grantend",
        act="'accounts.revoke'",
        object=(
            "(SELECT u.public_id FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id WHERE g.entry = r.grant_id)"
        ),
        payload=(
            "jsonb_build_object('grant', r.grant_id, 'proposal', r.proposal, 'at', accounts_time(r.at))"
        ),
    ),
    Trigger("a_admit", "BEFORE INSERT", "accounts_proposal", "accounts_proposal_admit"),
    says(
        "accounts_proposal",
        act="'accounts.proposed'",
        object="r.public_id",
        payload=(
            "jsonb_build_object('id', r.public_id, 'proposer', r.proposer, 'act', r.act, 'object', r.object, "
            "'payload', r.payload, 'agency', "
            "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'compartment', r.compartment, "
            "'people', r.people, 'emergency', r.emergency, 'countersign_by', accounts_time(r.countersign_by), "
            "'expires_at', accounts_time(r.expires_at), 'at', accounts_time(r.at))"
        ),
        actor="r.proposer",
        words=WORDS["accounts_proposal"],
    ),
    says(
        "accounts_readbatch",
        act="'accounts.reads'",
        object="'readlog'",
        payload=(
            "jsonb_build_object('first', r.first, 'last', r.last, 'count', r.count, 'digest', r.digest)"
        ),
    ),
    Trigger("a_lock", "BEFORE INSERT", "accounts_readlog", "accounts_readlog_lock", each="STATEMENT"),
    says(
        "accounts_useract",
        act=(
            "CASE r.kind WHEN 'factor_reset' THEN 'accounts.factor_reset' WHEN 'ceremony_closed' THEN 'accounts.ceremony' ELSE 'accounts.user' END"
        ),
        object="r.user",
        payload=(
            "jsonb_build_object('user', r.user, 'kind', r.kind, 'details', r.details, 'proposal', r.proposal, "
            "'at', accounts_time(r.at))"
        ),
    ),
    Trigger("c_eyes", "BEFORE INSERT", "ledger_entry", "accounts_entry_dual_control"),
    Trigger("factor_keep", "BEFORE DELETE OR UPDATE", "mfa_authenticator", "accounts_factor_keep"),
)
