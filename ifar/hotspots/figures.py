"""Official figures of hotspots: whether deadlines were kept, what was reached, and what measured effects say; row by row.

Counts are of the whole State, every office and compartment, for those who may read official figures. A row is an identifier and how it
counted: no place, no words, and nothing of persons. What a row is, is told by `selectors/drill_down.py` to whoever may open it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db import connection

from ifar.hotspots import plan, response
from ifar.hotspots.models import Effect, Plan, Response, Run
from ifar.hotspots.selectors import signals
from ifar.hotspots.statistics import intervention_effect, surveillance_bias
from ifar.ledger import services as ledger
from ifar.rights import Actor, may, require

PERMISSION: Final = "returns:figure:read"
# A hotspot asks for a response by its level, or because somebody proposed one that was not given up before its approval.
_HOTSPOTS: Final = """
SELECT h.public_id, h.confirmed_on, min(r.plan_due), min(r.first_due), min(r.approved_on), min(r.first_done_on)
FROM hotspots_hotspot h LEFT JOIN hotspots_response r ON r.hotspot = h.public_id AND (r.state <> 'withdrawn' OR r.approved_on IS NOT NULL)
WHERE h.confirmed_on BETWEEN %s AND %s AND (h.level = ANY(%s) OR r.id IS NOT NULL) GROUP BY h.id ORDER BY h.public_id
"""
_ALERTS: Final = """
SELECT a.public_id, (a.opened_at AT TIME ZONE 'UTC')::date, min((l.recorded_at AT TIME ZONE 'UTC')::date)
FROM hotspots_alert a LEFT JOIN (hotspots_event e JOIN ledger_entry l ON l.entry = e.id)
     ON e.subject = a.public_id AND e.kind IN ('confirmed', 'watched', 'dismissed', 'withdrawn')
WHERE a.opened_at >= %s::date::timestamp AT TIME ZONE 'UTC' AND a.opened_at < (%s::date + 1)::timestamp AT TIME ZONE 'UTC'
GROUP BY a.id ORDER BY a.public_id
"""
_COUNTED: Final = """
SELECT public_id FROM hotspots_hotspot WHERE {day} BETWEEN %s AND %s ORDER BY public_id
"""
_DAY: Final = dt.timedelta(days=1)
_DAYS: Final = {"confirmed": "confirmed_on", "closed": "closed_on"}


def _ask(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _begins(day: dt.date) -> dt.datetime:
    """When a day begins, as the log counts days: in UTC."""
    return dt.datetime.combine(day, dt.time.min, dt.UTC)


def _today() -> dt.date:
    return ledger.now().date()


def looked(actor: Actor, until: dt.date) -> bool:
    """Whether anybody had looked for signals by a day: else no hotspot is not none. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return Run.objects.filter(opened_at__lt=_begins(until + _DAY)).exists()


def hotspots(actor: Actor, since: dt.date, until: dt.date, what: str) -> list[str]:
    """The hotspots that were confirmed, or closed for now, between two days. One statement.

    Args:
        what: `confirmed` or `closed`.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return [item for (item,) in _ask(_COUNTED.format(day=_DAYS[what]), [since, until])]


def answered(actor: Actor, since: dt.date, until: dt.date, first_measure: bool = False) -> list[tuple[str, str]]:  # fmt: skip
    """The hotspots that were confirmed between two days and ask for a response: whether one was approved, or its first measure done, by its
    day (`response.kept`). One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    today = _today()
    rows = []
    for public_id, confirmed, plan_due, first_due, approved, done in _ask(_HOTSPOTS, [since, until, list(surveillance_bias.URGING)]):  # fmt: skip
        due = response.due(
            confirmed,
            today,
            plan_days=settings.IFAR_PLAN_DAYS,
            first_days=settings.IFAR_FIRST_MEASURE_DAYS,
        )
        day, when = (first_due or due.first_measure, done) if first_measure else (plan_due or due.plan, approved)  # fmt: skip
        rows.append((public_id, response.kept(day, when, today)))
    return rows


def judged(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[str, str]]:
    """The alerts that were raised between two days: whether an analyst said something of each within the days that are set
    (`IFAR_JUDGE_DAYS`), or its incidents were taken back within them. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    today, within = _today(), dt.timedelta(days=settings.IFAR_JUDGE_DAYS)
    return [
        (public_id, response.kept(raised + within, first, today))
        for public_id, raised, first in _ask(_ALERTS, [since, until])
    ]


def effects(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[str, str]]:
    """The effects that were measured between two days, of each response or plan the latest: what they say (`intervention_effect.said`). One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    latest: dict[str, tuple[str, str]] = {}
    rows = Effect.objects.filter(opened_at__gte=_begins(since), opened_at__lt=_begins(until + _DAY))
    for public_id, about, result, weak in rows.order_by("id").values_list("public_id", "about", "result", "weak"):  # fmt: skip
        latest[about] = (
            public_id,
            intervention_effect.direction_of(result[0]["value"] if result else "", weak),
        )
    return sorted(latest.values())


def responses_closed(actor: Actor, since: dt.date, until: dt.date) -> list[str]:
    """The responses that were closed between two days, each with its after-action review. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    responses = Response.objects.filter(state="closed", closed_on__gte=since, closed_on__lte=until)
    return list(responses.order_by("public_id").values_list("public_id", flat=True))


def milestones(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[str, int, int]]:
    """The long-term plans with milestones that were due between two days: how many were reached by their day, of how many. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    today = _today()
    rows = Plan.objects.exclude(state="draft").order_by("public_id").values_list("public_id", "milestones")
    results = [(public_id, *plan.kept(value, since, until, today)) for public_id, value in rows]
    return [(public_id, reached, of) for public_id, reached, of in results if of]


def reported(actor: Actor, public_id: str, indicator: str, since: dt.date, until: dt.date) -> tuple[int, str] | None:  # fmt: skip
    """The last value of a plan's indicator that was reported between two days, and on which; None where none was. One statement.

    Raises:
        Forbidden: the actor may neither read official figures nor see the plan.
    """
    if not may(actor, PERMISSION) and not signals.plans_for(actor).filter(public_id=public_id).exists():
        require(actor, PERMISSION)
    value = Plan.objects.filter(public_id=public_id).values_list("indicators", flat=True).first() or []
    row = next((item for item in value if item["id"] == indicator), None)
    return plan.latest(row, since, until) if row else None
