"""What trade answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ifar.accounts import descriptions, notices, read_log_labels
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.bulk import many
from ifar.cashier import owed
from ifar.documents import extracts, validity, visibility
from ifar.ledger import sources
from ifar.matters import found
from ifar.parties import erasing
from ifar.portal import page_sections
from ifar.reference import selectors as reference
from ifar.registry import facts
from ifar.trade import barred_replay, charging, extents, labels, replay, risk_replay, selectors, stays_replay
from ifar.trade.acts import ACTS
from ifar.trade.consignments import labels as consignment_labels
from ifar.trade.consignments import offline as consignments_offline
from ifar.trade.consignments import packing_replay
from ifar.trade.consignments import replay as consignment_replay
from ifar.trade.consignments.services import carried, packing
from ifar.trade.declarations import replay as declaration_replay
from ifar.trade.deliveries import replay as delivery_replay
from ifar.trade.deliveries import selectors as delivery_selectors
from ifar.trade.despatches import labels as despatch_labels
from ifar.trade.despatches import replay as despatch_replay
from ifar.trade.journeys import labels as journey_labels
from ifar.trade.journeys import replay as journey_replay
from ifar.trade.journeys import selectors as journey_selectors
from ifar.trade.journeys.services import border, extending
from ifar.trade.own import labels as own_labels
from ifar.trade.own.views import home
from ifar.trade.refusals import replay as refusal_replay
from ifar.trade.screening import replay as screening_replay
from ifar.trade.screening import screened
from ifar.trade.screening.services import screening
from ifar.trade.services import deciding, issued, writing
from ifar.trade.views import states


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    owed.provide(
        "T", owed.Thing(charging.owed_for, charging.waiting, "trade:authorisation", lambda: labels.KINDS)
    )
    sources.provide_replay(replay.GATE)
    sources.provide_replay(journey_replay.CROSSED)
    sources.provide_replay(journey_replay.ABROAD)
    facts.provide(journey_selectors.supplied)
    extracts.provide_rows("crossings", border.in_extract)
    extracts.provide_rows("consignments", consignments_offline.consignments)
    extracts.provide_rows("authorisations", consignments_offline.authorisations)
    found.provide_causes(journey_labels.CAUSES)
    read_log_labels.provide(journey_labels.READS)
    sources.provide_replay(replay.CARRIED)
    sources.provide_replay(stays_replay.STAYS)
    sources.provide_replay(barred_replay.BARRED)
    facts.provide(carried.supplied)
    many.provide(packing.PACKING)
    many.provide(packing.UNPACKING)
    sources.provide_replay(consignment_replay.DIVERTED)
    sources.provide_replay(consignment_replay.RECEIPTS)
    sources.provide_replay(packing_replay.PACKED)
    sources.provide_replay(screening_replay.SCREENED)
    found.provide_causes({screening.CAUSE: _("Somebody whom it names might be on a sanctions list.")})
    found.provide_causes(
        {screening.DELISTED: _("Somebody whom it names was on a sanctions list, and is no more.")}
    )
    erasing.provide_values(screened.values_of)
    erasing.provide_values(journey_selectors.values_of)
    forms.provide_choices(lambda _name: reference.countries(), "trade_countries")
    forms.provide_choices(lambda _name: states.home_first(), "trade_states")
    forms.provide_choices(lambda _name: writing.kinds_of_goods(), "trade_goods")
    forms.provide_choices(lambda _name: labels.KINDS.items(), "trade_kinds")
    forms.provide_choices(lambda _name: extents.EXTENTS.items(), "trade_extents")
    forms.provide_choices(lambda _name: own_labels.REQUESTS.items(), "trade_requests")
    forms.provide_choices(lambda _name: labels.RISKS.items(), "trade_risks")
    forms.provide_choices(lambda _name: labels.VERIFIED_BY.items(), "trade_verified_by")
    forms.provide_choices(lambda _name: labels.PROOFS.items(), "trade_proofs")
    forms.provide_choices(lambda _name: labels.EXITS.items(), "trade_exits")
    forms.provide_choices(lambda _name: labels.ANSWERS.items(), "trade_answers")
    sources.provide_replay(delivery_replay.DELIVERIES)
    sources.provide_replay(declaration_replay.MATCHED)
    sources.provide_replay(despatch_replay.DESPATCHES)
    sources.provide_replay(risk_replay.RISK)
    sources.provide_replay(refusal_replay.REFUSALS)
    forms.provide_choices(lambda _name: labels.WEIGHED.items(), "trade_weighed")
    found.provide_causes(labels.CAUSES)
    found.provide_causes(despatch_labels.CAUSES)
    notices.provide("trade", "ifar.trade.despatches.notifications.describe")
    forms.provide_choices(lambda _name: despatch_labels.TERMS.items(), "trade_despatch_terms")
    forms.provide_choices(lambda _name: despatch_labels.OWNERS.items(), "trade_despatch_owners")
    found.provide_records("T", "ifar.trade.views.in_matters.records")
    forms.provide_choices(lambda _name: consignment_labels.IMPORTERS.items(), "trade_importers")
    forms.provide_choices(lambda _name: consignment_labels.FATES.items(), "trade_fates")
    forms.provide_choices(lambda _name: list(consignment_labels.FATES.items())[2:], "trade_fates_of_arms")
    forms.provide_choices(lambda _name: labels.LEGS.items(), "trade_legs")
    forms.provide_choices(lambda _name: labels.DEGREES.items(), "trade_degrees")
    forms.provide_choices(lambda _name: labels.BY.items(), "trade_by")
    page_sections.provide(home.section_of)
    validity.provide("T", issued.fallen_since)
    visibility.provide("T", selectors.authorisations_for)
    visibility.provide("T", delivery_selectors.deliveries_for)
    visibility.provide("T", delivery_selectors.enquiries_for)
    for kind in deciding.KINDS:
        proposals.register_executor(f"trade.authorisation_{kind}", deciding.carry_out)
    proposals.register_executor(extending.EXTENDED, extending.carry_out)
    descriptions.provide(
        extending.EXTENDED,
        "ifar.trade.journeys.proposed.describe",
        "ifar.trade.journeys.proposed.title",
        parties=False,
    )
    for act in (screening.LOADED, screening.ENDED):
        proposals.register_executor(act, screening.carry_out)
        descriptions.provide(
            act,
            "ifar.trade.screening.proposed.describe",
            "ifar.trade.screening.proposed.title",
            parties=False,
        )
    descriptions.provide_names("T", "ifar.trade.views.summaries.in_words")
    descriptions.provide(
        "trade", "ifar.trade.views.proposed.describe", "ifar.trade.views.proposed.title", parties=False
    )
