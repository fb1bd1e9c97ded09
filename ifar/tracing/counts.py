"""What roll-ups of tracing count, and the requests behind a cell of them: how far each came, why it led nowhere, the time-to-crime, and
where arms left the licit circuit.

Counts are of the whole State, for those who may read official figures, without secret requests, of which nobody knows but who must;
requests are those of `selectors.requests_for`, which each actor sees as far as their office may: one that another office of ours works on
stands behind no cell that tells of the work on it. ATF's caution: traced firearms are not a random sample of firearms.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.rights import Actor, require
from ifar.tracing import figures, selectors, steps, time_to_crime
from ifar.tracing.models import Request

PERMISSION: Final = "returns:figure:read"
STAGES: Final = figures.STAGES
MISSING: Final = "missing"
"""Time-to-crime that is not computed: a day is not known."""
ODD: Final = "odd"
"""Recovered before it was sold: one of the days is wrong."""
_TOLD: Final = 2
"""Stages of which whoever asked is told in any case: asked, acknowledged."""
_STATEMENT: Final = """
WITH links AS (
    SELECT s.request_id, max(greatest(array_position(k.roles, s.role), array_position(k.roles, s.to_role))) AS reached,
           bool_or(s.result = 'diverted') AS diverted,
           min(s."on") FILTER (WHERE s.to_role = 'holder' AND s.role <> 'holder') AS sold_on,
           coalesce((array_agg(s.country ORDER BY s.line DESC) FILTER (WHERE s.result = 'diverted'))[1], '') AS left_in
    FROM tracing_step s CROSS JOIN (SELECT %s::text[] AS roles) k WHERE s.state = 'answered' GROUP BY s.request_id
), failures AS (
    SELECT DISTINCT ON (s.request_id) s.request_id, s.failure FROM tracing_step s WHERE s.failure <> ''
    ORDER BY s.request_id, s.line DESC
)
SELECT r.id, extract(year FROM r.sent_at)::int, r.direction, r.country, r.state, r.thing, r.ground, coalesce(f.failure, ''),
       r.acknowledged_at IS NOT NULL, r.firearm <> '', coalesce(l.reached, 0),
       coalesce(l.diverted, false), r.recovered_on, l.sold_on, coalesce(l.left_in, ''), r.recovered_in
FROM tracing_request r LEFT JOIN links l ON l.request_id = r.id LEFT JOIN failures f ON f.request_id = r.id
WHERE r.sent_at IS NOT NULL AND r.handling <> 'secret'
"""


_TOLD_ONE_BY_ONE: Final = """
SELECT r.public_id, r.direction, a.state, m.ended, a.identified, a.diverted
FROM tracing_measure m JOIN tracing_alike a ON a.id = m.alike_id JOIN tracing_request r ON r.id = m.request_id
WHERE r.handling <> 'secret' AND m.sent_at >= %s AND m.sent_at < %s::date + 1 ORDER BY r.public_id
"""


class Traces(NamedTuple):
    """Requests that count alike: year of sending, direction, the other State, the furthest stage (`STAGES`), state, why it led nowhere
    (a ground, or why its last link failed), band of the time-to-crime (`MISSING`, `ODD`; empty for what is no firearm), the country where
    the arm left the licit circuit, the country where it was recovered."""

    year: int
    direction: str
    country: str
    stage: str
    state: str
    why: str
    band: str
    left: str
    recovered: str


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests; None asks for any. `stage`: those that came at least so far."""

    since: int | None = None
    until: int | None = None
    direction: str | None = None
    country: str | None = None
    stage: str | None = None
    state: str | None = None
    why: str | None = None
    band: str | None = None
    left: str | None = None
    recovered: str | None = None


def traces(actor: Actor) -> Counter[Traces]:
    """All requests that were sent or came in, but secret ones. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return Counter(row for _key, row in _each())


def traces_behind(actor: Actor, wanted: RequestFilter) -> tuple[int, QuerySet[Request]]:
    """How many requests are wanted, and those of them that the actor may open. One statement, and the query.

    Where what is wanted tells of the chain, those alone whose work the actor sees, or whose answer gave all of it: to be behind a cell
    would say what the answer kept back (`counterpart_view.py`).

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    keys = [key for key, row in _each() if _fits(row, wanted)]
    requests = selectors.requests_for(actor).filter(pk__in=keys)
    if _tells(wanted):
        requests = requests.filter(selectors.worked(actor) | Q(state="answered"))
    return len(keys), requests


class CountedRequest(NamedTuple):
    """A request that was sent or came in: public identifier, direction, state, whole days to its end (None while it is open), whether the
    arm was identified, whether the point of diversion was found."""

    request: str
    direction: str
    state: str
    days: int | None
    identified: bool
    diverted: bool


def counted_requests(actor: Actor, since: dt.date, until: dt.date) -> list[CountedRequest]:
    """The requests that were sent or came in between two days one by one, but secret ones. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD_ONE_BY_ONE, [since, until])
        return [CountedRequest(*row) for row in cursor.fetchall()]


def _tells(wanted: RequestFilter) -> bool:
    """Whether a request's being among those that are wanted tells of the work on it."""
    beyond = wanted.stage is not None and wanted.stage not in STAGES[:_TOLD]
    return beyond or any(
        text is not None for text in (wanted.why, wanted.band, wanted.left, wanted.recovered)
    )


def _fits(row: Traces, wanted: RequestFilter) -> bool:
    if wanted.since is not None and row.year < wanted.since:
        return False
    if wanted.until is not None and row.year > wanted.until:
        return False
    if wanted.stage is not None and row.stage not in _from(wanted.stage):
        return False
    names = ("direction", "country", "state", "why", "band", "left", "recovered")
    return all(getattr(wanted, name) in (None, getattr(row, name)) for name in names)


def _from(stage: str) -> tuple[str, ...]:
    """A stage and those that come after it."""
    return STAGES[STAGES.index(stage) :] if stage in STAGES else ()


def _each() -> list[tuple[int, Traces]]:
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [list(steps.ROLES)])
        rows = cursor.fetchall()
    results = []
    for key, year, direction, country, state, thing, ground, failure, acknowledged, known, reached, diverted, recovered, sold, left, where in rows:  # fmt: skip
        stage = figures.furthest(
            acknowledged=acknowledged, identified=known, state=state, reached=reached, diverted=diverted
        )
        why = ground or failure or ("not_found" if state == "not_found" else "")
        if thing != "firearm":
            band = ""
        elif recovered is None or sold is None:
            band = MISSING
        else:
            band = ODD if recovered < sold else time_to_crime.band_of(sold, recovered)
        results.append((key, Traces(year, direction, country, stage, state, why, band, left, where)))
    return results
