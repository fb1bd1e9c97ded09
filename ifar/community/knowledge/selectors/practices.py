"""Good practices: how many organisations do them, and what was said when they were checked and graded."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from ifar.community.models import Adoption, Appraisal, Practice
from ifar.community.selectors.visible import Reader, absent, part_in, seen

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


def appraisal_for(reader: Reader | None, public_id: str) -> Appraisal:
    """How far a practice is that a reader sees.

    Raises:
        NotFound: there is none for this reader.
    """
    return appraisal_of(reader, seen(reader, Practice, public_id))


def appraisal_of(reader: Reader | None, practice: Practice) -> Appraisal:
    """How far a practice is that a reader has found. One query."""
    appraisal = Appraisal.objects.get(public_id=practice.public_id)
    appraisal.facts = part_in(reader, practice)
    return appraisal


def own_adoption(reader: Reader, practice: Practice) -> Adoption | None:
    """Whether the reader's organisation does, or did, as a practice says. One query."""
    return Adoption.objects.filter(practice=practice.public_id, organisation=reader.organisation).first()


def adoption_for(reader: Reader | None, public_id: str) -> Adoption:
    """That the reader's own organisation does as a practice says that they see.

    Raises:
        NotFound: there is none such.
    """
    organisation = reader.organisation if reader else ""
    adoption = Adoption.objects.filter(public_id=public_id, organisation=organisation).first()
    seen(reader, Practice, adoption.practice if adoption else "")
    if adoption is None:
        raise absent()
    return adoption
