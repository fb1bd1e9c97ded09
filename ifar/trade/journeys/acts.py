"""Journeys of travellers with accompanied firearms: announced, crossing the border, and back. Pure.

Letting firearms cross is an act of authority and is refused where something is missing; what came back, and what somebody else found, is recorded whatever
follows from it.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Filled, Listed, NotBefore, OfOffice, Record, stays, to
from ifar.trade.journeys.travelling import ARTICLE, WAYS

JOURNEY: Final = Record("journey", "T", stamps={"announced_by": "actor", "announced_at": "recorded_at"})
_ANNOUNCED: Final = (
    "way",
    "holder",
    "country",
    "purpose",
    "authorisation",
    "papers",
    "arms",
    "ammunition",
    "announced_on",
    "crosses_on",
    "earliest_on",
    "return_by",
)

JOURNEY_ACTS: Final = (
    Act(
        "journey",
        "announced",
        to("announced", ""),
        _ANNOUNCED,
        personal={"who": "who"},
        guards=(
            Listed(code="trade.journey.way", column="way", values=WAYS, field="way"),
            Filled(code="trade.journey.country", column="country", field="country"),
            NotBefore(code="trade.journey.days", column="return_by", than="crosses_on", field="return_by"),
        ),
        article=ARTICLE,
        hears="customs, in the list of journeys",
    ),
    Act(
        "journey",
        "withdrawn",
        to("withdrawn", "announced"),
        guards=(
            OfOffice(code="trade.other_office", column="agency"),
            Filled(code="trade.reason", column="kept.note", field="reason"),
        ),
        hears="nobody, because customs no longer finds it",
    ),
    Act(
        "journey",
        "crossed",
        to("under_way", "announced"),
        ("arms", "gone", "crossed_on", "screened"),
        guards=(NotBefore(code="trade.journey.over", column="return_by", than="crossed_on"),),
        article=ARTICLE,
        hears="the office that announced it, on its page",
    ),
    Act(
        "journey",
        "extended",
        stays("under_way"),
        ("return_by",),
        people=2,
        guards=(Filled(code="trade.journey.until", column="return_by", field="return_by"),),
        article=ARTICLE,
        hears="whoever decides, among the tasks; customs and the office that announced it, on its page",
    ),
    Act(
        "journey",
        "returned",
        stays("under_way"),
        ("back",),
        article=ARTICLE,
        hears="the office that announced it, on its page",
    ),
    Act(
        "journey",
        "completed",
        to("completed", "under_way"),
        ("back",),
        article=ARTICLE,
        hears="the office that announced it, on its page",
    ),
    Act(
        "journey",
        "observed",
        stays("announced", "under_way", "completed", "withdrawn"),
        guards=(Filled(code="trade.journey.observed", column="kept.note", field="found"),),
        article=ARTICLE,
        hears="the office that announced it, by a matter",
    ),
    Act(
        "journey",
        "diverted",
        stays("announced", "under_way", "completed", "withdrawn"),
        article="Protocol art. 6, 11",
        hears="the office that announced it, by a matter",
    ),
)
"""Customs, or whoever stands at the border, records what crosses it; the office that the traveller told announces it."""
