"""What the verifier asks of released integrity reports: that each table says what the acts before its release count, and that the checkpoint is the log's.

The SQL stands here in full and calls no function of the database's own making. What was true on the day alone (completeness, firearms on record) is not counted again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.oversight import report
from ifar.oversight.report import CaseAct

_RELEASED: Final = """
SELECT e.subject, l.id, e.details::text FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'integrity' AND e.kind = 'released' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY l.id
"""
_ACTS: Final = """
SELECT e.record_type, e.subject, e.kind, (l.recorded_at AT TIME ZONE %(zone)s)::date, (e.details || e.changes)::text
FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('inspection', 'request', 'file') AND l.id < %(before)s ORDER BY l.id
"""
_BREACHES: Final = """
SELECT split_part(e.changes ->> 'cause', ' ', 1), (l.recorded_at AT TIME ZONE %(zone)s)::date
FROM public.matters_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'matter' AND e.kind = 'raised' AND e.changes ->> 'kind' = 'breach' AND l.id < %(before)s
"""
_ROOT: Final = "SELECT encode(root, 'hex') FROM public.ledger_checkpoint WHERE size = %s"


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_RELEASED.encode(), {"all": objects is None, "objects": sorted(objects or ())})
    for subject, entry, details in cursor.fetchall():
        place = f"integrity report {subject}"
        try:
            yield from list(_recount(cursor, place, entry, json.loads(details)))
        except (KeyError, ValueError, TypeError):  # who alters rows alters what they say, too
            yield Difference("not_allowed", place, "acts that cannot be counted", "acts as they are declared")


def _recount(cursor: Cursor[Any], place: str, entry: int, said: dict[str, Any]) -> Iterator[Difference]:
    known = {"zone": settings.TIME_ZONE, "before": entry}
    cursor.execute(_ACTS.encode(), known)
    acts = [
        CaseAct(of, subject, kind, on, json.loads(says)) for of, subject, kind, on, says in cursor.fetchall()
    ]
    counts, days = report.counted(acts, said["year"])
    cursor.execute(_BREACHES.encode(), known)
    raised: list[tuple[str, dt.date]] = cursor.fetchall()
    counts["breaches"] = Counter((rule, report.quarter(on)) for rule, on in raised if on.year == said["year"])
    again = report.recounted(said["tables"], counts, said["threshold"])
    for released, counted in zip(said["tables"], json.loads(json.dumps(again)), strict=True):
        if released != counted:
            yield Difference(
                "not_allowed", f"{place}, table {released[0]}", str(released[2]), str(counted[2])
            )
    figures = dict(map(tuple, said["figures"]))
    usual = report.usual_days(days, said["threshold"])
    if figures.get("case_days", usual) != usual:
        yield Difference("not_allowed", f"{place}, case_days", str(figures["case_days"]), str(usual))
    cursor.execute(_ROOT, (figures.get("log_entries", 0),))
    if (row := cursor.fetchone()) and row[0] != said["checkpoint"]:
        yield Difference("not_allowed", f"{place}, checkpoint", said["checkpoint"], row[0])


REPORTS: Final = Replay(name="oversight_reports", check=_check)
