"""Figures of tracing, and the log of what left the register for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.accounts.selectors import people
from ifar.form_errors import actor_of
from ifar.rights import may, require
from ifar.tracing import figures as counted
from ifar.tracing import labels, selectors
from ifar.tracing.services.lapsed import ERASE
from ifar.tracing.views import presenters

MOST_LEFT = 50
"""Rows of the log of what left that a page shows."""


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


def _span(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The days that the address names; the last year, where it names none."""
    today = timezone.localdate()
    since = _day(request.GET.get("since", ""), today - dt.timedelta(days=365))
    return since, _day(request.GET.get("until", ""), today)


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """How far requests came, how long they took, why links led nowhere, the time-to-crime."""
    actor = actor_of(request)
    require(actor, selectors.FIGURES)
    since, until = _span(request)
    result = counted.figures(actor, since, until)
    spoken = presenters.spoken_now()
    asked = result.funnel["asked"]
    failed = {**{("link", code): label for code, label in labels.FAILURES.items()}, **{("ground", code): label for code, label in labels.GROUNDS.items()}, ("state", "not_found"): labels.STATES["request"]["not_found"]}  # fmt: skip
    context: dict[str, Any] = {
        "since": since,
        "until": until,
        "asked": asked,
        "may_erase": may(actor, ERASE),
        "funnel": [(labels.STAGES[name], n, _share(n, asked)) for name, n in result.funnel.items()],
        "days": [
            {
                "direction": labels.DIRECTIONS[day.direction],
                "country": presenters.country_words(day.country, spoken),
                "one": day,
            }
            for day in result.days
        ],
        "failures": sorted(((failed[key], n) for key, n in result.failures.items()), key=lambda row: -row[1]),
        "delays": [
            {
                "label": labels.GROUNDS.get(delay.code, "")
                if delay.what == "ground"
                else _("Beyond the 24 hours: %(who)s") % {"who": labels.ROLES[delay.code]},
                "one": delay,
                "mean": -(-delay.days // delay.count),
            }
            for delay in result.delays
        ],
        "bands": [
            (labels.BANDS[name], n, _share(n, max(1, sum(result.bands.values()))))
            for name, n in result.bands.items()
        ],
        "missing": result.missing,
        "odd": result.odd,
    }
    return render(request, "tracing/figures.html", context)


@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """What left the register, and for whom: the log of disclosures, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.FIGURES)
    since, until = _span(request)
    spoken = presenters.spoken_now()
    lefts = selectors.left_for(actor, since, until, most=MOST_LEFT + 1)
    cut, lefts = len(lefts) > MOST_LEFT, lefts[:MOST_LEFT]
    names = people.names_of({item.by for item in lefts})
    context: dict[str, Any] = {
        "since": since,
        "until": until,
        "cut": MOST_LEFT if cut else 0,
        "left": [
            {
                "one": item,
                "country": presenters.country_words(item.country, spoken),
                "left": ", ".join(str(labels.DATA[datum]) for datum in item.left) or _("nothing"),
                "held": ", ".join(str(labels.DATA[datum]) for datum in item.held),
                "ground": labels.GROUNDS.get(item.ground, ""),
                "by": names.get(item.by, item.by),
            }
            for item in lefts
        ],
    }
    return render(request, "tracing/left.html", context)


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
