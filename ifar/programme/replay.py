"""What the verifier asks of the programme besides its records: the Fund's lines, digests of reports, and what the rules beside the acts say.

The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger import canonical
from ifar.ledger.sources import Difference, Replay
from ifar.programme import conduct_replay, digests, diligence_replay
from ifar.programme.fund import replay as money_replay

_BOOKED: Final = """
SELECT e.subject, o.ordinality::int, o.line ->> 'account', coalesce(o.line ->> 'contribution', ''), coalesce(o.line ->> 'project', ''),
       trim_scale((o.line ->> 'amount')::numeric)::text
FROM programme_event e CROSS JOIN LATERAL jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality)
WHERE e.record_type = 'journal' AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
_POSTED: Final = """
SELECT p.journal, p.n::int, p.account, p.contribution, p.project, trim_scale(p.amount)::text
FROM programme_posting p WHERE %(all)s OR p.journal = ANY(%(objects)s)
"""


def _check_postings(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the Fund's lines are those that its acts say, no more and no fewer, and add up to zero."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(_BOOKED, params)
    values = set(cursor.fetchall())
    cursor.execute(_POSTED, params)
    live = set(cursor.fetchall())
    for journal, n, *rest in sorted(values ^ live):
        there = (journal, n, *rest) in live
        place = f"journal {journal}, line {n}"
        yield Difference("state_differs", place, "a line" if there else "no such line", "what its act says")


def _check_reports(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the digest that a progress report carries is that of what its records said."""
    cursor.execute(
        "SELECT public_id, facts, digest FROM programme_report WHERE %(all)s OR public_id = ANY(%(objects)s)",
        {"all": objects is None, "objects": sorted(objects or ())},
    )
    for public_id, facts, digest in cursor.fetchall():
        hexdigest = hashlib.sha256(canonical.encode(facts)).hexdigest()
        if hexdigest != digest:
            yield Difference("state_differs", f"report {public_id}, digest", digest, hexdigest)


REPLAYS: Final = (
    Replay(name="programme_posting", check=_check_postings),
    *diligence_replay.REPLAYS,
    *money_replay.REPLAYS,
    *conduct_replay.REPLAYS,
    Replay(name="programme_report", check=_check_reports),
    Replay(name="programme_files", check=digests.check),
)
"""The Fund's lines and journals, what began without a release, who did what they may not do, digests of progress reports, what came out of files."""
