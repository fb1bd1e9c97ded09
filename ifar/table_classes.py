"""Which class each table belongs to, and so how the verifier treats it: the one list, held to the database by a house test."""

from __future__ import annotations

from typing import Final

from ifar.database import INSERT_ONLY, PROJECTED

LEDGER: Final = (
    "ledger_entry",
    "ledger_personal",
    "ledger_erasure",
    "ledger_leaf",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_cosignature",
    "ledger_key",
)
PROGRAM: Final = (
    "accounts_dualcontrol",
    "accounts_exclusion",
    "accounts_zone",
    "registry_allowance",
    "registry_statefacts",
    "acts_act",
    "acts_record",
    "tracing_rule",
)
DERIVED: Final = (
    "files_derivative",
    "parties_namekey",
    "parties_barkey",
    "registry_importedrow",
    "registry_markkey",
    "registry_markindex",
    "registry_markaltered",
    "registry_savedsearchkey",
    "registry_savedsearchbacklog",
    "hotspots_tally",
    "returns_rollup",
    "returns_rollupcell",
)
OPERATIONAL: Final = (
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_draft",
    "accounts_idempotencykey",
    "accounts_notice",
    "accounts_noticeread",
    "accounts_remembered",
    "accounts_savedview",
    "accounts_shift",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "community_assistance",
    "community_attachment",
    "community_collection",
    "community_course",
    "community_digest",
    "community_edition",
    "community_enquiry",
    "community_gap",
    "community_guide",
    "community_mention",
    "community_place",
    "community_post",
    "community_practice",
    "community_profile",
    "community_rating",
    "community_reaction",
    "community_revision",
    "community_score",
    "community_spaceread",
    "community_tie",
    "community_topic",
    "community_topicread",
    "community_translation",
    "community_watch",
    "django_content_type",
    "django_migrations",
    "django_session",
    "portal_invitation",
    "hotspots_candidate",
    "hotspots_fetch",
    "hotspots_progress",
    "hotspots_trial",
    "ledger_voucherkey",
    "mfa_authenticator",
    "outbox_delivery",
    "outbox_message",
    "oversight_signal",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "programme_trial",
    "recoveries_refusedrow",
    "registry_import",
    "registry_importholder",
    "registry_importrow",
    "registry_savedmapping",
    "stocks_pin",
    "usersessions_usersession",
)
UNPROVED: Final = (
    "reference_alias",
    "reference_label",
    "reference_mapping",
    "registry_importedrow",
    "hotspots_tally",
    "returns_rollup",
    "returns_rollupcell",
)
"""Tables of a verified class whose rows nothing proves, besides the operational ones; the threat model names them."""


def class_of(table: str) -> str:
    """How the verifier treats a table: `ledger`, `event`, `projection`, `program`, `reference`, `derived` or `operational`.

    The log is proved by its own tree; an *event* is the row of an act, which its entry's bytes are held to; a *projection* follows from events and is
    replayed; a *program* row equals what the code declares; a *reference* row is of a load that the log knows; a *derived* one is made again from
    others; nothing in the log speaks of an *operational* one, and the verifier asks of it only that it keeps its table's constraints.

    Raises:
        KeyError: nobody decided about this table; a house test wants none.
    """
    for name, tables in (
        ("ledger", LEDGER),
        ("program", PROGRAM),
        ("derived", DERIVED),
        ("operational", OPERATIONAL),
    ):
        if table in tables:
            return name
    if table.startswith("reference_"):
        return "reference"
    if table in INSERT_ONLY:
        return "event"
    if table in PROJECTED or table in (
        "accounts_execution",
        "accounts_user",
        "accounts_client",
        "hotspots_incident",
    ):
        return "projection"
    raise KeyError(table)
