"""Computed indicators of hotspots: deadlines kept, what was reached, what measured effects say, and what one plan reports of itself.

Rows are identifiers of hotspots, alerts, effects, responses and plans; whoever may see one finds it by its row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.hotspots import figures
from ifar.hotspots.selectors.drill_down import behind
from ifar.programme import indicators
from ifar.programme.computed.records import (
    FAMILIES,
    NUMBER,
    PERCENT,
    Lead,
    Source,
    SourceCount,
    kept,
    provide,
    share,
)
from ifar.rights import Actor

OF: Final = "hotspots"
SEES: Final = "hotspots:signal:read"
PLAN: Final = "plan"
"""Family of the sources that a plan's indicators are: `plan/<plan>/<indicator>`."""
Rows = Callable[[Actor, dt.date, dt.date], list[tuple[str, str]]]
Count = Callable[[Actor, dt.date, dt.date], SourceCount | None]


def _leads(record_type: str) -> Callable[[Actor, Collection[str]], Mapping[str, Lead]]:
    def leads(actor: Actor, rows: Collection[str]) -> dict[str, Lead]:
        return {
            row: Lead(value.title, reverse(f"hotspots:{value.record_type}", args=(value.public_id,)))
            for row, value in behind(actor, record_type, rows).items()
        }

    return leads


def _number(ask: Callable[[Actor, dt.date, dt.date], list[str]], how: str, address: str) -> Count:
    """How many there are; nothing is said of a time before anybody looked for signals."""

    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        rows = dict.fromkeys(ask(actor, since, until), how)
        if not rows and not figures.looked(actor, until):
            return None
        return SourceCount(Decimal(len(rows)), rows=kept(rows), counted=len(rows), address=address)

    return count


def _share(ask: Rows, yes: str, no: Collection[str], address: str) -> Count:
    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        return share(dict(ask(actor, since, until)), {yes}, no, address)

    return count


def _milestones(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    milestones = figures.milestones(actor, since, until)
    if not milestones:
        return None
    rows = {plan: f"{reached} / {of}" for plan, reached, of in milestones}
    top, below = Decimal(sum(row[1] for row in milestones)), Decimal(sum(row[2] for row in milestones))
    return SourceCount(indicators.ratio(top, below), top, below, kept(rows), len(rows), "/hotspots/?show=all")


def _confirmed(actor: Actor, since: dt.date, until: dt.date) -> list[str]:
    return figures.hotspots(actor, since, until, "confirmed")


def _closed(actor: Actor, since: dt.date, until: dt.date) -> list[str]:
    return figures.hotspots(actor, since, until, "closed")


def _measured(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[str, str]]:
    return figures.answered(actor, since, until, first_measure=True)


_ALL: Final = "/hotspots/?show=all"
_ALERTS: Final = "/hotspots/alerts/?show=all"
_RESPONSES: Final = "/hotspots/responses/?show=all"


def _source(name: str, words: Any, unit: Any, compute: Count, record_type: str) -> Source:
    ratio = unit is PERCENT
    measure, together = ("percentage", "pooled_ratio") if ratio else ("unit", "sum")
    return Source(name, words, unit, measure, together, "up", compute, OF, SEES, leads=_leads(record_type))


for _one in (
    _source("hotspots_confirmed", _("Hotspots that were confirmed"), NUMBER, _number(_confirmed, "confirmed", _ALL), "hotspot"),
    _source("hotspots_closed", _("Hotspots that were closed"), NUMBER, _number(_closed, "closed", _ALL), "hotspot"),
    _source("hotspots_answered", _("Hotspots whose response was approved in time"), PERCENT, _share(figures.answered, "in_time", {"late"}, _ALL), "hotspot"),
    _source("hotspots_first_measure", _("Hotspots where the first measure was done in time"), PERCENT, _share(_measured, "in_time", {"late"}, _ALL), "hotspot"),
    _source("alerts_judged", _("Alerts that an analyst judged within the set time"), PERCENT, _share(figures.judged, "in_time", {"late"}, _ALERTS), "alert"),
    _source("effects_fewer", _("Measured effects of responses and plans that show fewer cases"), PERCENT, _share(figures.effects, "fewer", {"more", "not_certain"}, _ALL), "effect"),
    _source("responses_reviewed", _("Responses that were closed with an after-action review"), NUMBER, _number(figures.responses_closed, "closed", _RESPONSES), "response"),
    _source("milestones_in_time", _("Milestones of long-term plans that were reached in time"), PERCENT, _milestones, "plan"),
):  # fmt: skip
    provide(_one)


def name_of(plan: str, indicator: str) -> str:
    """The name of the source that a plan's indicator is."""
    return f"{PLAN}/{plan}/{indicator}"


def _of_plan(name: str) -> Source | None:
    """The source that a plan's indicator is: the last value that was reported of it within a period."""
    parts = name.split("/")
    if len(parts) != 3 or identifiers.parse(parts[1]) != parts[1] or not parts[2].isalnum():
        return None
    _family, plan, indicator = parts

    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        row = figures.reported(actor, plan, indicator, since, until)
        if row is None:
            return None
        value, on = row
        address = reverse("hotspots:plan", args=(plan,))
        return SourceCount(Decimal(value), rows={plan: f"{value} · {on}"}, counted=1, address=address)

    words = _("What the hotspot’s long-term plan reports of it")
    return Source(name, words, NUMBER, "unit", "none", "up", count, OF, SEES, "", _leads("plan"), typed=True)


FAMILIES[PLAN] = _of_plan
