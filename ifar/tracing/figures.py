"""Figures of tracing: how far requests came, in how many days, why links led nowhere, the time-to-crime of what was traced.

Each is one statement over the requests that the reader may see, so that it tells of no others. Missing is not zero: what nobody
answered counts where it says so. ATF's caution: traced firearms are not a random sample of firearms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from ifar.rights import Actor, require
from ifar.tracing import selectors, steps, time_to_crime
from ifar.tracing.models import Request

STAGES: Final = ("asked", "acknowledged", "identified", *steps.ROLES, "diversion")
"""The funnel: sent; acknowledged; the arm was identified or the request answered; the chain reached at least this link; its point of
diversion was found."""

_FUNNEL: Final = """
WITH seen AS ({seen}), worked AS ({worked}), links AS (
    SELECT s.request_id, max(greatest(array_position(k.roles, s.role), array_position(k.roles, s.to_role))) AS reached,
           bool_or(s.result = 'diverted') AS diverted
    FROM tracing_step s CROSS JOIN (SELECT %(roles)s::text[] AS roles) k
    WHERE s.state = 'answered' AND s.request_id IN (SELECT id FROM worked) GROUP BY s.request_id
)
SELECT count(*), count(r.acknowledged_at),
       count(*) FILTER (WHERE r.firearm <> '' AND r.id IN (SELECT id FROM worked) OR r.state IN ('answered', 'restricted')),
       {roles}, count(*) FILTER (WHERE l.diverted)
FROM tracing_request r JOIN seen USING (id) LEFT JOIN links l ON l.request_id = r.id
"""
_DAYS: Final = """
WITH seen AS ({seen})
SELECT r.direction, r.country, count(*),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.acknowledged_at - r.sent_at)::bigint / 86400),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.ended_at - r.sent_at)::bigint / 86400),
       count(*) FILTER (WHERE r.state IN ('answered', 'restricted')), count(*) FILTER (WHERE r.state = 'refused')
FROM tracing_request r JOIN seen USING (id) GROUP BY r.direction, r.country ORDER BY 3 DESC, 1, 2 LIMIT 200
"""
_FAILURES: Final = """
WITH seen AS ({seen}), worked AS ({worked})
SELECT 'link', s.failure, count(*) FROM tracing_step s WHERE s.failure <> '' AND s.request_id IN (SELECT id FROM worked) GROUP BY s.failure
UNION ALL SELECT 'ground', r.ground, count(*) FROM tracing_request r JOIN seen USING (id) WHERE r.ground <> '' GROUP BY r.ground
UNION ALL SELECT 'state', 'not_found', count(*) FROM tracing_request r JOIN seen USING (id) WHERE r.state = 'not_found' HAVING count(*) > 0
"""
_SPANS: Final = """
WITH seen AS ({seen}), worked AS ({worked})
SELECT r.recovered_on, l.sold_on, count(*) FROM tracing_request r JOIN seen USING (id)
LEFT JOIN (SELECT s.request_id, min(s."on") AS sold_on FROM tracing_step s
           WHERE s.state = 'answered' AND s.to_role = 'holder' AND s.role <> 'holder' AND s.request_id IN (SELECT id FROM worked)
           GROUP BY s.request_id) l ON l.request_id = r.id
WHERE r.thing = 'firearm' GROUP BY r.recovered_on, l.sold_on
"""


@dataclass(frozen=True, slots=True)
class Days:
    """How long one State, or our own offices, took: the usual days (medians) to acknowledge and to end; None where nobody has yet."""

    direction: str
    country: str
    sent: int
    acknowledge: int | None
    end: int | None
    answered: int
    refused: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a time.

    Attributes:
        funnel: stage of `STAGES` -> how many requests came that far.
        days: by direction and country, the most first.
        failures: (what, code) -> how many; what is `link`, `ground` or `state`.
        bands: band of the time-to-crime -> how many; `missing`: not computed, a day is not known; `odd`: recovered before it was sold.
    """

    funnel: Mapping[str, int]
    days: Sequence[Days]
    failures: Mapping[tuple[str, str], int]
    bands: Mapping[str, int]
    missing: int
    odd: int


def figures(actor: Actor, since: dt.date, until: dt.date) -> Figures:
    """The figures of the requests that were sent or came in between two days, as far as the actor may see them. Four statements.

    Raises:
        Forbidden: the actor may not see figures.
    """
    require(actor, selectors.FIGURES)
    seen = selectors.requests_for(actor).filter(
        sent_at__gte=_start(since), sent_at__lt=_start(until + dt.timedelta(days=1))
    )
    roles = ", ".join(f"count(*) FILTER (WHERE l.reached >= {n})" for n in range(1, len(steps.ROLES) + 1))
    worked = seen.filter(selectors.worked(actor) | Q(state="answered"))
    [counts] = _ask(_FUNNEL, seen, worked, roles=roles)
    bands, missing, odd = _bands(_ask(_SPANS, seen, worked))
    return Figures(
        funnel=dict(zip(STAGES, counts, strict=True)),
        days=[Days(*row) for row in _ask(_DAYS, seen)],
        failures={(what, code): n for what, code, n in _ask(_FAILURES, seen, worked)},
        bands=bands,
        missing=missing,
        odd=odd,
    )


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _bands(rows: Sequence[tuple[Any, ...]]) -> tuple[dict[str, int], int, int]:
    """Days of find and of first sale with how many have them -> how many fall into each band, how many are not computed, how many cannot be."""
    bands, missing, odd = dict.fromkeys(time_to_crime.BAND_NAMES, 0), 0, 0
    for recovered, sold, count in rows:
        if recovered is None or sold is None:
            missing += count
        elif recovered < sold:
            odd += count
        else:
            bands[time_to_crime.band_of(sold, recovered)] += count
    return bands, missing, odd


def _ask(
    statement: str, seen: QuerySet[Request], worked: QuerySet[Request] | None = None, **parts: str
) -> list[tuple[Any, ...]]:
    """Ask a statement over the requests of a query: the query's own condition stands in it, so it tells of no others.

    `worked`: those of which the actor sees the chain too; of a request that was not answered in full whoever asked counts no link.
    """
    own, values = seen.order_by().values("id").query.sql_with_params()
    theirs, more = worked.order_by().values("id").query.sql_with_params() if worked is not None else ("", ())
    named = "%(roles)s" in statement
    asked = statement.replace("%(roles)s", "%s").format(seen=own, worked=theirs, **parts)
    with connection.cursor() as cursor:
        cursor.execute(asked, [*values, *more, *([list(steps.ROLES)] if named else [])])
        return list(cursor.fetchall())


_ABROAD: Final = """
SELECT count(*) FILTER (WHERE direction = 'outgoing') AS sent,
       count(*) FILTER (WHERE direction = 'outgoing' AND state IN ('answered', 'restricted')) AS got,
       count(*) FILTER (WHERE direction = 'incoming') AS received,
       count(*) FILTER (WHERE direction = 'incoming' AND state IN ('answered', 'restricted')) AS answered,
       count(*) FILTER (WHERE direction = 'incoming' AND ground <> '') AS grounded,
       count(*) FILTER (WHERE direction = 'incoming' AND state = 'not_found') AS nothing
FROM tracing_request WHERE direction IN ('outgoing', 'incoming') AND extract(year FROM sent_at AT TIME ZONE 'UTC') = %s HAVING count(*) > 0
"""


def asked_abroad(actor: Actor, year: int) -> dict[str, int]:
    """What was asked of other States and by them in a year, of the whole State; nothing where nothing was asked.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, "returns:figure:read")
    with connection.cursor() as cursor:
        cursor.execute(_ABROAD, [year])
        row = cursor.fetchone()
    names = ("sent", "got", "received", "answered", "grounded", "nothing")
    return dict(zip(names, row, strict=True)) if row else {}


_WHY_NOT: Final = """
SELECT 'link:' || s.failure, coalesce(nullif(s.country, ''), r.country), s.role, count(*)
FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id
WHERE s.failure NOT IN ('', 'withdrawn') AND {year} GROUP BY 1, 2, 3
UNION ALL SELECT 'ground:' || r.ground, r.country, 'request', count(*) FROM tracing_request r WHERE r.ground <> '' AND {year} GROUP BY 1, 2
UNION ALL SELECT 'state:not_found', r.country, 'request', count(*) FROM tracing_request r WHERE r.state = 'not_found' AND {year} GROUP BY 2
UNION ALL SELECT 'state:no_answer', r.country, 'request', count(*) FROM tracing_request r
WHERE r.direction <> 'incoming' AND r.due_at < now() AND r.ground = '' AND {year} GROUP BY 2
ORDER BY 4 DESC, 1, 2, 3
""".format(year="extract(year FROM r.sent_at AT TIME ZONE 'UTC') = %(year)s")


def why_not(actor: Actor, year: int) -> list[tuple[str, str, str, int]]:
    """Why requests of a year led nowhere, of the whole State: reason, country asked, link of the chain or `request`, how many.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, "returns:figure:read")
    with connection.cursor() as cursor:
        cursor.execute(_WHY_NOT, {"year": year})
        return list(cursor.fetchall())
