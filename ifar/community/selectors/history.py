"""The log of decisions about a record, with the words that stand apart from it, for the desks that may read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

_HISTORY: Final = """
SELECT e.kind, e.details::text, e.changes::text, e.proposal, l.actor, l.recorded_at, coalesce(p.value #>> '{}', '')
FROM community_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.record_type = %s AND e.subject = %s ORDER BY e.n
"""


@dataclass(frozen=True, slots=True)
class Past:
    """One act: what, by which account, when, and its note."""

    kind: str
    details: dict[str, Any]
    changes: dict[str, Any]
    proposal: str
    actor: str
    at: Any
    note: str


def since(kind: str, past: Sequence[Past]) -> list[Past]:
    """The acts from the last of a kind on: of a nomination without those of an earlier membership."""
    first = max((n for n, item in enumerate(past) if item.kind == kind), default=0)
    return list(past[first:])


def history(record_type: str, subject: str) -> list[Past]:
    """The acts on a record that the caller may see, the first first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [record_type, subject])
        return [
            Past(kind, json.loads(details), json.loads(changes), *rest)
            for kind, details, changes, *rest in cursor.fetchall()
        ]
