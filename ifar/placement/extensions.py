"""What placement answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.acts import forms, registration
from ifar.bulk import many
from ifar.documents import extracts
from ifar.documents import things as named
from ifar.ledger import sources
from ifar.placement import arms, labels, replay, things
from ifar.placement.acts import ACTS
from ifar.placement.services import together
from ifar.placement.views import labelled, offline, on_firearm
from ifar.registry import page_sections


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    extracts.provide("places", offline.places)
    extracts.provide_placed(offline.placed)
    registration.provide(ACTS)
    for check in replay.REPLAYS:
        sources.provide_replay(check)
    things.provide(arms.LETTERS, arms.ARMS)
    named.provide("Z", labelled.places)
    page_sections.provide(on_firearm.section_of)
    forms.provide_choices(lambda _name: labels.KINDS.items(), "place_kinds")
    many.provide(together.PLACING)
