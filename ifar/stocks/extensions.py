"""What the State's stocks answer to the apps below them; what they ask of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import notices, read_log_labels
from ifar.acts import forms, registration
from ifar.bulk import many
from ifar.documents import extracts
from ifar.ledger import sources
from ifar.matters import found
from ifar.outbox import handlers
from ifar.placement import carriers
from ifar.registry import facts, page_sections
from ifar.registry.selectors import firearms
from ifar.stocks import extracted, labels, replay, selectors, writing_off
from ifar.stocks.acts import ACTS
from ifar.stocks.campaigns import labels as of_campaigns
from ifar.stocks.campaigns.services import striking
from ifar.stocks.movements import on_road
from ifar.stocks.serviceability import labels as of_serviceability
from ifar.stocks.serviceability import on_firearm
from ifar.stocks.services import reading
from ifar.stocks.views import named


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    for check in replay.REPLAYS:
        sources.provide_replay(check)
    forms.provide_choices(lambda _name: labels.MISSING.items(), "stocks_missing")
    extracts.provide_rows("armouries", extracted.armouries)
    extracts.provide_rows("arms", extracted.arms)
    extracts.provide_rows("lots", extracted.lots)
    extracts.provide_rows("roster", extracted.roster)
    forms.provide_choices(lambda _name: labels.SUSPENSIONS.items(), "stocks_suspensions")
    forms.provide_choices(lambda _name: labels.LEAVINGS.items(), "stocks_leavings")
    forms.provide_choices(lambda _name: labels.KINDS.items(), "stocks_kinds")
    forms.provide_choices(lambda _name: labels.COUNTS.items(), "stocks_counts")
    forms.provide_choices(lambda _name: of_campaigns.MARKS.items(), "stocks_marks")
    many.provide(striking.BATCH)
    found.provide_records("ZP", named.in_matters)
    found.provide_causes(labels.CAUSES)
    firearms.provide_closed(selectors.closed_to)
    facts.provide(writing_off.supplied)
    facts.provide_hinderer(on_road.hindered)
    for topic in on_road.TOPICS:
        handlers.provide(topic, "stocks.on_road", on_road.heard)
    carriers.provide(reading.names_of)
    read_log_labels.provide(labels.READS)
    forms.provide_choices(lambda _name: of_serviceability.ACTS.items(), "stocks_serviceability")
    forms.provide_choices(lambda _name: of_serviceability.FAULTS.items(), "stocks_faults")
    page_sections.provide(on_firearm.section_of)
    notices.provide("stocks", "ifar.stocks.views.named.notice")
