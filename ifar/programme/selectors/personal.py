"""The acts on a record with the words that stand apart from the log. Whoever asks has logged the read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

_ACTS: Final = """
SELECT e.subject, e.n, e.kind, e.changes, e.details, l.recorded_at, l.actor, coalesce(u.name, c.name, l.actor),
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM ledger_personal p WHERE p.entry = e.id)
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id LEFT JOIN accounts_user u ON u.public_id = l.actor
LEFT JOIN accounts_client c ON c.public_id = l.actor
WHERE e.record_type = %s AND e.subject = ANY(%s) ORDER BY e.n
"""
_OF_MANY: Final = """
SELECT e.subject, p.value #>> '{}' FROM programme_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = %s
WHERE e.record_type = %s AND e.kind = %s AND e.subject = ANY(%s)
"""
_NOTE: Final = "SELECT value #>> '{}' FROM ledger_personal WHERE entry = %s AND field = 'note'"


@dataclass(frozen=True, slots=True)
class Done:
    """One act: when, by whom, and its words by name."""

    n: int
    kind: str
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    at: dt.datetime
    actor: str
    who: str
    said: Mapping[str, Any]


def acts_of(record_type: str, public_id: str) -> list[Done]:
    """The acts on a record, the first one first. One query."""
    return acts_of_many(record_type, [public_id]).get(public_id, [])


def acts_of_many(record_type: str, public_ids: Sequence[str]) -> dict[str, list[Done]]:
    """The acts on several records, each's first one first. One query, none for no record."""
    result: dict[str, list[Done]] = {}
    if not public_ids:
        return result
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [record_type, list(public_ids)])
        for subject, n, kind, changes, details, at, actor, who, value in cursor.fetchall():
            results = [json.loads(item) for item in (changes, details, value)]
            result.setdefault(subject, []).append(
                Done(n, kind, results[0], results[1], at, actor, who, results[2])
            )
    return result


def one_field(record_type: str, kind: str, field: str, subjects: Sequence[str]) -> dict[str, str]:
    """One value of one kind of act, of several records. One query, none for no record."""
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OF_MANY, [field, record_type, kind, list(subjects)])
        return dict(cursor.fetchall())


def note_of(entry: str) -> str:
    """What somebody wrote of an act in their own words, while it stands. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [entry])
        row = cursor.fetchone()
    return str(row[0]) if row else ""
