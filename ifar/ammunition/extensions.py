"""What ammunition answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, notices
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.ammunition import accounts, asked_replay, labels, replay, selectors
from ifar.ammunition.acts import ACTS
from ifar.ammunition.services import movements
from ifar.ammunition.views import named
from ifar.documents import things
from ifar.ledger import sources
from ifar.matters import found
from ifar.parties import erasing


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    for check in (*replay.REPLAYS, asked_replay.ASKED):
        sources.provide_replay(check)
    forms.provide_choices(lambda _name: labels.KINDS.items(), "ammunition_kinds")
    forms.provide_choices(lambda _name: labels.GROUNDS.items(), "ammunition_grounds")
    forms.provide_choices(lambda _name: labels.OCCASIONS.items(), "ammunition_occasions")
    forms.provide_choices(lambda _name: labels.PACKINGS.items(), "ammunition_packings")
    forms.provide_choices(lambda _name: labels.LOSSES.items(), "ammunition_losses")
    forms.provide_choices(lambda _name: labels.MISTAKES.items(), "ammunition_mistakes")
    for kind in accounts.TWO:
        proposals.register_executor(f"ammunition.movement_{kind}", movements.carry_out)
    proposals.register_executor(f"ammunition.movement_{accounts.UNDONE_BY_TWO}", movements.carry_out_undoing)
    descriptions.provide("ammunition", named.describe, named.title, parties=False)
    notices.provide("ammunition", "ifar.ammunition.views.named.notice")
    erasing.provide_values(selectors.personal_of)
    things.provide("B", named.lots)
    found.provide_records("B", named.in_matters)
    found.provide_causes(labels.CAUSES)
