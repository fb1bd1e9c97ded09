"""What accounts answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db.models.signals import post_init, pre_save
from django.utils.module_loading import import_string

from ifar.accounts import (
    approvals_replay,
    descriptions,
    executors,
    factors,
    labels,
    notices,
    people_replay,
    replay,
    sessions,
)
from ifar.acts import forms, offers
from ifar.ledger import leaving, sources
from ifar.outbox import handlers
from ifar.rights import ROLES

SERVICES: Final = "ifar.accounts.services"
EXECUTORS: Final = {
    "accounts.grant": f"{SERVICES}.grants.execute_grant",
    "accounts.revoke": f"{SERVICES}.grants.execute_revocation",
    "accounts.agency": f"{SERVICES}.agencies.execute",
    "accounts.client": f"{SERVICES}.clients.execute",
    "accounts.absence": f"{SERVICES}.absences.execute",
    "accounts.factor_reset": f"{SERVICES}.people.execute_factor_reset",
}


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    forms.provide_choices(lambda _name: settings.LANGUAGES, "accounts.languages")
    forms.provide_choices(lambda _name: labels.AGENCY_KINDS.items(), "accounts.agency_kinds")
    forms.provide_choices(
        lambda _name: [(code, words) for code, words in labels.ROLES.items() if ROLES[code].agency_kinds],
        "accounts.roles",
    )
    for act, executor in EXECUTORS.items():
        executors.provide(act, executor)
    descriptions.provide("accounts", "ifar.accounts.views.proposals.describe", parties=False)
    descriptions.provide("lists", "ifar.accounts.views.exports.describe", parties=False)
    leaving.provide(import_string("ifar.accounts.views.exports.before_log"))
    handlers.provide("accounts.decided", "lists.taken", import_string(f"{SERVICES}.exports.answered"))
    notices.provide("accounts", "ifar.accounts.views.notifications.describe")
    offers.provide_waiting(import_string("ifar.accounts.selectors.proposals.waiting_ids"))
    for source in replay.SOURCES:
        sources.provide(source)
    for replays in (replay.REPLAYS, approvals_replay.REPLAYS, people_replay.REPLAYS):
        for item in replays:
            sources.provide_replay(item)
    pre_save.connect(factors.seal, sender="mfa.Authenticator")
    post_init.connect(factors.check, sender="mfa.Authenticator")
    for signal in ("authenticator_added", "authenticator_used"):
        import_string(f"allauth.mfa.signals.{signal}").connect(sessions.note_second_factor)
