"""What the verifier asks of closed books besides their records: that the trader entered nothing afterwards, and that nothing came into the book.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.rights import OWN_BOOK

_CLOSED: Final = """WITH closed AS (
    SELECT e.subject AS trader, l.id, l.agency FROM public.books_event e JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.record_type = 'closing' AND e.kind = 'closed'
) """
_ENTRIES: Final = f"""{_CLOSED}
SELECT l.object, l.act, c.trader FROM closed c JOIN public.ledger_entry l ON l.agency = c.trader AND l.id > c.id
WHERE l.act NOT LIKE 'accounts.%%' AND l.act NOT LIKE 'lists.%%' AND l.act NOT IN ('bulk.batch_written', 'bulk.batch_ended')
  AND (%(all)s OR c.trader = ANY(%(objects)s) OR l.object = ANY(%(objects)s)) ORDER BY l.id
"""
_LINES: Final = f"""{_CLOSED}
SELECT f.public_id, c.trader FROM closed c JOIN public.registry_bookline b ON b.holder = c.trader
JOIN public.ledger_entry l ON l.entry = b.entered AND l.id > c.id AND l.act NOT IN ('registry.annulled', 'registry.merged', 'registry.split')
JOIN public.registry_firearm f ON f.id = b.firearm_id
WHERE %(all)s OR c.trader = ANY(%(objects)s) OR f.public_id = ANY(%(objects)s) ORDER BY l.id
"""
_WHOSE: Final = f"""{_CLOSED}
SELECT c.trader FROM closed c LEFT JOIN public.accounts_agency a ON a.public_id = c.trader
WHERE a.kind = ANY(%(traders)s) IS NOT TRUE AND (%(all)s OR c.trader = ANY(%(objects)s)) ORDER BY c.id
"""


def _check_frozen(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether nothing was entered by a trader, and nothing came into its book, after it was closed."""
    asked = {"all": objects is None, "objects": sorted(objects or ()), "traders": sorted(OWN_BOOK)}
    for thing, act, trader in cursor.execute(_ENTRIES, asked).fetchall():
        yield Difference(
            "not_allowed", f"{act} of {thing}", f"entered by {trader}, whose book is closed", "no entry"
        )
    for firearm, trader in cursor.execute(_LINES, asked).fetchall():
        yield Difference(
            "not_allowed", f"firearm {firearm}", f"in the closed book of {trader}", "no new line"
        )
    for (trader,) in cursor.execute(_WHOSE, asked).fetchall():
        yield Difference("not_allowed", f"closing {trader}", "of no trader", "the book of a trader")


REPLAYS: Final = (Replay(name="books_closed", check=_check_frozen),)
