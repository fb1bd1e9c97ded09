"""Which database role may do what to which table: the one explicit list, applied after every migration.

A table that is not on the list gives nothing to anybody but its owner. Regulated tables give the runtime role INSERT and
SELECT at most; their state tables SELECT only, because triggers that the owner owns write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

APP: Final = "ifar_app"
SEQUENCER: Final = "ifar_sequencer"
VERIFIER: Final = "ifar_verifier"
ROLES: Final = (APP, SEQUENCER, VERIFIER)
PARTITIONED: Final = ("ledger_entry", "accounts_readlog")
WIDTH: Final = 10_000_000
"""Tables in partitions by their number, and how many numbers go into one."""

_READ: Final = "SELECT"
_APPEND: Final = "SELECT, INSERT"
_WORK: Final = "SELECT, INSERT, UPDATE"
_FULL: Final = "SELECT, INSERT, UPDATE, DELETE"

INSERT_ONLY: Final[tuple[str, ...]] = (
    "ledger_entry",
    "ledger_personal",
    "ledger_erasure",
    "accounts_readlog",
    "accounts_readbatch",
    "accounts_agencyact",
    "accounts_useract",
    "accounts_grant",
    "accounts_grantend",
    "accounts_absence",
    "accounts_absenceend",
    "accounts_proposal",
    "accounts_decision",
    "files_file",
    "files_deposit",
    "files_derivative",
    "files_removal",
    "parties_event",
    "documents_event",
    "matters_event",
    "oversight_event",
    "books_event",
    "bulk_event",
    "bulk_line",
    "bulk_answer",
    "placement_event",
    "books_event",
    "ammunition_event",
    "stocks_event",
    "licensing_event",
    "cashier_event",
    "registry_event",
    "registry_duplicate",
    "registry_duplicatedecision",
    "registry_importact",
    "registry_importedrow",
    "registry_alertevent",
    "registry_restrictedhit",
    "registry_restrictedquestion",
    "recoveries_event",
    "recoveries_observation",
    "recoveries_custodyevent",
    "tracing_event",
    "trade_event",
    "hotspots_event",
    "hotspots_area",
    "hotspots_denominator",
    "hotspots_row",
    "hotspots_withdrawal",
    "retention_event",
    "portal_binding",
    "portal_bindingend",
    "portal_report",
    "portal_answer",
    "portal_document",
    "returns_edition",
    "returns_publication",
    "returns_answer",
    "returns_dispatch",
    "returns_received",
    "community_event",
    "programme_event",
    "programme_othersactivity",
    "programme_extractrow",
)
"""Regulated rows: the runtime role may insert, nobody may change or remove (triggers refuse it too)."""
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts_proposal": ("reason", "words"),
    "accounts_decision": ("reason",),
    "registry_duplicatedecision": ("reason",),
    "recoveries_observation": ("remark",),
}
"""Regulated rows -> their columns that a lawful erasure empties."""

PROJECTED: Final[tuple[str, ...]] = (
    "accounts_agency",
    "parties_party",
    "parties_address",
    "parties_formerkey",
    "parties_bar",
    "documents_paper",
    "matters_matter",
    "oversight_file",
    "oversight_inspection",
    "oversight_integrity",
    "oversight_key",
    "oversight_message",
    "oversight_parameter",
    "oversight_plan",
    "oversight_report",
    "oversight_request",
    "oversight_verdict",
    "retention_hold",
    "books_declaration",
    "books_sheet",
    "books_order",
    "bulk_batch",
    "placement_place",
    "placement_placement",
    "books_closing",
    "books_count",
    "books_day",
    "ammunition_lot",
    "ammunition_movement",
    "ammunition_posting",
    "ammunition_balance",
    "stocks_armoury",
    "stocks_officer",
    "stocks_issue",
    "stocks_count",
    "stocks_campaign",
    "stocks_handover",
    "stocks_serviceability",
    "stocks_movement",
    "stocks_crate",
    "stocks_struck",
    "stocks_observation",
    "licensing_application",
    "licensing_licence",
    "licensing_notice",
    "licensing_removal",
    "licensing_offer",
    "cashier_payment",
    "cashier_line",
    "cashier_till",
    "cashier_delivery",
    "cashier_card",
    "cashier_count",
    "cashier_likeness",
    "licensing_round",
    "licensing_visit",
    "licensing_finding",
    "licensing_move",
    "licensing_reminder",
    "registry_firearm",
    "registry_mark",
    "registry_holding",
    "registry_bookline",
    "registry_licenceuse",
    "registry_savedsearch",
    "registry_savedsearchhit",
    "recoveries_case",
    "recoveries_item",
    "recoveries_hit",
    "recoveries_person",
    "recoveries_chain",
    "recoveries_count",
    "recoveries_request",
    "recoveries_batch",
    "recoveries_series",
    "trade_party",
    "trade_authorisation",
    "trade_paper",
    "trade_journey",
    "trade_consignment",
    "trade_crate",
    "trade_item",
    "trade_declaration",
    "trade_delivery",
    "trade_despatch",
    "trade_box",
    "trade_denial",
    "trade_enquiry",
    "trade_observation",
    "trade_watchlist",
    "trade_match",
    "tracing_request",
    "tracing_step",
    "tracing_exchange",
    "tracing_scope",
    "tracing_measure",
    "tracing_delay",
    "tracing_alike",
    "tracing_late",
    "hotspots_layer",
    "hotspots_source",
    "hotspots_delivery",
    "hotspots_pair",
    "hotspots_run",
    "hotspots_alert",
    "hotspots_hotspot",
    "hotspots_report",
    "hotspots_response",
    "hotspots_plan",
    "hotspots_effect",
    "community_member",
    "community_space",
    "community_seat",
    "community_report",
    "community_downgrade",
    "community_ruling",
    "community_erasure",
    "community_review",
    "community_appraisal",
    "community_adoption",
    "community_progress",
    "community_agreement",
    "community_training",
    "programme_theme",
    "programme_project",
    "programme_result",
    "programme_indicator",
    "programme_period",
    "programme_value",
    "programme_contribution",
    "programme_journal",
    "programme_limit",
    "programme_posting",
    "programme_initiative",
    "programme_participation",
    "programme_feedback",
    "programme_stakeholder",
    "programme_commitment",
    "programme_sighting",
    "programme_seat",
    "programme_meeting",
    "programme_decision",
    "programme_assessment",
    "programme_diligence",
    "programme_activity",
    "programme_partner",
    "programme_recipient",
    "programme_location",
    "programme_risk",
    "programme_issue",
    "programme_lesson",
    "programme_document",
    "programme_report",
    "programme_evaluation",
    "programme_finding",
    "programme_recommendation",
    "programme_othersfile",
    "programme_feed",
    "programme_extract",
    "programme_difference",
)
"""State that only the owner's triggers write."""

GRANTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(INSERT_ONLY, _APPEND),
    "ledger_entry": "SELECT, INSERT (entry, schema, act, actor, agency, recorded_at, object, previous, commitments, canonical, voucher)",
    **dict.fromkeys(PROJECTED, _READ),
    "ledger_leaf": _READ,
    "ledger_tile": _READ,
    "ledger_checkpoint": _READ,
    "ledger_cosignature": _READ,
    "ledger_key": _READ,
    "ledger_voucherkey": "",
    "accounts_dualcontrol": _READ,
    "accounts_exclusion": _READ,
    "accounts_zone": _READ,
    "accounts_execution": _READ,
    "accounts_readlog": 'SELECT, INSERT (actor, agency, shift, purpose, "case", act, object, count)',
    "accounts_user": "SELECT, INSERT, UPDATE (password, last_login, name, email, language, is_active, locked_until, "
    "failed_attempts, must_change_password, current_agency_id)",
    "accounts_client": "SELECT, INSERT, UPDATE (token_hash, prefix, revoked_at, last_used_at)",
    "accounts_shift": "SELECT, INSERT, UPDATE (ends_at)",
    "accounts_draft": "SELECT, INSERT, UPDATE (data, at), DELETE",
    "accounts_savedview": "SELECT, INSERT, DELETE",
    "accounts_notice": "SELECT, INSERT, UPDATE (done_at, done_by)",
    "accounts_noticeread": "SELECT, INSERT, DELETE",
    "accounts_remembered": _FULL,
    "accounts_idempotencykey": "SELECT, INSERT, UPDATE (status, response), DELETE",
    "outbox_message": _APPEND,
    "outbox_delivery": _WORK,
    "registry_markkey": _FULL,
    "registry_markindex": "SELECT, UPDATE (token, coming, marks, settled_at)",
    "registry_markaltered": _READ,
    "registry_savedsearchkey": _FULL,
    "registry_savedsearchbacklog": _FULL,
    # What it was deposited as and at which office stays: its rows go by its number.
    "registry_import": "SELECT, INSERT, UPDATE (actor, look, layout, mapping, status, spans, rows, blank, counts, reasons, remarks, flagged, holders, phase, done,"
    " total, began_at, beat_at, finished_at, problem, proposal, round)",
    "registry_importrow": _FULL,
    "registry_importholder": _FULL,
    "registry_savedmapping": _WORK,
    "registry_statefacts": _READ,
    "registry_allowance": _READ,
    "acts_act": _READ,
    "acts_record": _READ,
    "tracing_rule": _READ,
    "hotspots_incident": "SELECT, INSERT, UPDATE (standing, area)",
    "stocks_pin": _WORK,
    "oversight_signal": _FULL,
    "hotspots_tally": "SELECT, INSERT, DELETE",
    "hotspots_trial": _FULL,
    "hotspots_fetch": _FULL,
    "hotspots_progress": _FULL,
    "hotspots_candidate": "SELECT, INSERT, DELETE",
    "community_profile": _FULL,
    "community_topic": _FULL,
    "community_post": _FULL,
    "community_revision": _FULL,
    "community_attachment": _FULL,
    "community_translation": _FULL,
    "community_mention": _FULL,
    "community_reaction": _FULL,
    "community_watch": _FULL,
    "community_topicread": _FULL,
    "community_spaceread": _FULL,
    "community_digest": _FULL,
    "community_guide": _FULL,
    "community_edition": _FULL,
    "community_rating": _FULL,
    "community_collection": _FULL,
    "community_place": _FULL,
    "community_practice": _FULL,
    "community_gap": _FULL,
    "community_tie": _FULL,
    "community_assistance": _FULL,
    "community_enquiry": _FULL,
    "community_course": _FULL,
    "community_score": _FULL,
    "programme_trial": _FULL,
    "recoveries_refusedrow": "SELECT, INSERT, UPDATE (mended)",
    "parties_namekey": _FULL,
    "parties_barkey": _FULL,
    "returns_rollup": "SELECT, INSERT, UPDATE (checked_at), DELETE",
    "returns_rollupcell": "SELECT, INSERT, DELETE",
    "portal_invitation": "SELECT, INSERT, UPDATE (tries, used_at)",
    "django_content_type": _READ,
    "django_migrations": _READ,
    "auth_permission": _READ,
    "auth_group": _READ,
    "auth_group_permissions": _READ,
    "django_session": _FULL,
    "account_emailaddress": _FULL,
    "account_emailconfirmation": _FULL,
    "mfa_authenticator": _FULL,
    "usersessions_usersession": _FULL,
}
"""Table -> privileges of the runtime role. `reference_*` (read) and `procrastinate_*` (full) are matched by their prefix."""

PREFIXES: Final[Mapping[str, str]] = {"reference_": _READ, "procrastinate_": _FULL}

SECRETS: Final[tuple[str, ...]] = (
    "ledger_voucherkey",
    "django_session",
    "usersessions_usersession",
    "mfa_authenticator",
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_remembered",
    "accounts_draft",
    "accounts_idempotencykey",
    "portal_invitation",
    "oversight_signal",
    "outbox_message",
    "outbox_delivery",
)
"""Tables of which the verifier's role reads nothing: what opens a door, what was typed and not yet said, what leaves for others. Those
that begin with `procrastinate_` are too."""

IN_PART: Final[Mapping[str, str]] = {
    "accounts_user": "SELECT (id, public_id, username, name, home_id, email, language, is_active, locked_until, must_change_password, "
    "current_agency_id)",
    "accounts_client": "SELECT (id, public_id, name, agency_id, scopes, prefix, expires_at, revoked_at, last_used_at, proposal, entry)",
    "stocks_pin": "SELECT (officer, digest)",
}
"""Table -> what the verifier's role reads of it: neither the hash of a password or a PIN nor that of a token."""

PATH: Final = "public, pg_catalog, pg_temp"
"""Where sessions and functions of ours look names up: a view among the server's own stands in for none of our tables, and what a session makes for
itself comes last."""

_OURS: Final = """
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
AND pg_has_role(current_user, p.proowner, 'USAGE')
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""

FUNCTIONS: Final = f"""
DO $$ DECLARE f record; BEGIN
    FOR f IN SELECT p.oid::regprocedure AS name, p.prorettype = 'trigger'::regtype AS fires, p.prosecdef AS owners,
             (SELECT split_part(s, '=', 2) FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%') AS path {_OURS} LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {", ".join(ROLES)}', f.name);
        IF f.path <> '{PATH}' OR f.fires AND f.path IS NULL THEN
            EXECUTE format('ALTER FUNCTION %s SET search_path = {PATH}', f.name);
        END IF;
        IF NOT f.fires THEN
            -- What works with the owner's rights is for those who write: whoever only reads locks nobody out.
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', f.name, CASE WHEN f.owners THEN '{APP}, {SEQUENCER}' ELSE '{", ".join(ROLES)}' END);
        END IF;
    END LOOP;
    FOR f IN SELECT t.tgrelid::regclass AS name, quote_ident(t.tgname) AS fires FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled = 'O' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %s', f.name, f.fires);
    END LOOP;
END $$"""
"""Take the functions away from everybody, and give back those that statements call.

A trigger needs nobody's permission to fire; whoever may *execute* its function may hang it on a table of their own and have
the owner work on invented rows. Another package's triggers fire whatever a session sets, like ours.
"""

_NOTHING_OF_ITS_OWN: Final = f"""
DO $$ BEGIN
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, {", ".join(ROLES)}', current_database());
END $$"""
"""Neither schemas nor temporary tables, types, casts and functions: with those a session could stand in for real ones."""

DRAWN: Final[tuple[str, ...]] = ("registry_firearm_id_seq",)
"""Sequences that the runtime role draws from itself, to know the key of a row that a trigger is going to make."""

SEQUENCER_GRANTS: Final[Mapping[str, str]] = {
    "ledger_entry": _READ,
    "ledger_leaf": _APPEND,
    "ledger_tile": _WORK,
    "ledger_checkpoint": _APPEND,
    "ledger_cosignature": _APPEND,
    "ledger_key": _APPEND,
}


def privileges(table: str) -> str | None:
    """The runtime role's privileges on `table`, or None where the list does not name it."""
    if table in GRANTS:
        return GRANTS[table]
    return next((grant for prefix, grant in PREFIXES.items() if table.startswith(prefix)), None)


def reads(table: str) -> str | None:
    """The verifier's privilege on `table`, or None where it reads nothing of it."""
    if table in SECRETS or table.startswith("procrastinate_"):
        return None
    return IN_PART.get(table, _READ)


def _base(table: str, partitions: Mapping[str, str]) -> str:
    return partitions.get(table, table)


def statements(
    tables: Iterable[str],
    partitions: Mapping[str, str] | None = None,
    sequences: Mapping[str, str] | None = None,
) -> list[str]:
    """SQL that takes everything away and then gives what the list says.

    Args:
        tables: every table of the schema.
        partitions: partition -> its parent; a partition gives nothing of its own to anybody but the reader of all.
        sequences: sequence -> its table, for sequences that an INSERT must be allowed to use (identity columns need none).
    """
    partitions = partitions or {}
    out = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {', '.join(ROLES)}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {', '.join(ROLES)}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        _NOTHING_OF_ITS_OWN,
        FUNCTIONS,
        f"GRANT USAGE ON SCHEMA public TO {', '.join(ROLES)}",
    ]
    for sequence, table in sorted((sequences or {}).items()):
        if "INSERT" in (privileges(table) or ""):
            out.append(f'GRANT USAGE ON SEQUENCE "{sequence}" TO {APP}')
    out += [f'GRANT USAGE ON SEQUENCE "{sequence}" TO {APP}' for sequence in DRAWN]
    for table in sorted(tables):
        if grant := reads(_base(table, partitions)):
            out.append(f'GRANT {grant} ON "{table}" TO {VERIFIER}')
        if _base(table, partitions) != table:
            continue
        if grant := privileges(table):
            out.append(f'GRANT {grant} ON "{table}" TO {APP}')
        if grant := SEQUENCER_GRANTS.get(table):
            out.append(f'GRANT {grant} ON "{table}" TO {SEQUENCER}')
    return out


def unlisted(tables: Iterable[str], partitions: Mapping[str, str] | None = None) -> list[str]:
    """Tables that nobody decided about; a house test wants none."""
    partitions = partitions or {}
    return sorted(t for t in tables if privileges(_base(t, partitions)) is None and t not in SEQUENCER_GRANTS)
