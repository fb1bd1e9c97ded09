"""When licences ended, for rules that decide how long their holders are kept: whatever anybody may see, and never to be shown."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from django.db import connection

from ifar.licensing.licence import ALIVE

# Nothing follows the act that ends a licence, so that its latest event is that act.
_ENDS: Final = """
SELECT l.holder, CASE WHEN l.state <> ALL(%(alive)s) THEN (e.recorded_at AT TIME ZONE 'UTC')::date
                      WHEN l.valid_to < (now() AT TIME ZONE 'UTC')::date THEN l.valid_to END
FROM licensing_licence l JOIN ledger_entry e ON e.entry = l.last_event WHERE l.holder = ANY(%(holders)s) ORDER BY l.id
"""


def ends_of(holders: Collection[str]) -> Mapping[str, list[dt.date | None]]:
    """Holder -> the last day of each of its licences; None for one that is in force or suspended within its term today, in UTC."""
    result: dict[str, list[dt.date | None]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"alive": sorted(ALIVE), "holders": sorted(holders)})
        for holder, ended in cursor.fetchall():
            result[holder].append(ended)
    return result
