"""What the verifier asks of closed books besides their records: that the trader entered nothing afterwards, and that nothing came into the book;
and of production orders: that their numbers as they are compared are those that were given, and that no two orders share one.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.books import reserved
from ifar.ledger.sources import Difference, Replay
from ifar.registry.selectors.serials import compared
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

_COUNTING: Final = f"""{_CLOSED}
SELECT n.public_id, c.trader FROM closed c JOIN public.accounts_agency a ON a.public_id = c.trader JOIN public.books_count n ON n.agency_id = a.id
WHERE n.state = 'counting' AND (%(all)s OR c.trader = ANY(%(objects)s) OR n.public_id = ANY(%(objects)s)) ORDER BY n.public_id
"""
_ENDED: Final = f"""{_CLOSED}
SELECT e.subject, l.agency FROM public.books_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.books_event b ON b.record_type = 'count' AND b.subject = e.subject AND b.kind = 'begun' JOIN public.ledger_entry m ON m.entry = b.id
WHERE e.record_type = 'count' AND e.kind = 'ended' AND NOT EXISTS (SELECT FROM closed c WHERE c.trader = m.agency AND c.agency = l.agency AND c.id < l.id)
  AND (%(all)s OR e.subject = ANY(%(objects)s) OR m.agency = ANY(%(objects)s)) ORDER BY e.subject
"""


def _check_frozen(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether nothing was entered by a trader, and nothing came into its book, after it was closed; and whether a count ended with it, and only then."""
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
    for count, trader in cursor.execute(_COUNTING, asked).fetchall():
        yield Difference(
            "not_allowed", f"count {count}", f"of {trader}, whose book is closed", "ended with it"
        )
    for count, office in cursor.execute(_ENDED, asked).fetchall():
        yield Difference("not_allowed", f"count {count}", f"ended by {office}", "the closing of its book")


_ORDERS: Final = """
SELECT o.public_id, o.ranges, o.spans, o.total FROM public.books_order o WHERE %(all)s OR o.public_id = ANY(%(objects)s) ORDER BY o.public_id
"""
_WHO: Final = """
SELECT DISTINCT e.subject, l.agency FROM public.books_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.accounts_agency a ON a.public_id = l.agency AND a.kind = 'maker'
WHERE e.record_type = 'order' AND a.id IS NULL AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY 1
"""
_SHARED: Final = """
SELECT DISTINCT o.public_id, p.public_id FROM public.books_order o
JOIN public.books_order p ON p.agency_id = o.agency_id AND p.family = o.family AND p.public_id > o.public_id AND p.state <> 'cancelled'
CROSS JOIN jsonb_array_elements(o.spans) AS mine (span) CROSS JOIN jsonb_array_elements(p.spans) AS theirs (span)
WHERE o.state <> 'cancelled' AND (%(all)s OR o.public_id = ANY(%(objects)s) OR p.public_id = ANY(%(objects)s)) AND theirs.span ->> 0 = mine.span ->> 0
  AND (theirs.span ->> 1)::numeric <= (mine.span ->> 2)::numeric AND (mine.span ->> 1)::numeric <= (theirs.span ->> 2)::numeric ORDER BY 1, 2
"""


def _check_numbers(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the numbers of each order are those of its lines, none is reserved twice, and a maker's alone declared it."""
    asked = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(_ORDERS, asked)
    for order, ranges, spans, total in cursor.fetchall():
        results = [
            [span.form, str(span.low), str(span.high)]
            for line in ranges
            for span in reserved.spans_of(line, compared)
        ]
        many = sum(int(high) - int(low) + 1 for _form, low, high in results)
        if results != spans or many != total:
            yield Difference(
                "not_allowed", f"production order {order}", "other numbers", "those of its lines"
            )
    for order, office in cursor.execute(_WHO, asked).fetchall():
        yield Difference("not_allowed", f"production order {order}", f"by {office or 'nobody'}", "a maker")
    cursor.execute(_SHARED, asked)
    for order, other in cursor.fetchall():
        yield Difference(
            "not_allowed", f"production order {order}", f"numbers of {other} too", "numbers of its own"
        )


_SUMS: Final = """
SELECT d.public_id FROM public.books_declaration d LEFT JOIN LATERAL (
    SELECT count(*) AS lines, sum((r.line ->> 5)::numeric) AS total, max(s.part) - count(DISTINCT s.part) AS missing
    FROM public.books_sheet s CROSS JOIN jsonb_array_elements(s.rows) AS r (line) WHERE s.declaration = d.public_id) t ON true
WHERE (%(all)s OR d.public_id = ANY(%(objects)s)) AND (t.lines, coalesce(t.total, 0), coalesce(t.missing, 0)) IS DISTINCT FROM (d.lines::bigint, d.total::numeric, 0::bigint)
ORDER BY 1
"""


def _check_declared(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the lines of each declaration are all there, and come to its total."""
    cursor.execute(_SUMS, {"all": objects is None, "objects": sorted(objects or ())})
    for (item,) in cursor.fetchall():
        yield Difference("not_allowed", f"declaration {item}", "other lines", "lines that come to its total")


REPLAYS: Final = (
    Replay(name="books_closed", check=_check_frozen),
    Replay(name="books_orders", check=_check_numbers),
    Replay(name="books_declarations", check=_check_declared),
)
