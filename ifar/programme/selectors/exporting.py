"""The programme as values of the IATI standard: projects with their money and results, the organisation with its years."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from ifar.errors import Refused
from ifar.programme import indicators, labels, work
from ifar.programme.framework import Theme
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.iati import export, judging, writing
from ifar.programme.iati.export import Activity, Body, ExportedPeriod, Measured, Money, Part, Place, Reached
from ifar.programme.iati.model import Fault
from ifar.programme.models import Indicator, Location, Partner, Period, Project, Result, Value
from ifar.programme.selectors import strategy
from ifar.rights import Actor, require

FUND: Final = "programme:fund:read"
PUBLISHED: Final = ("active", "suspended", "closed", "planned")
_TRANSACTIONS: Final = """
SELECT j.project, j.move, j.booked_on, abs(sum(p.amount) FILTER (WHERE p.account = CASE
           WHEN j.move IN ('allocation', 'release') THEN 'allocated' WHEN j.move IN ('obligation', 'cancellation') THEN 'obligated'
           ELSE 'spent' END)), c.donor
FROM programme_journal j JOIN programme_posting p ON p.journal = j.public_id AND p.project = j.project
LEFT JOIN programme_contribution c ON c.public_id = j.contribution
WHERE j.project <> '' AND j.move IN ('allocation', 'release', 'obligation', 'cancellation', 'expenditure', 'recovery')
GROUP BY j.id, j.project, j.move, j.booked_on, c.donor ORDER BY j.booked_on, j.id
"""
# What leaves one project for another: two journals' worth in one.
_MOVED: Final = """
SELECT p.project, j.booked_on, -p.amount, c.donor FROM programme_journal j JOIN programme_posting p ON p.journal = j.public_id
LEFT JOIN programme_contribution c ON c.public_id = j.contribution WHERE j.move = 'reallocation' ORDER BY j.booked_on, p.id
"""
_STARTED: Final = """
SELECT e.subject, min(l.recorded_at) FILTER (WHERE e.kind = 'started'), max(l.recorded_at) FILTER (WHERE e.kind = 'closed')
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.record_type = 'project' GROUP BY e.subject
"""
_YEARS: Final = """
SELECT extract(year FROM j.booked_on)::int, p.account, sum(p.amount) FROM programme_journal j
JOIN programme_posting p ON p.journal = j.public_id
WHERE p.account = 'cash' AND j.move = 'receipt' OR p.account = 'expense' GROUP BY 1, 2
"""
GOAL_INDICATORS: Final = {"sdg_16_4_2": "16.4.2"}
"""Computed source -> the indicator of the Sustainable Development Goals that it is."""


def body() -> Body:
    """Who publishes, by the settings.

    Raises:
        Refused: the settings name no organisation.
    """
    if not settings.IFAR_IATI_REF:
        raise labels.refused("programme.iati.nobody")
    name = getattr(settings, "IFAR_COUNTRY_NAME", "") or settings.IFAR_LEDGER_NAME
    return Body(settings.IFAR_IATI_REF, str(name), settings.IFAR_IATI_KIND, "en", FUND_CURRENCY)


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be offered, by what it was judged, and what had to be left out of it: references with what is wrong."""

    content: bytes
    verdict: judging.Verdict
    left_out: tuple[tuple[str, Fault], ...] = ()


def judged(content: bytes) -> File:
    """A file of ours, judged before anybody gets it.

    Raises:
        Refused: it is not valid; the message names the element.
    """
    verdict = _verdict(content)
    if not verdict.valid:
        raise Refused("programme.iati.invalid", str(verdict.faults[0]), params={"element": verdict.faults[0].element})  # fmt: skip
    return File(content, verdict)


def _verdict(content: bytes) -> judging.Verdict:
    folder = Path(settings.IFAR_IATI_FOLDER) if settings.IFAR_IATI_FOLDER else None
    return judging.judge(content, folder, dt.datetime.now(dt.UTC).date())


def _without_faulty(results: list[Activity], publisher: Body, now: dt.datetime) -> File:
    """The file of activities; one that is not valid is left out and named, and does not keep back the others.

    Raises:
        Refused: nothing is left, or the whole is not valid although each activity is.
    """
    content = writing.write(export.activities(results, publisher, now))
    verdict = _verdict(content)
    if verdict.valid:
        return File(content, verdict)
    good, left_out = [], []
    for activity in results:
        alone = _verdict(writing.write(export.activities([activity], publisher, now)))
        if alone.valid:
            good.append(activity)
        else:
            left_out.append((activity.reference, alone.faults[0]))
    made = judged(content if not good or not left_out else writing.write(export.activities(good, publisher, now)))  # fmt: skip
    return replace(made, left_out=tuple(left_out))


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def activities(actor: Actor, now: dt.datetime) -> File:
    """The file of activities.

    Raises:
        Refused: no organisation is named, or the file is not valid.
    """
    require(actor, strategy.READ)
    require(actor, FUND)
    publisher = body()
    names = {theme.code: theme for theme in strategy.themes(actor)}
    transactions: dict[str, list[Money]] = defaultdict(list)
    budgets: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for project, move, on, amount, donor in _ask(_TRANSACTIONS):
        undone = move in export.UNDONE
        signed = -amount if undone else amount
        kind = export.UNDONE[move] if undone else export.TRANSACTIONS[move]
        transactions[project].append(Money(kind, on, signed, donor if kind == "1" else ""))
        if kind == "1":
            budgets[project][on.year] += signed
    for project, on, amount, donor in _ask(_MOVED):
        transactions[project].append(Money("1", on, amount, donor))
        budgets[project][on.year] += amount
    results = _results()
    partners, places = _partners(), _places()
    days = {subject: (started, closed) for subject, started, closed in _ask(_STARTED)}
    matches = [
        replace(
            _activity(record, names, transactions, budgets, results, days, now),
            partners=partners.get(record.public_id, ()),
            places=places.get(record.public_id, ()),
        )
        for record in Project.objects.filter(state__in=PUBLISHED).order_by("reference")
    ]
    return _without_faulty(matches, publisher, now)


def _activity(
    project: Project,
    names: dict[str, Theme],
    transactions: dict[str, list[Money]],
    budgets: dict[str, dict[int, Decimal]],
    results: dict[str, list[Reached]],
    days: dict[str, tuple[dt.datetime | None, dt.datetime | None]],
    now: dt.datetime,
) -> Activity:
    started, closed = days.get(project.public_id, (None, None))
    planned = project.starts_on or (started or now).date()
    # An act in the log tells the day on which it was entered; the work began when it was planned to, where that is past.
    actual = min(planned, now.date()) if started else None
    ended = max(min(project.ends_on or now.date(), now.date()), actual or planned) if closed and project.state == "closed" else None  # fmt: skip
    return Activity(
        reference=project.reference,
        title=project.title,
        words=project.words,
        state=project.state,
        planned_start=planned,
        planned_end=project.ends_on,
        actual_start=actual,
        actual_end=ended,
        implementing=project.responsible,
        countries=project.countries,
        themes={code: _cell_name(code, names) for code in project.cells},
        gender=project.dac_gender,
        budgets={year: amount for year, amount in budgets[project.public_id].items() if amount > 0},
        transactions=transactions[project.public_id],
        results=results.get(project.public_id, []),
    )


def _cell_name(code: str, names: dict[str, Theme]) -> str:
    area, catalyst = code[:2], code[2:]
    return f"{labels.theme_name(names[area], 'en')} × {labels.theme_name(names[catalyst], 'en')}"


def _partners() -> dict[str, list[Part]]:
    """Partners by project. One query."""
    result: dict[str, list[Part]] = defaultdict(list)
    for partner in Partner.objects.filter(state="named").order_by("id"):
        result[partner.project].append(Part(partner.name, work.PARTNER_ROLES[partner.role], work.PARTNER_KINDS[partner.kind], partner.reference))  # fmt: skip
    return result


def _places() -> dict[str, list[Place]]:
    """Places by project. One query."""
    result: dict[str, list[Place]] = defaultdict(list)
    for location in Location.objects.filter(state="named").order_by("id"):
        latitude, longitude = indicators.written(location.latitude), indicators.written(location.longitude)
        point = (latitude, longitude) if latitude is not None and longitude is not None else None
        result[location.project].append(Place(location.public_id, location.name, work.REACHES[location.reach], work.EXACTNESS[location.exactness], point))  # fmt: skip
    return result


def _results() -> dict[str, list[Reached]]:
    """Results with their indicators, targets and approved values, by project. Four queries."""
    periods = {period.name: period for period in Period.objects.order_by("ends_on")}
    values: dict[str, list[Value]] = defaultdict(list)
    for value in Value.objects.filter(state="approved"):
        values[value.indicator].append(value)
    of_result: dict[str, list[Measured]] = defaultdict(list)
    for indicator in Indicator.objects.filter(state="defined").order_by("id"):
        of_result[indicator.result].append(_measured(indicator, periods, values.get(indicator.public_id, [])))
    record: dict[str, list[Reached]] = defaultdict(list)
    for result in Result.objects.filter(state="stated").exclude(project="").order_by("id"):
        record[result.project].append(
            Reached(result.level, result.title, of_result.get(result.public_id, []))
        )
    return record


def _measured(indicator: Indicator, periods: dict[str, Period], values: list[Value]) -> Measured:
    by_period: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        by_period[value.period].append(value)
    results = []
    for name, period in periods.items():
        within = by_period.get(name, [])
        target = indicator.targets.get(name, "")
        if not within and not target:
            continue
        reported = [
            indicators.Reported(value.place, value.number, value.numerator, value.denominator)
            for value in within
        ]
        number = indicators.together(indicator.aggregation, reported).number
        parts = [(part["by"], part["name"], part["number"]) for value in within for part in value.parts if len(within) == 1]  # fmt: skip
        text = " ".join(value.words for value in within if value.words)
        results.append(
            ExportedPeriod(
                period.starts_on, period.ends_on, target, indicators.written(number) or "", text, parts
            )
        )
    return Measured(
        indicator.title,
        indicators.MEASURES[indicator.measure],
        indicator.direction == "up",
        indicators.written(indicator.baseline) or "",
        indicator.baseline_year,
        GOAL_INDICATORS.get(indicator.source, ""),
        results,
    )


def organisation(actor: Actor, now: dt.datetime) -> File:
    """The file of the organisation.

    Raises:
        Refused: no organisation is named, or the file is not valid.
    """
    require(actor, FUND)
    budgets: dict[int, Decimal] = {}
    spent: dict[int, Decimal] = {}
    for year, account, amount in _ask(_YEARS):
        (budgets if account == "cash" else spent)[year] = amount
    return judged(writing.write(export.organisation(body(), budgets, spent, now)))
