"""Duties of an office that are due or overdue, as an actor may see them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.registry.duties import FULFILLED_BY, LATE_REASON, WITH_THE_STATE
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.rights import Actor

_RECORDER: Final = "(SELECT l.agency FROM ledger_entry l WHERE l.entry = e.id)"
# A trader reads of its book what it recorded itself, and what changed something (`books.events_in`): no duty tells it of a trace by another office.
_READ: Final = f"(e.changes <> '{{{{}}}}' OR {_RECORDER} = %({{}})s)"
# What is owed of a trader's book: of what stands there, and the reason of a late event by which something left it.
_OF_BOOK: Final = f"""EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = f.id AND b.holder = %(book)s AND b.since <= e.n
    AND (b.until IS NULL OR b.until = e.n AND d.value ->> 'name' = '{LATE_REASON}')) AND {_READ.format("book")}"""
BEHIND: Final = dt.timedelta(days=90)
AHEAD: Final = dt.timedelta(days=30)
LOOKED_AT: Final = 5000
"""Days and events that are looked at: the first page stays quick however long the register is."""

# A request of a tracing desk has the desk's own clock and reminders, and no trader hears of it.
_NO_TRACE: Final = "NOT (e.kind = 'trace_requested' AND coalesce(e.details ->> 'trace', '') LIKE 'O%%')"
# It stands as long as the state into which the event brought the thing, or that it left as it was; not once it was taken back, or opened anew to another day.
_TAKEN_BACK: Final = "EXISTS (SELECT FROM registry_event t WHERE t.firearm_id = e.firearm_id AND t.kind = 'annulled' AND t.details ->> 'event' = {}.id::text)"
_STANDS: Final = f"""f.state = coalesce(e.changes ->> 'state', (
          SELECT s.changes ->> 'state' FROM registry_event s WHERE s.firearm_id = e.firearm_id AND s.n < e.n AND s.changes ? 'state' ORDER BY s.n DESC LIMIT 1), f.state)
      AND NOT {_TAKEN_BACK.format("e")} AND NOT EXISTS (
          SELECT FROM registry_event o WHERE o.firearm_id = e.firearm_id AND o.n > e.n AND o.checks -> 'deadlines' @> jsonb_build_array(jsonb_build_object('name', d.value -> 'name'))
          AND NOT {_TAKEN_BACK.format("o")})"""
# A trader's duties are those that arose while the thing stood in its book, as long as it stands there; all others are of whoever keeps the record.
_MINE: Final = f"""CASE WHEN %(own_book)s
    THEN EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = f.id AND b.holder = %(agency)s AND b.until IS NULL AND b.since <= e.n)
        AND {_READ.format("agency")}
    ELSE f.agency_id = %(agency_id)s OR f.custodian = %(agency)s END"""
_NEWEST: Final = f"ORDER BY checks #>> '{{deadlines,0,due}}' DESC LIMIT {LOOKED_AT}"
# The inner part goes by the index on the first due date of an event; the rest is asked of those alone.
_DUE: Final = f"""
SELECT f.public_id, e.n, e.kind, d.value ->> 'name', (d.value ->> 'due')::date
FROM (SELECT * FROM registry_event
      WHERE checks ? 'deadlines' AND checks #>> '{{deadlines,0,due}}' BETWEEN %(from)s AND %(to)s
      {_NEWEST}) AS e
CROSS JOIN LATERAL jsonb_array_elements(e.checks -> 'deadlines') AS d
JOIN registry_firearm f ON f.id = e.firearm_id
WHERE d.value ->> 'due' BETWEEN %(from)s AND %(to)s AND f.merged_into = '' AND {_MINE}
  AND {VISIBLE_SQL} AND {_NO_TRACE}
  AND CASE WHEN d.value ->> 'name' = ANY(%(bound)s) THEN {_STANDS}
      ELSE NOT EXISTS (SELECT FROM registry_event l WHERE l.firearm_id = e.firearm_id AND l.n > e.n
                       AND %(fulfilled)s::jsonb -> (d.value ->> 'name') ? l.kind) END
ORDER BY d.value ->> 'due', f.id, e.n LIMIT %(limit)s"""

# Of one book all are looked at: its own lines are few beside what a whole State owes.
_IN_BOOK: Final = "AND EXISTS (SELECT FROM registry_bookline o WHERE o.firearm_id = registry_event.firearm_id AND o.holder = %(book)s)"
_DUE_OF_BOOK: Final = _DUE.replace(_MINE, _OF_BOOK).replace(_NEWEST, _IN_BOOK)
_COUNTED: Final = f"""
SELECT book, (SELECT count(*) FROM ({_DUE_OF_BOOK.replace("%(book)s", "book")}) AS owed) FROM unnest(%(books)s::text[]) AS t (book)"""


@dataclass(frozen=True, slots=True)
class Due:
    """A duty: of which firearm, opened by which of its events, called what, until when."""

    firearm: str
    n: int
    kind: str
    name: str
    due: dt.date


def duties_of(actor: Actor, today: dt.date, limit: int) -> list[Due]:
    """Duties of the actor's office on what it keeps, due within a month or overdue by up to three; the most urgent first."""
    if not actor.agency_id:
        return []
    asked: dict[str, Any] = {
        **visible_params(actor),
        "agency_id": actor.agency_id,
        "agency": actor.agency,
        "from": (today - BEHIND).isoformat(),
        "to": (today + AHEAD).isoformat(),
        "bound": sorted(WITH_THE_STATE),
        "fulfilled": _fulfilled(),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, asked)
        return [Due(*row) for row in cursor.fetchall()]


def overdue_in_book(actor: Actor, book: str, today: dt.date, limit: int) -> list[Due]:
    """Duties of a trader's book whose day passed within the last three months, of what the actor may see; the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_OF_BOOK, {**_passed(actor, today, limit), "book": book})
        return [Due(*row) for row in cursor.fetchall()]


def overdue_in_books(actor: Actor, books: Collection[str], today: dt.date, most: int) -> Mapping[str, int]:
    """Book -> how many such duties it has, at most `most`. One query for all."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {**_passed(actor, today, most), "books": list(books)})
        return dict(cursor.fetchall())


def _passed(actor: Actor, today: dt.date, limit: int) -> dict[str, Any]:
    """What is asked of duties whose day passed within the last three months."""
    return {
        **visible_params(actor),
        "from": (today - BEHIND).isoformat(),
        "to": (today - dt.timedelta(days=1)).isoformat(),
        "bound": sorted(WITH_THE_STATE),
        "fulfilled": _fulfilled(),
        "limit": limit,
    }


# A trace is the duty of the office that recorded it: who keeps the record may be a trader, who reads of no trace.
_PASSED: Final = f"""
SELECT CASE WHEN e.kind = 'trace_requested' THEN (SELECT a.id FROM accounts_agency a WHERE a.public_id = {_RECORDER}) ELSE f.agency_id END,
    f.compartment, CASE WHEN d.value ->> 'name' = '{LATE_REASON}' THEN {_RECORDER} ELSE f.custodian END, f.public_id, e.n, e.kind, d.value ->> 'name', (d.value ->> 'due')::date
FROM registry_event e CROSS JOIN LATERAL jsonb_array_elements(e.checks -> 'deadlines') AS d
JOIN registry_firearm f ON f.id = e.firearm_id
WHERE {_NO_TRACE} AND e.checks ? 'deadlines' AND e.checks #>> '{{deadlines,0,due}}' BETWEEN %(from)s AND %(to)s
  AND d.value ->> 'due' BETWEEN %(from)s AND %(to)s AND f.merged_into = ''
  AND CASE WHEN d.value ->> 'name' = ANY(%(bound)s) THEN {_STANDS}
      ELSE NOT EXISTS (SELECT FROM registry_event l WHERE l.firearm_id = e.firearm_id AND l.n > e.n
                       AND %(fulfilled)s::jsonb -> (d.value ->> 'name') ? l.kind) END
ORDER BY d.value ->> 'due', f.id, e.n
"""
LOOKED_BACK: Final = dt.timedelta(days=14)
"""How far back the daily look goes: further than it may miss runs, near enough to stay quick."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A duty whose day has passed: key of the office that keeps the record, the record's compartment, who has the thing in hand or wrote late, the duty."""

    agency_id: int
    compartment: str
    custodian: str
    duty: Due


def cause_of(duty: Due) -> str:
    """By what a duty is known to the matter that it becomes (`matters.found`)."""
    return f"registry.{duty.name} {duty.n}"


def passed(today: dt.date) -> list[Passed]:
    """Duties of all offices whose day passed in the last two weeks. One query.

    For the job that tells of them; no actor's view limits it, and nobody is shown it.
    """
    asked: dict[str, Any] = {
        "from": (today - LOOKED_BACK).isoformat(),
        "to": (today - dt.timedelta(days=1)).isoformat(),
        "bound": sorted(WITH_THE_STATE),
        "fulfilled": _fulfilled(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, asked)
        return [
            Passed(agency_id, compartment, custodian, Due(*row))
            for agency_id, compartment, custodian, *row in cursor.fetchall()
        ]


def _fulfilled() -> str:
    return json.dumps({name: sorted(kinds) for name, kinds in FULFILLED_BY.items()})
