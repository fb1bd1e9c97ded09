"""What hotspots answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import notices
from ifar.acts import forms, registration
from ifar.hotspots import flow_replay, listed, replay
from ifar.hotspots.acts import ACTS
from ifar.hotspots.services import runs
from ifar.ledger import sources
from ifar.outbox import handlers
from ifar.outbox.handlers import Fact


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    for name in listed.NAMES:
        forms.provide_choices(listed.choices, name)
    sources.provide_replay(replay.ROWS)
    sources.provide_replay(flow_replay.FLOW)
    handlers.provide(runs.ASKED, "hotspots.run", _on_request)
    handlers.provide("tracing.request_withdrawn", "hotspots.flows", _withdrawn)
    for kind in (
        "alert",
        "again",
        "approve",
        "respond",
        "approved",
        "returned",
        "withdrawn",
        "fetched",
        "unfetched",
        "unfounded",
    ):
        notices.provide(f"hotspots.{kind}", "ifar.hotspots.views.flow_notifications.describe")


def _withdrawn(fact: Fact) -> None:
    from ifar.hotspots import tasks  # noqa: PLC0415 (only what runs them needs their statistics)

    tasks.heard_withdrawn(fact)


def _on_request(fact: Fact) -> None:
    from ifar.hotspots import tasks  # noqa: PLC0415 (only what runs them needs their statistics)

    tasks.heard_asked(fact)
