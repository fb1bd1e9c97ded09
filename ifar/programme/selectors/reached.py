"""What was reached: indicators of some projects, or of all, with their latest approved values held against their targets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from ifar.programme import indicators
from ifar.programme.selectors.strategy import READ, band_of
from ifar.rights import Actor, require

_REACHED: Final = """
SELECT coalesce(q.reference, ''), i.title, i.unit, i.direction, i.aggregation, i.baseline, i.targets,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(v.period, v.place, v.number, v.numerator, v.denominator)), '[]')
        FROM programme_value v WHERE v.indicator = i.public_id AND v.state = 'approved' AND v.period = (
            SELECT x.period FROM programme_value x JOIN programme_period p ON p.name = x.period
            WHERE x.indicator = i.public_id AND x.state = 'approved' ORDER BY p.ends_on DESC LIMIT 1)),
       EXISTS (SELECT FROM programme_value v WHERE v.indicator = i.public_id AND v.state = 'submitted')
FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result LEFT JOIN programme_project q ON q.public_id = r.project
WHERE i.state = 'defined' AND (%(all)s OR r.project = ANY(%(projects)s)) ORDER BY q.reference NULLS FIRST, i.id
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """An indicator with its latest approved number, the period of that, the target of the period, and how it stands.

    `waits`: a value was submitted that nobody has approved yet.
    """

    project: str
    title: str
    unit: str
    baseline: Decimal | None
    latest: Decimal | None
    period: str
    target: Decimal | None
    band: str
    waits: bool


def reached(actor: Actor, projects: Sequence[str] | None) -> list[Reached]:
    """Indicators of some projects (None: of all). One query."""
    require(actor, READ)
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"all": projects is None, "projects": list(projects or ())})
        return [_reached(row) for row in cursor.fetchall()]


def _plain(number: Decimal | None) -> Decimal | None:
    """A number without the zeros at its end that the database keeps."""
    return None if number is None else Decimal(indicators.written(number) or 0)


def _reached(row: Sequence[Any]) -> Reached:
    project, title, unit, direction, aggregation, baseline, aims, result, waits = row
    targets = json.loads(aims)
    values = json.loads(result, parse_float=Decimal, parse_int=Decimal)
    reported = [
        indicators.Reported(place, number, top, below) for _period, place, number, top, below in values
    ]
    period = values[0][0] if values else ""
    number = indicators.together(aggregation, reported).number if reported else None
    band = band_of(direction, aggregation, baseline, targets, (period, reported) if reported else None)
    target = Decimal(targets[period]) if period in targets else None
    return Reached(project, title, unit, _plain(baseline), _plain(number), period, target, band, waits)
