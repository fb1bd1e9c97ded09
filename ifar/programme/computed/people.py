"""Computed indicators of people: who took part in initiatives, by sex and age, and which complaints were answered in time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from ifar.programme import feedback, indicators, participation
from ifar.programme.computed.records import Source, SourceCount, kept, provide
from ifar.programme.indicators import Part
from ifar.programme.models import Feedback
from ifar.programme.participation import Reached
from ifar.programme.selectors import people
from ifar.programme.selectors.strategy import READ
from ifar.programme.services.writing import today
from ifar.rights import Actor, require

FEWEST: Final = 5
"""Of fewer complaints nothing is said: whoever one is about would learn of it."""


def parts_of(reached: Reached) -> tuple[Part, ...]:
    """A number of people divided by sex and by age; each division adds up to the whole."""
    return tuple(
        Part(by, name, Decimal(number))
        for by, counted in (("sex", reached.sex), ("age", reached.age))
        for name in participation.PARTS[by]
        if (number := counted.get(name, 0))
    )


def _reached(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    require(actor, READ)
    figures = people.between(since, until)
    if not figures:
        return None
    reached = participation.together(participation.read(figure.counts) for figure in figures.values())
    rows = {key: str(figure.total) for key, figure in figures.items()}
    return SourceCount(
        Decimal(reached.total),
        rows=kept(rows),
        counted=len(rows),
        address="/programme/initiatives/",
        parts=parts_of(reached),
    )


def _answered(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    """Complaints whose last day lies in the period and is past, where they are `FEWEST` or more. No row says which, or how it stands."""
    require(actor, READ)
    past = min(until, today() - dt.timedelta(days=1))
    due = Feedback.objects.filter(kind__in=feedback.COMPLAINTS, due_on__gte=since, due_on__lte=past)
    counted = [
        feedback.in_time(feedback.Ended(due_on, answered_on or closed_on))
        for due_on, answered_on, closed_on in due.values_list("due_on", "answered_on", "closed_on")
    ]
    if len(counted) < FEWEST:
        return None
    top, bottom = Decimal(counted.count("in_time")), Decimal(len(counted))
    return SourceCount(indicators.ratio(top, bottom), top, bottom, {}, len(counted), "")


PEOPLE_REACHED: Final = Source(
    "people_reached",
    _("People who took part in initiatives (who comes twice counts twice)"),
    _("number"),
    "unit",
    "sum",
    "up",
    _reached,
    "programme",
)
COMPLAINTS_IN_TIME: Final = Source(
    "complaints_in_time",
    _("Complaints answered in time, of those whose day has come"),
    _("per cent"),
    "percentage",
    "pooled_ratio",
    "up",
    _answered,
    "programme",
    by_the_clock=True,
)
provide(PEOPLE_REACHED)
provide(COMPLAINTS_IN_TIME)
