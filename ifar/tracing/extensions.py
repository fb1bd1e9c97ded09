"""What tracing answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import case_numbers, descriptions, display_numbers, notices
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.documents import visibility
from ifar.ledger import sources
from ifar.matters import found
from ifar.outbox import handlers
from ifar.parties import erasing
from ifar.registry.alerts.services import hits
from ifar.registry.search import numbers
from ifar.tracing import choices, replay
from ifar.tracing.acts import ACTS
from ifar.tracing.numbered import named_requests, numbered, of_request
from ifar.tracing.selectors import requests_for, values_of_party
from ifar.tracing.services import lapsed, originals, senders, subscribers


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    handlers.provide(hits.HIT, "tracing.hit", subscribers.heard_hit)
    proposals.register_executor(lapsed.ACT, lapsed.carry_out)
    descriptions.provide(lapsed.ACT, "ifar.tracing.views.lapsed.describe", parties=False)
    proposals.register_executor(senders.ACT, senders.carry_out)
    descriptions.provide(senders.ACT, "ifar.tracing.views.senders.describe", parties=False)
    notices.provide("tracing", "ifar.tracing.views.notifications.describe")
    visibility.provide("O", requests_for)
    numbers.provide(numbered)
    display_numbers.provide("O", named_requests)
    case_numbers.provide("O", of_request)
    erasing.provide_values(values_of_party)
    erasing.provide_follower(originals.follow_erasure)
    registration.provide(ACTS)
    for name, supplied in choices.CHOICES.items():
        forms.provide_choices(supplied, name)
    found.provide_records("O", "ifar.tracing.views.in_matters.requests")
    for check in replay.REPLAYS:
        sources.provide_replay(check)
