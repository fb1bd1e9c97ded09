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
ODD, UNKNOWN = -1, -2
"""Bands of `Measure` that are none: recovered before the sale; a day is not known."""
MOST_PLACES: Final = 200

_SEEN: Final = "m.sent_at >= %(since)s AND m.sent_at < %(until)s AND m.scope_id = ANY(%(seen)s)"
_THEIRS: Final = "(m.scope_id = ANY(%(worked)s) OR m.state = 'answered')"
# All that is counted of a request, and how many are alike in it: what each sum wants is added up from these few rows.
_COUNTS: Final = f"""
SELECT {_THEIRS}, m.state, m.ground, m.acknowledged IS NOT NULL, m.identified, m.reached, m.diverted, m.band, count(*)
FROM tracing_measure m WHERE {_SEEN} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
_DAYS: Final = f"""
SELECT p.place, CASE WHEN grouping(m.ended) = 1 THEN 'acknowledged' ELSE 'ended' END,
       CASE WHEN grouping(m.ended) = 1 THEN m.acknowledged ELSE m.ended END, CASE WHEN grouping(m.state) = 1 THEN '' ELSE m.state END, count(*)
FROM tracing_measure m JOIN unnest(%(seen)s::bigint[], %(places)s::integer[]) p (id, place) ON p.id = m.scope_id WHERE {_SEEN}
GROUP BY GROUPING SETS ((p.place, m.acknowledged), (p.place, m.ended, m.state))
"""
_FAILURES: Final = f"""
SELECT s.failure, count(*) FROM tracing_step s JOIN tracing_measure m ON m.request_id = s.request_id
WHERE s.failure <> '' AND {_SEEN} AND {_THEIRS} GROUP BY s.failure
"""
# A delay that lasts counts until now; a trader who has not answered yet is late until now.
_DELAYS: Final = f"""
SELECT 'ground', d.ground, count(*), count(*) FILTER (WHERE d.ended_at IS NULL),
       sum(ceil(extract(epoch FROM coalesce(d.ended_at, %(now)s) - d.began_at) / 86400))::bigint
FROM tracing_delay d JOIN tracing_measure m ON m.request_id = d.request_id WHERE {_SEEN} GROUP BY d.ground
UNION ALL
SELECT 'link', s.role, count(*), count(*) FILTER (WHERE s.answered_at IS NULL),
       sum(ceil(extract(epoch FROM coalesce(s.answered_at, %(now)s) - s.due_at) / 86400))::bigint
FROM (SELECT request_id, role, due_at, answered_at FROM tracing_step WHERE answered_at > due_at
      UNION ALL SELECT request_id, role, due_at, answered_at FROM tracing_step WHERE state = 'asked' AND asked <> '' AND due_at < %(now)s) s
JOIN tracing_measure m ON m.request_id = s.request_id WHERE {_SEEN} AND {_THEIRS} GROUP BY s.role
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
    """The figures of the requests that were sent or came in between two days, as far as the actor may see them. Five statements.

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
    named = sorted({(direction, country) for _id, direction, country, _theirs in scopes})
    asked = {
        "since": _start(since),
        "until": _start(until + dt.timedelta(days=1)),
        "now": timezone.now(),
        "seen": [one for one, *_rest in scopes],
        "worked": [one for one, _direction, _country, theirs in scopes if theirs],
        "places": [named.index((direction, country)) for _id, direction, country, _theirs in scopes],
    }
    counts = [Count(*row) for row in _ask(_COUNTS, asked)]
    bands, missing, odd = _bands(counts)
    failures = {("link", code): n for code, n in _ask(_FAILURES, asked)} | _ended(counts)
    return Figures(
        funnel=_funnel(counts),
        days=_days(_ask(_DAYS, asked), named),
        failures=failures,
        delays=[Delayed(*row) for row in sorted(_ask(_DELAYS, asked))],
        bands=bands,
        missing=missing,
        odd=odd,
    )


class Count(NamedTuple):
    """Requests that are alike in all that is counted, and how many they are; `theirs`: their chain may be counted too."""

    theirs: bool
    state: str
    ground: str
    acknowledged: bool
    identified: bool
    reached: int | None
    diverted: bool
    band: int | None
    n: int


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
    for one in counts:
        stage = furthest(
            acknowledged=one.acknowledged,
            identified=one.theirs and one.identified,
            state=one.state,
            reached=(one.reached or 0) if one.theirs else 0,
            diverted=one.theirs and one.diverted,
        )
        came[stage] += one.n
    return {stage: sum(came[later] for later in STAGES[at:]) for at, stage in enumerate(STAGES)}


def _ended(counts: Sequence[Count]) -> dict[tuple[str, str], int]:
    """Why requests led nowhere: the ground on which they stand, or that nothing was found."""
    found: dict[tuple[str, str], int] = {}
    for one in counts:
        key = ("ground", one.ground) if one.ground else ("state", one.state)
        if one.ground or one.state == "not_found":
            found[key] = found.get(key, 0) + one.n
    return found


def _bands(counts: Sequence[Count]) -> tuple[dict[str, int], int, int]:
    """How many firearms fall into each band, how many are not computed, how many cannot be."""
    bands, missing, odd = dict.fromkeys(time_to_crime.BAND_NAMES, 0), 0, 0
    for one in counts:
        if one.band is None:
            continue
        if one.band == UNKNOWN or not one.theirs:
            missing += one.n
        elif one.band == ODD:
            odd += one.n
        else:
            bands[time_to_crime.BAND_NAMES[one.band]] += one.n
    return bands, missing, odd


def _days(rows: Sequence[tuple[Any, ...]], named: Sequence[tuple[str, str]]) -> list[Days]:
    """Place, what, days (None: not yet), state and how many -> the usual days of each place, the most requests first."""
    spans: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    sent, ends = dict.fromkeys(range(len(named)), 0), defaultdict[tuple[int, str], int](int)
    for place, what, days, state, n in rows:
        if days is not None:
            spans[place, what][days] += n
        if what == "ended":
            sent[place] += n
            ends[place, state] += n
    found = [
        Days(
            *named[place],
            n,
            _median(spans[place, "acknowledged"]),
            _median(spans[place, "ended"]),
            sum(ends[place, state] for state in GIVEN),
            ends[place, "refused"],
        )
        for place, n in sent.items()
        if n
    ]
    return sorted(found, key=lambda one: (-one.sent, one.direction, one.country))[:MOST_PLACES]


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
