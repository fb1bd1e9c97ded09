"""What recoveries answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import case_numbers, descriptions, display_numbers, dual_control, notices
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.bulk import many
from ifar.documents import extracts, things
from ifar.ledger import sources
from ifar.matters import found
from ifar.outbox import handlers
from ifar.parties import erasing
from ifar.placement import things as placed
from ifar.recoveries import acts, choices, replay
from ifar.recoveries import erasing as erased
from ifar.recoveries.custody import acts as custody_acts
from ifar.recoveries.custody import labels as custody_labels
from ifar.recoveries.custody import replay as custody_replay
from ifar.recoveries.custody import selectors as custody_selectors
from ifar.recoveries.custody.services import destruction, disposal, together
from ifar.recoveries.custody.services import subscribers as custody_subscribers
from ifar.recoveries.numbered import marked, named_cases, named_items, numbered, of_case, of_exhibit
from ifar.recoveries.services import certain, subscribers
from ifar.recoveries.views import labelled
from ifar.registry import facts
from ifar.registry.alerts.services import hits
from ifar.registry.search import numbers
from ifar.registry.selectors import firearms


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    handlers.provide(hits.HIT, "recoveries.hit", subscribers.heard_hit)
    handlers.provide(subscribers.ALARM, "recoveries.alarm", subscribers.heard_alarm)
    for topic in subscribers.LOSSES:
        handlers.provide(topic, "recoveries.loss", subscribers.heard_loss)
    notices.provide("recoveries", "ifar.recoveries.views.notifications.describe")
    for topic in custody_subscribers.LEAVES:
        handlers.provide(topic, "custody.leaves", custody_subscribers.heard_leaving)
    notices.provide("custody", "ifar.recoveries.custody.views.notifications.describe")
    descriptions.provide(
        "custody",
        "ifar.recoveries.custody.views.notifications.describe_proposal",
        "ifar.recoveries.custody.views.notifications.title",
        parties=False,
    )
    dual_control.provide_covered(custody_acts.COVERED)
    proposals.register_executor(destruction.SEALED, destruction.carry_out_seal)
    facts.provide(disposal.supplied)
    firearms.provide_lying(custody_selectors.lying_with)
    exhibits = placed.Things(custody_selectors.held, custody_selectors.there, "placement.exhibit")
    placed.provide("X", exhibits)
    placed.provide_bound(custody_selectors.bound_arms)
    found.provide_records("W", "ifar.recoveries.views.in_matters.cases")
    found.provide_records("X", "ifar.recoveries.views.in_matters.exhibits")
    found.provide_records("Z", "ifar.recoveries.views.in_matters.of_custody")
    found.provide_causes(custody_labels.CAUSES)
    numbers.provide(numbered)
    numbers.provide_marked(marked)
    display_numbers.provide("W", named_cases)
    display_numbers.provide("X", named_items)
    extracts.provide("store", labelled.in_store)
    extracts.provide("coming", labelled.coming)
    things.provide("X", labelled.exhibits)
    things.provide_serials("X", labelled.bearing)
    things.provide_held("X", labelled.held)
    case_numbers.provide("W", of_case)
    case_numbers.provide("X", of_exhibit)
    erasing.provide_values(erased.personal_of)
    erasing.provide_objection(erased.objection_to_erasure)
    sources.provide(replay.OBSERVED)
    registration.provide(acts.ACTS)
    registration.provide(custody_acts.ACTS)
    many.provide(together.taking_in())
    many.provide(certain.linking())
    many.provide(together.asking())
    for name, supplied in choices.CHOICES.items():
        forms.provide_choices(supplied, name)
    for check in (*replay.FOLLOWED, *custody_replay.REPLAYS):
        sources.provide_replay(check)
