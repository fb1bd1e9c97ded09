"""What stands behind the entries that a figure was counted of (`results.py`), as far as a reader may see it.

An entry says nothing by itself. Of those whose record the reader sees, the record is named; of a gap also what closed it, where they see that.
Everything else is left out, and asks the database the same whether it is hidden or not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from ifar.community.models import Assistance, Course, Gap, Guide, MarkedObject, Practice, Progress
from ifar.community.selectors.visible import Reader, visible

MODELS: Final[dict[str, type[MarkedObject]]] = {
    "gap": Gap,
    "practice": Practice,
    "guide": Guide,
    "course": Course,
    "assistance": Assistance,
}
# The record that decides who sees an act: of an adoption the practice, of somebody at a course the course, of an agreement the need.
_SUBJECTS: Final = """
SELECT e.id::text, CASE e.record_type WHEN 'progress' THEN 'gap' WHEN 'appraisal' THEN 'practice' WHEN 'adoption' THEN 'practice'
           WHEN 'training' THEN 'course' WHEN 'agreement' THEN 'assistance' ELSE '' END,
       coalesce(a.practice, t.course, g.need, e.subject)
FROM community_event e LEFT JOIN community_adoption a ON e.record_type = 'adoption' AND a.public_id = e.subject
LEFT JOIN community_training t ON e.record_type = 'training' AND t.public_id = e.subject
LEFT JOIN community_agreement g ON e.record_type = 'agreement' AND g.public_id = e.subject WHERE e.id = ANY(%s::uuid[])
"""


class Record(NamedTuple):
    """A record: its object_type, its identifier, its title."""

    object_type: str
    public_id: str
    title: str


class Behind(NamedTuple):
    """The record behind an entry, and what closed it where it is a gap."""

    record: Record
    closed_by: Record | None = None


def _records(reader: Reader | None, wanted: Mapping[str, Collection[str]]) -> dict[str, Record]:
    result: dict[str, Record] = {}
    for object_type, keys in sorted(wanted.items()):
        manager: Any = MODELS[object_type]._default_manager
        rows = manager.filter(visible(reader, MODELS[object_type]), public_id__in=keys)
        result |= {
            key: Record(object_type, key, title) for key, title in rows.values_list("public_id", "title")
        }
    return result


def behind(reader: Reader | None, entries: Collection[str]) -> dict[str, Behind]:
    """Entry -> what stands behind it, of what the reader sees. One query, and one for each kind of record; of gaps three more."""
    known = [entry for entry in entries if _is_uuid(entry)]
    if not known:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [known])
        of = {entry: (object_type, key) for entry, object_type, key in cursor.fetchall() if object_type}
    wanted: dict[str, set[str]] = defaultdict(set)
    for object_type, key in of.values():
        wanted[object_type].add(key)
    records = _records(reader, wanted)
    closed = _closed(reader, [key for key, record in records.items() if record.object_type == "gap"])
    return {entry: Behind(records[key], closed.get(key)) for entry, (_type, key) in of.items() if key in records}  # fmt: skip


def _closed(reader: Reader | None, gaps: list[str]) -> dict[str, Record]:
    """Gap -> what closed it."""
    if not gaps:
        return {}
    by: dict[str, str] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    rows = Progress.objects.filter(public_id__in=gaps, state="closed")
    for gap, closed_by, object_type in rows.values_list("public_id", "closed_by", "closed_with"):
        if object_type in MODELS:
            by[gap] = closed_by
            wanted[object_type].add(closed_by)
    records = _records(reader, wanted)
    return {gap: records[key] for gap, key in by.items() if key in records}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
