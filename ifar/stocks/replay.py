"""What the verifier asks of the State's stocks besides their records: that nobody was put in charge of what was no open store of the office.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.stocks.campaigns.replay import CAMPAIGNS
from ifar.stocks.counts_replay import COUNTS
from ifar.stocks.handovers.replay import HANDOVERS
from ifar.stocks.issues_replay import ISSUES
from ifar.stocks.movements.replay import MOVEMENTS
from ifar.stocks.offices_replay import OFFICES
from ifar.stocks.rounds_replay import ROUNDS
from ifar.stocks.serviceability.replay import SERVICEABLE

# Each take-over, with the opening of the place before it, and whether it was closed by then.
_STORES: Final = """
SELECT e.subject, e.n FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'armoury' AND e.kind = 'taken_over' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.placement_event o JOIN public.ledger_entry k ON k.entry = o.id
    WHERE o.record_type = 'place' AND o.kind = 'opened' AND o.subject = e.subject AND k.id < l.id AND o.changes ->> 'kind' = 'store'
      AND o.changes ->> 'agency' = l.agency AND NOT EXISTS (
        SELECT FROM public.placement_event x JOIN public.ledger_entry c ON c.entry = x.id
        WHERE x.record_type = 'place' AND x.kind = 'closed' AND x.subject = e.subject AND c.id < l.id))
ORDER BY l.id
"""


def _check_stores(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STORES, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, n in cursor.fetchall():
        place = f"armoury {subject}, act {n}"
        yield Difference("not_allowed", place, "no open store of the office", "an open store of the office")


REPLAYS: Final = (
    Replay(name="stocks_stores", check=_check_stores),
    ISSUES,
    ROUNDS,
    MOVEMENTS,
    *OFFICES,
    *COUNTS,
    *CAMPAIGNS,
    *HANDOVERS,
    SERVICEABLE,
)
