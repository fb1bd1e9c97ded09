"""What proves that firearms left a holder, beside the events of the firearms themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import connection

_PAPERS: Final = """
SELECT public_id FROM documents_paper WHERE public_id = ANY(%(papers)s) AND (holder = ANY(%(whose)s) OR about = ANY(%(firearms)s))
"""
_OPENED: Final = """
SELECT l.recorded_at FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = %s AND e.n = 1
"""


def papers_of(papers: Collection[str], whose: Collection[str], firearms: Collection[str]) -> frozenset[str]:
    """Those of some papers that are for a party (under these records) or about firearms that were theirs."""
    if not papers:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, {"papers": list(papers), "whose": list(whose), "firearms": list(firearms)})
        return frozenset(row[0] for row in cursor.fetchall())


def opened_at(public_id: str) -> dt.datetime:
    """When a record of licensing was opened."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [public_id])
        found: dt.datetime = cursor.fetchone()[0]
        return found
