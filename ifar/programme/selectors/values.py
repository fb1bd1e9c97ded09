"""Indicators and their values as pages show them: lists with how each stands, one with its periods, one value with its versions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.programme import indicators
from ifar.programme.labels import absent
from ifar.programme.models import Indicator, Period, Project, Result, Value
from ifar.programme.selectors.planning import taken_over
from ifar.programme.selectors.strategy import READ, band_of
from ifar.rights import Actor, require

PER_PAGE: Final = 50
_LIST: Final = """
SELECT i.public_id, i.title, i.unit, i.measure, i.direction, i.aggregation, i.baseline, i.targets, i.source, q.title,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(v.period, v.place, v.number, v.numerator, v.denominator)), '[]')
        FROM programme_value v WHERE v.indicator = i.public_id AND v.state = 'approved' AND v.period = (
            SELECT x.period FROM programme_value x WHERE x.indicator = i.public_id AND x.state = 'approved' ORDER BY x.period DESC LIMIT 1)),
       EXISTS (SELECT FROM programme_value v WHERE v.indicator = i.public_id AND v.state = 'submitted')
FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result LEFT JOIN programme_project q ON q.public_id = r.project
WHERE i.state = 'defined' AND (%(cell)s = '' OR %(cell)s = ANY (r.cells))
  AND (%(show)s <> 'computed' OR i.source <> '' AND i.source <> ALL (%(typed)s))
  AND (%(show)s <> 'missing' OR NOT EXISTS (SELECT FROM programme_value v WHERE v.indicator = i.public_id AND v.period = %(period)s))
  AND (%(show)s <> 'waiting' OR EXISTS (SELECT FROM programme_value v WHERE v.indicator = i.public_id AND v.state = 'submitted'))
ORDER BY q.reference, i.id LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNTS: Final = """
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM programme_value v WHERE v.indicator = i.public_id AND v.period = %(period)s))
FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result
WHERE i.state = 'defined' AND (%(cell)s = '' OR %(cell)s = ANY (r.cells))
"""
_VERSIONS: Final = """
SELECT e.n, e.kind, e.changes, e.details, l.recorded_at, l.actor, coalesce(u.name, l.actor), coalesce(p.value #>> '{}', '')
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id LEFT JOIN accounts_user u ON u.public_id = l.actor
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.record_type = %s AND e.subject = %s ORDER BY e.n DESC
"""


def waiting(actor: Actor) -> QuerySet[Value]:
    """Values that were submitted for approval and stand in an open period."""
    require(actor, READ)
    opened = Period.objects.filter(state="open").values("name")
    return Value.objects.filter(state="submitted", period__in=opened)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in a list: its latest approved number with its period, the target of that period, how it stands.

    `waits`: a value was submitted that nobody has approved yet.
    """

    id: str
    title: str
    unit: str
    project: str
    latest: Decimal | None
    period: str
    target: str
    band: str
    waits: bool


def due(actor: Actor, today: dt.date) -> Period | None:
    """The period that is to be reported now: the latest that has ended and is open, else the one that runs. One query."""
    require(actor, READ)
    open_now = list(Period.objects.filter(state="open", starts_on__lte=today).order_by("-ends_on"))
    return next((period for period in open_now if period.ends_on < today), open_now[0] if open_now else None)


def listed(actor: Actor, *, cell: str, show: str, period: str, page: int) -> tuple[list[Line], int, int]:
    """A page of indicators, how many there are, and how many of them nobody reported for a period. Two queries."""
    require(actor, READ)
    params: dict[str, str | int | list[str]] = {
        "typed": taken_over() if show == "computed" else [],
        "cell": cell,
        "show": show,
        "period": period,
        "limit": PER_PAGE + 1,
        "offset": PER_PAGE * (page - 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIST, params)
        rows = cursor.fetchall()
        cursor.execute(_COUNTS, params)
        total, missing = cursor.fetchone()
    return [_line(row) for row in rows], total, missing


def _line(row: Sequence[Any]) -> Line:
    (
        public_id,
        title,
        unit,
        _measure,
        direction,
        aggregation,
        baseline,
        aims,
        _source,
        project,
        result,
        waits,
    ) = row
    targets = json.loads(aims)
    values = json.loads(result, parse_float=Decimal, parse_int=Decimal)
    reported = [
        indicators.Reported(place, number, top, below) for _period, place, number, top, below in values
    ]
    period = values[0][0] if values else ""
    number = indicators.together(aggregation, reported).number if reported else None
    band = band_of(direction, aggregation, baseline, targets, (period, reported) if reported else None)
    return Line(public_id, title, unit, project or "", number, period, targets.get(period, ""), band, waits)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator with its result, its project, its periods and values."""

    indicator: Indicator
    result: Result
    project: Project | None
    periods: Sequence[Period]
    values: Mapping[str, Sequence[Value]]


def indicator(actor: Actor, public_id: str) -> IndicatorPage:
    """One indicator. Five queries.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Indicator.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    result = Result.objects.get(public_id=record.result)
    project = Project.objects.filter(public_id=result.project).first() if result.project else None
    values: dict[str, list[Value]] = {}
    for item in Value.objects.filter(indicator=public_id).order_by("place"):
        values.setdefault(item.period, []).append(item)
    return IndicatorPage(record, result, project, list(Period.objects.order_by("ends_on")), values)


def value_for(actor: Actor, public_id: str) -> Value:
    """One value, alone. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Value.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def value(actor: Actor, public_id: str) -> tuple[Value, Indicator, Period]:
    """One value with its indicator and period. Three queries.

    Raises:
        NotFound: there is none.
    """
    record = value_for(actor, public_id)
    return record, Indicator.objects.get(public_id=record.indicator), Period.objects.get(name=record.period)


@dataclass(frozen=True, slots=True)
class Version:
    """One act on a record."""

    n: int
    kind: str
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    at: dt.datetime
    actor: str
    who: str
    note: str


def versions(actor: Actor, public_id: str) -> list[Version]:
    """The acts on a value, the latest first. One query."""
    return acts_on(actor, "value", public_id)


def acts_on(actor: Actor, record_type: str, public_id: str) -> list[Version]:
    """The acts on a record, the latest first. One query."""
    require(actor, READ)
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [record_type, public_id])
        return [
            Version(n, kind, json.loads(changes), json.loads(details), *rest)
            for n, kind, changes, details, *rest in cursor.fetchall()
        ]


_COUNTED: Final = """
SELECT DISTINCT ON (i.source) i.source, i.public_id, i.title, i.unit, v.public_id, v.number, v.period, v.state
FROM programme_indicator i JOIN programme_value v ON v.indicator = i.public_id AND v.place = '' AND v.number IS NOT NULL
JOIN programme_period p ON p.name = v.period
WHERE i.state = 'defined' AND i.source = ANY(%s) AND v.lineage ->> 'source' = i.source AND v.state IN ('submitted', 'approved')
ORDER BY i.source, p.ends_on DESC, i.id
"""


@dataclass(frozen=True, slots=True)
class LatestCount:
    """The latest number that a source counted: of which indicator, in which value, of which period; approved, or waiting for it."""

    source: str
    indicator: str
    title: str
    unit: str
    value: str
    number: Decimal
    period: str
    state: str


def counted(actor: Actor, names: Collection[str]) -> dict[str, LatestCount]:
    """Source -> the latest that it counted, for those that an indicator is computed from. One query."""
    require(actor, READ)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(names)])
        return {row[0]: LatestCount(*row) for row in cursor.fetchall()}
