"""What community answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, notices
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.community import listed, replay
from ifar.community.acts import ACTS
from ifar.community.services import members
from ifar.ledger import sources


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    for name in listed.NAMES:
        forms.provide_choices(listed.choices, name)
    for act in members.DECIDED:
        proposals.register_executor(act, members.carry_out)
    descriptions.provide("community", "ifar.community.views.vetting.describe", parties=False)
    notices.provide("community", "ifar.community.views.notifications.describe")
    for check in replay.REPLAYS:
        sources.provide_replay(check)
