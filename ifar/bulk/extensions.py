"""What bulk answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, executors, notices
from ifar.acts import offers, registration
from ifar.bulk import approvals, many, one_by_one, replay, selectors
from ifar.bulk.acts import ACTS
from ifar.bulk.services import proposing
from ifar.bulk.views import proposed
from ifar.ledger import sources


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)

    many.adapt(one_by_one.many_offered)
    executors.provide_lists(proposing.carry_out)
    descriptions.provide_lists(proposed.describe, proposed.hindrance, proposed.title)
    notices.provide("bulk", "ifar.bulk.views.notifications.describe")
    offers.provide_waiting(selectors.waiting_about)
    approvals.provide_many()
    sources.provide_replay(replay.ROWS)
