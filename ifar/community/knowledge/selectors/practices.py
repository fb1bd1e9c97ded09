"""Good practices: how many organisations do them, and what was said when they were checked and graded."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from ifar.community.models import Practice

_ADOPTED: Final = "SELECT practice, count(*) FROM community_adoption WHERE practice = ANY(%s) AND state = 'adopted' GROUP BY practice"
_LOG: Final = """
SELECT e.kind, e.details::text, coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'note'), '')
FROM community_event e WHERE e.subject = %s AND e.record_type = 'appraisal' AND e.kind IN ('graded', 'returned') ORDER BY e.n
"""


def adopted(practices: Collection[str]) -> dict[str, int]:
    """How many organisations do as some practices say that the reader sees. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ADOPTED, [list(practices)])
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Log:
    """The latest grading and the latest return of a practice."""

    answers: Mapping[str, str] = field(default_factory=dict)
    grade_note: str = ""
    grounds: tuple[str, ...] = ()
    return_note: str = ""


def log_of(practice: Practice) -> Log:
    """What was said of a practice that the reader sees. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOG, [practice.public_id])
        rows: list[tuple[str, str, str]] = cursor.fetchall()
    latest = {kind: (json.loads(details), note) for kind, details, note in rows}
    graded, note = latest.get("graded", ({}, ""))
    returned, why = latest.get("returned", ({}, ""))
    return Log(graded, note, tuple(returned.get("grounds", ())), why)
