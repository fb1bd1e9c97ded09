"""Figures of tracing: how far requests came, in how many days, why links led nowhere, the time-to-crime of what was traced.

Each is counted over the requests that the reader may see, so that it tells of no others. Missing is not zero: what nobody
answered counts where it says so. ATF's caution: traced firearms are not a random sample of firearms.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper
from django.utils import timezone

from ifar.rights import Actor, require
from ifar.tracing import selectors, steps, time_to_crime
from ifar.tracing.models import Scope

STAGES: Final = ("asked", "acknowledged", "identified", *steps.ROLES, "diversion")
"""The funnel: sent; acknowledged; the arm was identified or the request answered; the chain reached at least this link; its point of
diversion was found. Whoever came to a stage came through all before it, so that a funnel never grows (`furthest`)."""

GIVEN: Final = ("answered", "restricted")
"""States in which something was told to whoever asked."""
ODD, UNKNOWN, NO_FIREARM = -1, -2, -3
"""Bands of `Alike` that are none: recovered before the sale; a day is not known; ammunition has no time-to-crime."""
MOST_PLACES: Final = 200

_SEEN: Final = "{0}.sent_at >= %(since)s AND {0}.sent_at < %(until)s AND {0}.scope_id = ANY(%(seen)s)"
# One pass over an index. All that is counted of a request and how many are alike in it, by who sees it; and their days, by the same.
_COUNTS: Final = f"""
SELECT n.scope_id, n.what, n.acknowledged, n.days, n.n, a.state, a.ground, a.identified, a.reached, a.diverted, a.band, a.failures
FROM (SELECT m.scope_id, m.alike_id, m.acknowledged IS NOT NULL AS acknowledged, count(*) AS n,
             CASE WHEN grouping(m.alike_id) = 0 THEN 'alike' WHEN grouping(m.acknowledged) = 0 THEN 'acknowledged' ELSE 'ended' END AS what,
             CASE WHEN grouping(m.acknowledged) = 0 THEN m.acknowledged ELSE m.ended END AS days
      FROM tracing_measure m WHERE {_SEEN.format("m")}
      GROUP BY GROUPING SETS ((m.scope_id, m.alike_id, m.acknowledged IS NOT NULL), (m.scope_id, m.acknowledged), (m.scope_id, m.ended))) n
LEFT JOIN tracing_alike a ON a.id = n.alike_id
"""
# A delay that lasts counts until now; a trader who has not answered yet is late until now.
_DELAYS: Final = f"""
SELECT l.code, count(*), 0, sum(l.days)::bigint FROM tracing_late l
WHERE {_SEEN.format("l")} AND (l.code LIKE 'ground:%%' OR l.scope_id = ANY(%(worked)s) OR EXISTS (
    SELECT FROM tracing_measure m JOIN tracing_alike a ON a.id = m.alike_id WHERE m.request_id = l.request_id AND a.state = 'answered')) GROUP BY 1
UNION ALL
SELECT 'ground:' || d.ground, count(*), count(*), sum(ceil(extract(epoch FROM %(now)s - d.began_at) / 86400))::bigint
FROM tracing_delay d JOIN tracing_measure m ON m.request_id = d.request_id WHERE d.ended_at IS NULL AND {_SEEN.format("m")} GROUP BY 1
UNION ALL
SELECT 'link:' || s.role, count(*), count(*), sum(ceil(extract(epoch FROM %(now)s - s.due_at) / 86400))::bigint
FROM tracing_step s JOIN tracing_measure m ON m.request_id = s.request_id JOIN tracing_alike a ON a.id = m.alike_id
WHERE s.state = 'asked' AND s.asked <> '' AND s.due_at < %(now)s AND {_SEEN.format("m")}
  AND (m.scope_id = ANY(%(worked)s) OR a.state = 'answered') GROUP BY 1
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
class Delayed:
    """Delays of one kind: on a ground of a request (`what`: `ground`), or of traders of a role beyond their 24 hours (`link`).

    `running` of them last still; `days` are those of all of them together, each begun day whole.
    """

    what: str
    code: str
    count: int
    running: int
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a time.

    Attributes:
        funnel: stage of `STAGES` -> how many requests came that far.
        days: by direction and country, the most first.
        failures: (what, code) -> how many; what is `link`, `ground` or `state`.
        delays: by ground, then by role of traders.
        bands: band of the time-to-crime -> how many; `missing`: not computed, a day is not known; `odd`: recovered before it was sold.
    """

    funnel: Mapping[str, int]
    days: Sequence[Days]
    failures: Mapping[tuple[str, str], int]
    delays: Sequence[Delayed]
    bands: Mapping[str, int]
    missing: int
    odd: int


def figures(actor: Actor, since: dt.date, until: dt.date) -> Figures:
    """The figures of the requests that were sent or came in between two days, as far as the actor may see them. Three statements.

    Counted from the rows that each act writes for it (`models.Measure`): never behind, and compared with the requests by `ifar verify`.

    Raises:
        Forbidden: the actor may not see figures.
    """
    require(actor, selectors.FIGURES)
    theirs = ExpressionWrapper(selectors.worked(actor), output_field=BooleanField())
    scopes = list(
        Scope.objects.filter(selectors.visible(actor))
        .annotate(theirs=theirs)
        .values_list("id", "direction", "country", "theirs")
    )
    worked = {number for number, _direction, _country, theirs in scopes if theirs}
    asked = {
        "since": _start(since),
        "until": _start(until + dt.timedelta(days=1)),
        "now": timezone.now(),
        "seen": [number for number, *_rest in scopes],
        "worked": sorted(worked),
    }
    rows = [Row(*row) for row in _ask(_COUNTS, asked)]
    counts = [
        Count(row.scope in worked or row.state == "answered", bool(row.acknowledged), row)
        for row in rows
        if row.what == "alike"
    ]
    bands, missing, odd = _bands(counts)
    return Figures(
        funnel=_funnel(counts),
        days=_days(rows, {number: (direction, country) for number, direction, country, _theirs in scopes}),
        failures=_failed(counts) | _ended(counts),
        delays=_delays(_ask(_DELAYS, asked)),
        bands=bands,
        missing=missing,
        odd=odd,
    )


class Row(NamedTuple):
    """How many requests (`n`) of a scope are alike in everything, or were acknowledged, or ended, in as many days (None: not yet).

    `what`: `alike`, and then all that follows is known, or `acknowledged` or `ended`, and then `days` is.
    """

    scope: int
    what: str
    acknowledged: bool | None
    days: int | None
    n: int
    state: str
    ground: str
    identified: bool
    reached: int
    diverted: bool
    band: int
    failures: Sequence[str]


class Count(NamedTuple):
    """Requests that are alike; `theirs`: their chain may be counted too."""

    theirs: bool
    acknowledged: bool
    alike: Row


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def furthest(*, acknowledged: bool, identified: bool, state: str, reached: int, diverted: bool) -> str:
    """The furthest stage of `STAGES` to which a request came. `reached`: the last link of `steps.ROLES` that was answered for, from one."""
    if diverted:
        return STAGES[-1]
    if reached:
        return steps.ROLES[reached - 1]
    if identified or state in GIVEN:
        return "identified"
    return "acknowledged" if acknowledged else "asked"


def _funnel(counts: Sequence[Count]) -> dict[str, int]:
    """How many requests came at least to each stage; of those of other offices no chain counts, only that they were answered."""
    came: dict[str, int] = dict.fromkeys(STAGES, 0)
    for theirs, acknowledged, row in counts:
        stage = furthest(
            acknowledged=acknowledged,
            identified=theirs and row.identified,
            state=row.state,
            reached=row.reached if theirs else 0,
            diverted=theirs and row.diverted,
        )
        came[stage] += row.n
    return {stage: sum(came[later] for later in STAGES[at:]) for at, stage in enumerate(STAGES)}


def _ended(counts: Sequence[Count]) -> dict[tuple[str, str], int]:
    """Why requests led nowhere: the ground on which they stand, or that nothing was found."""
    result: dict[tuple[str, str], int] = {}
    for _theirs, _acknowledged, row in counts:
        key = ("ground", row.ground) if row.ground else ("state", row.state)
        if row.ground or row.state == "not_found":
            result[key] = result.get(key, 0) + row.n
    return result


def _failed(counts: Sequence[Count]) -> dict[tuple[str, str], int]:
    """Why links led nowhere, of the requests whose chain may be counted."""
    result: dict[tuple[str, str], int] = {}
    for theirs, _acknowledged, row in counts:
        for code in row.failures if theirs else ():
            result["link", code] = result.get(("link", code), 0) + row.n
    return result


def _delays(rows: Sequence[tuple[str, int, int, int]]) -> list[Delayed]:
    """What is over and what lasts, together for each ground and role."""
    result: dict[str, tuple[int, int, int]] = {}
    for code, *values in rows:
        count, running, days = (
            before + more for before, more in zip(result.get(code, (0, 0, 0)), values, strict=True)
        )
        result[code] = count, running, days
    return [Delayed(code.partition(":")[0], code.partition(":")[2], *result[code]) for code in sorted(result)]


def _bands(counts: Sequence[Count]) -> tuple[dict[str, int], int, int]:
    """How many firearms fall into each band, how many are not computed, how many cannot be."""
    bands, missing, odd = dict.fromkeys(time_to_crime.BAND_NAMES, 0), 0, 0
    for theirs, _acknowledged, row in counts:
        if row.band == NO_FIREARM:
            continue
        if row.band == UNKNOWN or not theirs:
            missing += row.n
        elif row.band == ODD:
            odd += row.n
        else:
            bands[time_to_crime.BAND_NAMES[row.band]] += row.n
    return bands, missing, odd


def _days(rows: Sequence[Row], places: Mapping[int, tuple[str, str]]) -> list[Days]:
    """Rows, and direction and country of each scope -> the usual days of each place, the most requests first."""
    spans: dict[tuple[tuple[str, str], str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    sent, ends = defaultdict[tuple[str, str], int](int), defaultdict[tuple[tuple[str, str], str], int](int)
    for row in rows:
        place = places[row.scope]
        if row.what == "alike":
            sent[place] += row.n
            ends[place, row.state] += row.n
        elif row.days is not None:
            spans[place, row.what][row.days] += row.n
    dayses = [
        Days(
            *place,
            n,
            _median(spans[place, "acknowledged"]),
            _median(spans[place, "ended"]),
            sum(ends[place, state] for state in GIVEN),
            ends[place, "refused"],
        )
        for place, n in sent.items()
    ]
    return sorted(dayses, key=lambda days: (-days.sent, days.direction, days.country))[:MOST_PLACES]


def _median(counted: Mapping[int, int]) -> int | None:
    """The least value that at least half of them do not pass; None where there is none."""
    half, passed = (sum(counted.values()) + 1) // 2, 0
    for value in sorted(counted):
        passed += counted[value]
        if passed >= half:
            return value
    return None


def _ask(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


_ABROAD: Final = """
SELECT count(*) FILTER (WHERE direction = 'outgoing') AS sent,
       count(*) FILTER (WHERE direction = 'outgoing' AND state IN ('answered', 'restricted')) AS got,
       count(*) FILTER (WHERE direction = 'incoming') AS received,
       count(*) FILTER (WHERE direction = 'incoming' AND state IN ('answered', 'restricted')) AS answered,
       count(*) FILTER (WHERE direction = 'incoming' AND ground <> '') AS grounded,
       count(*) FILTER (WHERE direction = 'incoming' AND state = 'not_found') AS nothing
FROM tracing_request WHERE direction IN ('outgoing', 'incoming') AND handling <> 'secret' AND extract(year FROM sent_at AT TIME ZONE 'UTC') = %s HAVING count(*) > 0
"""


def asked_abroad(actor: Actor, year: int) -> dict[str, int]:
    """What was asked of other States and by them in a year, of the whole State without what is secret; nothing where nothing was asked.

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
""".format(year="r.handling <> 'secret' AND extract(year FROM r.sent_at AT TIME ZONE 'UTC') = %(year)s")


def why_not(actor: Actor, year: int) -> list[tuple[str, str, str, int]]:
    """Why requests of a year led nowhere, of the whole State without secret ones: reason, country asked, link of the chain or `request`, how many.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, "returns:figure:read")
    with connection.cursor() as cursor:
        cursor.execute(_WHY_NOT, {"year": year})
        return list(cursor.fetchall())
