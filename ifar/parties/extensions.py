"""What parties answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, read_log_labels
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.documents import things, visibility
from ifar.ledger import sources
from ifar.parties import choices, labels, merging, replay
from ifar.parties.acts import ACTS
from ifar.parties.selectors import parties_for
from ifar.parties.services import bars, erasures
from ifar.parties.things import named as named_parties
from ifar.parties.views import barring


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    read_log_labels.provide(labels.READS)
    proposals.register_executor(erasures.ACT, erasures.carry_out)
    descriptions.provide(erasures.ACT, "ifar.parties.views.erasing.describe", parties=True)
    proposals.register_executor(bars.LIFTED, bars.carry_out)
    descriptions.provide(bars.LIFTED, "ifar.parties.views.barring.describe", parties=True)
    merging.provide("bar", barring.followed)
    visibility.provide("P", parties_for)
    things.provide("P", named_parties)
    registration.provide(ACTS)
    for name, supplied in choices.CHOICES.items():
        forms.provide_choices(supplied, name)
    sources.provide_replay(replay.BAR_KEYS)
    sources.provide_replay(replay.ADDRESSES)
    sources.provide_replay(replay.KEYS)
    sources.provide_replay(replay.FORMER)
