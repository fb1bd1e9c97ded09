"""Entries that wait for the tree: normally for less than a second, and never for long while a sequencer runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from ifar.ledger.sources import Difference
from ifar.ledger.verification.report import Report

LONGEST: Final = 120
"""Seconds that an entry may wait; the longest transactions that append take seconds."""
_SEQUENCER: Final = (1767268722, 4)
"""The lock that a sequencer holds as long as it runs (`sequencer.ONE_SEQUENCER`); whoever else holds it keeps it out."""
_WAITING: Final = """
SELECT count(*), min(id), extract(epoch FROM clock_timestamp() - min(recorded_at))::bigint,
       to_char(min(recorded_at), 'YYYY-MM-DD HH24:MI:SS'),
       EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
FROM ledger_entry WHERE id > coalesce((SELECT max(entry_id) FROM ledger_leaf), 0)"""


def check(
    connection: psycopg.Connection[Any], report: Report, *, restored: bool = False
) -> Iterator[Difference]:
    """Count what waits; name it where it has waited for too long.

    Whoever holds the appenders' lock without end, or stops the sequencer, keeps acts out of the tree, where they can still be taken
    away. A register that was restored this moment (`restored`) has had no sequencer yet: what waited in the backup waits in it.
    """
    number, first, age, since, runs = connection.execute(_WAITING, _SEQUENCER).fetchall()[0]
    report.unsequenced = number
    if not runs and number:
        report.notes.append(f"No sequencer runs; entries wait since {since} UTC. Start it: `ifar run`.")
    if number and age > LONGEST and (runs or not restored):
        yield Difference(
            "unsequenced",
            f"entry {first} (ledger_entry) and {number - 1:,} more",
            f"waiting since {since} UTC",
            f"in the tree after {LONGEST} seconds",
        )
