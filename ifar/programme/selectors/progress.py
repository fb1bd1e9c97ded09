"""What the records of a project say for a period, as a report keeps it; reports as those see them who may."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.programme import indicators, progress, work
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import ZERO
from ifar.programme.indicators import Reported
from ifar.programme.labels import absent
from ifar.programme.models import (
    Activity,
    Indicator,
    Issue,
    Lesson,
    Partner,
    Period,
    Project,
    Report,
    Result,
    Risk,
    Value,
)
from ifar.programme.selectors.strategy import OFFICE, READ, band_of
from ifar.rights import Actor, may, require

_HUNDREDTH: Final = Decimal("0.01")
ENDED_STATES: Final = ("done", "cancelled")
_MONEY: Final = """
SELECT p.account, coalesce(-sum(p.amount) FILTER (WHERE j.booked_on >= %(first)s), 0), -sum(p.amount)
FROM programme_posting p JOIN programme_journal j ON j.public_id = p.journal
WHERE p.project = %(project)s AND j.booked_on <= %(last)s AND (p.account = 'allocated' AND j.move IN ('allocation', 'release', 'reallocation')
    OR p.account = 'obligated' AND j.move IN ('obligation', 'cancellation') OR p.account = 'spent' AND j.move IN ('expenditure', 'recovery'))
GROUP BY p.account
"""
_NAMES: Final = "SELECT public_id, name FROM accounts_user WHERE public_id = ANY(%s)"


def waiting(actor: Actor) -> QuerySet[Report]:
    """Reports that wait for approval by this actor: submitted, and not their own."""
    require(actor, READ)
    return Report.objects.filter(state="submitted").exclude(author__in=actor.people).order_by("id")


def facts(project: Project, period: Period, today: dt.date) -> dict[str, Any]:
    """What the records say of a project for a period. Ten queries; the caller has asked who asks."""
    at = min(today, period.ends_on)
    results = {
        result.public_id: result
        for result in Result.objects.filter(project=project.public_id, state="stated")
    }
    activities = list(Activity.objects.filter(project=project.public_id).order_by("starts_on", "id"))
    partners = Partner.objects.filter(project=project.public_id, state="named").order_by("name")
    return {
        "project": {
            "id": project.public_id,
            "reference": project.reference,
            "title": project.title,
            "state": project.state,
            "starts_on": _day(project.starts_on),
            "ends_on": _day(project.ends_on),
            "responsible": project.responsible,
            "countries": list(project.countries),
        },
        "period": {
            "name": period.name,
            "starts_on": _day(period.starts_on),
            "ends_on": _day(period.ends_on),
        },
        "partners": [partner.name for partner in partners],
        "indicators": _indicators(project, period, results),
        "activities": [
            _activity(activity, results, at)
            for activity in activities
            if progress.within(activity.starts_on, activity.ends_on, activity.done_on, period.starts_on, period.ends_on)
        ],
        "ahead": _ahead(activities, period.ends_on, at),
        "money": _money(project, period),
        "risks": [
            {
                "title": risk.title, "likelihood": risk.likelihood, "impact": risk.impact, "level": work.level(risk.likelihood, risk.impact),
                "owner": risk.owner, "mitigation": risk.mitigation, "state": risk.state,
            }
            for risk in sorted(
                Risk.objects.filter(project=project.public_id, state="open"), key=lambda risk: (-risk.likelihood * risk.impact, risk.pk)
            )
        ],
        "issues": [
            {
                "title": issue.title, "severity": issue.severity, "state": issue.state, "owner": issue.owner, "due_on": _day(issue.due_on),
                "resolution": issue.resolution,
            }
            for issue in Issue.objects.filter(project=project.public_id).order_by("state", "id")
            if issue.state == "open" or (issue.resolved_on and period.starts_on <= issue.resolved_on <= period.ends_on)
        ],
        "lessons": [
            {"title": lesson.title, "words": lesson.words, "advice": lesson.advice}
            for lesson in Lesson.objects.filter(project=project.public_id, state="noted").order_by("id")
        ],
    }  # fmt: skip


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _activity(activity: Activity, results: dict[str, Result], at: dt.date) -> dict[str, Any]:
    standing, days = progress.standing_at(activity.begun_on, activity.done_on, activity.state == "cancelled", activity.starts_on, activity.ends_on, at)  # fmt: skip
    output = results.get(activity.result)
    return {
        "id": activity.public_id, "title": activity.title, "output": output.title if output else "", "starts_on": _day(activity.starts_on),
        "ends_on": _day(activity.ends_on), "done_on": _day(activity.done_on), "responsible": activity.responsible, "standing": standing, "days": days,
    }  # fmt: skip


def _ahead(activities: Sequence[Activity], last: dt.date, at: dt.date) -> list[dict[str, str]]:
    """What is to begin or to be done in the half year after the period."""
    rows = []
    for activity in activities:
        if activity.state in ENDED_STATES:
            continue
        days = [day for day in (activity.starts_on, activity.ends_on) if last < day <= last + progress.AHEAD]
        if days:
            rows.append({"title": activity.title, "day": _day(min(days))})
    return rows


def _indicators(project: Project, period: Period, results: dict[str, Result]) -> list[dict[str, Any]]:
    defined = list(Indicator.objects.filter(result__in=list(results), state="defined").order_by("id"))
    begun = project.starts_on or dt.date.min
    periods = [
        record.name
        for record in Period.objects.filter(ends_on__lte=period.ends_on).order_by("ends_on")
        if record.ends_on >= begun
    ]
    values: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for value in Value.objects.filter(indicator__in=[indicator.public_id for indicator in defined], state="approved").order_by("id"):  # fmt: skip
        values[value.indicator, value.period].append(value)
    return [_indicator(indicator, period.name, periods, values) for indicator in defined]


def _indicator(
    indicator: Indicator, period: str, periods: Sequence[str], values: dict[tuple[str, str], list[Value]]
) -> dict[str, Any]:
    now = values.get((indicator.public_id, period), [])
    reported = [Reported(v.place, v.number, v.numerator, v.denominator) for v in now]
    number = indicators.together(indicator.aggregation, reported).number if reported else None
    band = band_of(indicator.direction, indicator.aggregation, indicator.baseline, indicator.targets, (period, reported) if reported else None)  # fmt: skip
    asked = periods if indicator.frequency != "once" else []
    return {
        "id": indicator.public_id, "title": indicator.title, "unit": indicator.unit, "baseline": indicators.written(indicator.baseline) or "",
        "target": indicator.targets.get(period, ""), "number": _shown(number), "words": " ".join(v.words for v in now if v.words),
        "band": band, "missing": [name for name in asked if (indicator.public_id, name) not in values],
    }  # fmt: skip


def _shown(number: Decimal | None) -> str:
    """A number with at most two places, as pages show it; empty where there is none."""
    return (indicators.written(number.quantize(_HUNDREDTH)) or "") if number is not None else ""


def _money(project: Project, period: Period) -> dict[str, Any]:
    params: dict[str, str | dt.date] = {
        "project": project.public_id,
        "first": period.starts_on,
        "last": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, params)
        sums = {account: (within, whole) for account, within, whole in cursor.fetchall()}
    names = ("allocated", "obligated", "spent")
    return {
        "currency": FUND_CURRENCY,
        "within": {name: progress.shown(sums.get(name, (ZERO, ZERO))[0]) for name in names},
        "whole": {name: progress.shown(sums.get(name, (ZERO, ZERO))[1]) for name in names},
    }


def reports_for(actor: Actor) -> QuerySet[Report]:
    """Reports: for whoever is not of the office, those that were approved."""
    require(actor, READ)
    return Report.objects.all() if may(actor, OFFICE) else Report.objects.filter(state="approved")


def reports_of(actor: Actor, project: str) -> list[Report]:
    """The reports of a project, the latest first. One query."""
    reports = reports_for(actor).filter(project=project).exclude(state="withdrawn").defer("facts", "texts")
    return list(reports.order_by("-period", "-id"))


def report_for(actor: Actor, public_id: str) -> Report:
    """One report.

    Raises:
        NotFound: there is none.
    """
    report = reports_for(actor).filter(public_id=public_id).first()
    if report is None:
        raise absent()
    return report


def names_of(accounts: Sequence[str]) -> dict[str, str]:
    """What people are called. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [[account for account in accounts if account]])
        return dict(cursor.fetchall())


_RETURNED: Final = """
SELECT e.kind, coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'note'), '') FROM programme_event e WHERE e.record_type = 'report' AND e.subject = %s ORDER BY e.n DESC LIMIT 1
"""


def reason_of(report: Report) -> str:
    """Why a report was given back, where that is the last that was done with it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED, [report.public_id])
        kind, reason = cursor.fetchone() or ("", "")
        return str(reason) if kind == "returned" else ""
