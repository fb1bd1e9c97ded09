"""What recoveries give the official returns: how many items, and how many people, share all that decides where they count.

Counts of the whole State, every compartment: whoever may read official figures may read these (`returns:figure:read`), and no row is
opened with them. The rows behind a figure are those of `selectors.items_for`, which each actor sees as far as their office may.

Each count can be asked as of an entry of the ledger (`until`): then no table of state is read at all, cases, items and people are put
together from the canonical bytes of the acts up to that entry. So a frozen return can be recomputed after years of corrections.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.recoveries import selectors
from ifar.recoveries.categories import Accused, CategoryFacts
from ifar.recoveries.models import Item
from ifar.rights import Actor, require

PERMISSION: Final = "returns:figure:read"

_YEAR: Final = "extract(year FROM coalesce(c.occurred_from, c.opened_at) AT TIME ZONE c.zone)::int"
"""The year to which a case counts: when it happened, where it happened; when it was opened, where nobody said when it was."""
YEAR_SQL: Final = _YEAR
_KEY: Final = """jsonb_build_array(c.kind, i.kind, i.identity ->> 'type', i.identity ->> 'type_status', i.marking, i.condition, c.ground,
    c.location, to_jsonb(c.offences), i.tracing)::text"""
_FROM: Final = "recoveries_item i JOIN recoveries_case c ON c.id = i.case_id"
_COUNTED: Final = "i.state <> 'merged' AND i.kind IN ('firearm', 'part', 'ammunition')"


_PAST: Final = """WITH told AS (
    SELECT l.entry, l.object AS subject, convert_from(l.canonical, 'UTF8')::jsonb AS said, l.recorded_at, l.id AS place
    FROM ledger_entry l WHERE l.act LIKE 'recoveries.%%' AND l.act <> 'recoveries.observed' AND l.id <= %s
), state AS (
    SELECT t.subject, min(t.said -> 'payload' ->> 'record_type') AS record_type, min(t.recorded_at) AS at, min(t.place) AS place,
           jsonb_object_agg(c.key, c.value ORDER BY (t.said -> 'payload' ->> 'n')::int) FILTER (WHERE c.key IS NOT NULL) AS said
    FROM told t LEFT JOIN LATERAL jsonb_each(t.said -> 'payload' -> 'changes') c ON true GROUP BY t.subject
), recoveries_case AS (
    SELECT s.place AS id, s.subject, s.said ->> 'kind' AS kind, s.said ->> 'zone' AS zone, coalesce(s.said ->> 'ground', '') AS ground,
           coalesce(s.said ->> 'location', '') AS location, (s.said ->> 'occurred_from')::timestamptz AS occurred_from, s.at AS opened_at,
           coalesce((SELECT array_agg(o.value ORDER BY o.n) FROM jsonb_array_elements_text(s.said -> 'offences') WITH ORDINALITY o(value, n)),
                    '{}'::text[]) AS offences
    FROM state s WHERE s.record_type = 'case'
), recoveries_item AS (
    SELECT s.place AS id, c.id AS case_id, s.said ->> 'state' AS state, s.said ->> 'kind' AS kind, s.said -> 'identity' AS identity,
           coalesce(s.said ->> 'marking', '') AS marking, coalesce(s.said ->> 'condition', '') AS condition,
           coalesce(s.said ->> 'tracing', '') AS tracing, (s.said ->> 'quantity')::int AS quantity
    FROM state s JOIN recoveries_case c ON c.subject = s.said ->> 'case' WHERE s.record_type = 'item'
), named AS (
    SELECT t.subject, coalesce(t.said -> 'payload' -> 'details' ->> 'person', t.entry::text) AS person,
           t.said -> 'payload' -> 'details' AS said, (t.said -> 'payload' ->> 'n')::int AS n
    FROM told t WHERE t.said -> 'payload' ->> 'kind' IN ('person_named', 'person_changed')
), people AS (
    SELECT subject, (array_agg(said ->> 'sex' ORDER BY n))[1] AS sex, (array_agg(said ->> 'stage' ORDER BY n DESC))[1] AS stage,
           (array_agg(said -> 'offences' ORDER BY n DESC))[1] AS offences FROM named GROUP BY subject, person
), recoveries_person AS (
    SELECT c.id AS case_id, p.sex, p.stage,
           coalesce((SELECT array_agg(o.value ORDER BY o.n) FROM jsonb_array_elements_text(p.offences) WITH ORDINALITY o(value, n)),
                    '{}'::text[]) AS offences
    FROM people p JOIN recoveries_case c ON c.subject = p.subject
) """
"""Cases, items and people as the ledger tells them up to an entry, under the names of the tables that hold them today."""


class Group(NamedTuple):
    """Items that count alike: `key` names the group, `items` of them, `pieces` together."""

    key: str
    counted: CategoryFacts
    items: int
    pieces: int


def years(actor: Actor) -> dict[int, dict[str, int]]:
    """Year -> kind of case -> number of its firearms; the years for which anything was recovered.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    result: dict[int, dict[str, int]] = {}
    for year, kind, firearms in _rows(
        f"""SELECT {_YEAR}, c.kind, count(i.id) FILTER (WHERE i.kind = 'firearm' AND i.state <> 'merged')
            FROM recoveries_case c LEFT JOIN recoveries_item i ON i.case_id = c.id
            WHERE c.kind IN ('seized', 'found', 'surrendered') GROUP BY 1, 2""",
        (),
    ):
        result.setdefault(year, {})[kind] = firearms
    return result


def groups(actor: Actor, year: int, until: int | None = None) -> list[Group]:
    """The items of a year by all that decides where they count; as the ledger told it up to the entry `until` (its place), where given.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    sql = f"""SELECT {_KEY}, c.kind, i.kind, coalesce(i.identity ->> 'type', ''), coalesce(i.identity ->> 'type_status', 'not_asked'),
                i.marking, i.condition, c.ground, c.location, c.offences, i.tracing, count(*), sum(i.quantity)
              FROM {_FROM} WHERE {_COUNTED} AND {_YEAR} = %s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"""
    results = []
    for key, case_kind, kind, of_type, status, marking, condition, ground, location, offences, tracing, items, pieces in _rows(sql, (year,), until):  # fmt: skip
        counted = CategoryFacts(
            case_kind,
            kind,
            1,
            of_type,
            status,
            marking,
            condition,
            ground,
            location,
            tuple(offences),
            tracing,
        )
        results.append(Group(key, counted, items, pieces))
    return results


def seizures(actor: Actor, year: int, until: int | None = None) -> int:
    """Cases of seizure of a year; `until` as in `groups`.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    ((number,),) = _rows(
        f"SELECT count(*) FROM recoveries_case c WHERE c.kind = 'seized' AND {_YEAR} = %s", (year,), until
    )
    return int(number)


def accused(actor: Actor, year: int, until: int | None = None) -> list[tuple[Accused, int]]:
    """The people of a year's cases by all that decides where they count; `until` as in `groups`.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    sql = f"""SELECT p.stage, p.sex, p.offences, c.ground, count(*)
              FROM recoveries_person p JOIN recoveries_case c ON c.id = p.case_id
              WHERE p.stage <> 'noted' AND {_YEAR} = %s GROUP BY 1, 2, 3, 4"""
    return [
        (Accused(stage, sex, tuple(offences), ground), number)
        for stage, sex, offences, ground, number in _rows(sql, (year,), until)
    ]


def items_in(actor: Actor, year: int, keys: Collection[str]) -> QuerySet[Item]:
    """The items of groups of a year, of those that the actor may see."""
    require(actor, PERMISSION)
    inside = RawSQL(  # noqa: S611 - put together from constants; the values are parameters
        f"SELECT i.id FROM {_FROM} WHERE {_COUNTED} AND {_YEAR} = %s AND {_KEY} = ANY(%s)",
        (year, list(keys)),
    )
    return selectors.items_for(actor).filter(pk__in=inside)


def arms_of(actor: Actor, year: int) -> list[tuple[str, CategoryFacts, bool]]:
    """The arms of a year's cases one by one: the item's public identifier, what decides where it counts, whether it was destroyed.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    sql = f"""SELECT i.public_id, c.kind, coalesce(i.identity ->> 'type', ''), coalesce(i.identity ->> 'type_status', 'not_asked'),
                i.marking, i.condition, i.tracing, coalesce(k.state = 'destroyed', false)
              FROM {_FROM} LEFT JOIN recoveries_chain k ON k.public_id = i.public_id
              WHERE i.kind = 'firearm' AND i.state <> 'merged' AND c.kind IN ('seized', 'found', 'surrendered') AND {_YEAR} = %s"""
    return [
        (
            item,
            CategoryFacts(kind, "firearm", 1, of_type, status, marking, condition, tracing=tracing),
            destroyed,
        )
        for item, kind, of_type, status, marking, condition, tracing, destroyed in _rows(sql, (year,))
    ]


def _rows(sql: str, values: tuple[int, ...], until: int | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if until is None:
            cursor.execute(sql, values)
        else:
            cursor.execute(_PAST + sql, (until, *values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
