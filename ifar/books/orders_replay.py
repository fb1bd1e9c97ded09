"""What the verifier asks of new arms and production orders: that no maker gave a number that its order had closed or explained, or one outside of the order that it names.

The service asks the same before it is written (`orders.against`). Acts are numbered when they begin and seen when they end: what an order became within a minute before an arm was
recorded may have been seen then or not. The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from psycopg import Cursor

from ifar.books import counts_replay, reserved
from ifar.books.reserved import Span
from ifar.ledger.sources import Difference, Replay
from ifar.registry.selectors.families import name_by
from ifar.registry.selectors.serials import compared

_ACTS: Final = """
SELECT l.agency, e.subject, e.id, e.changes FROM public.books_event e JOIN public.ledger_entry l ON l.entry = e.id WHERE e.record_type = 'order' ORDER BY e.id
"""
_MODELS: Final = "SELECT code, make_id, coalesce(nullif(family, ''), name) FROM public.reference_model"
_NEW: Final = """
SELECT f.public_id, l.agency, e.id, coalesce(e.details ->> 'batch', ''), coalesce(e.changes ->> 'make', ''), coalesce(e.changes ->> 'make_raw', ''),
    coalesce(e.changes ->> 'model', ''), coalesce(e.changes ->> 'model_raw', ''), m.texts
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id JOIN public.registry_firearm f ON f.id = e.firearm_id
CROSS JOIN LATERAL (SELECT array_agg(t ->> 'text') AS texts FROM jsonb_array_elements(e.changes -> 'marks') AS t WHERE t ->> 'kind' = 'serial' AND t ->> 'text' <> '') AS m
WHERE e.n = 1 AND f.item = 'firearm' AND l.agency = ANY(%(makers)s) AND e.id > %(since)s AND m.texts IS NOT NULL AND (%(all)s OR f.public_id = ANY(%(objects)s)) ORDER BY e.id
"""


class _Order(NamedTuple):
    """An order as it stood at a moment."""

    number: str
    family: str
    spans: Mapping[str, Sequence[Span]]
    ended: Mapping[str, Sequence[Span]]


class _Orders:
    """The orders of one maker, as their acts left them one after the other."""

    def __init__(self) -> None:
        self._moments: list[uuid.UUID] = []
        self._changes: list[tuple[str, Mapping[str, Any]]] = []
        self._stood: dict[int, dict[str, _Order]] = {}

    def follow(self, subject: str, moment: uuid.UUID, changes: Mapping[str, Any]) -> None:
        """Let the next act say what it says."""
        self._moments.append(moment)
        self._changes.append((subject, changes))

    def at(self, moment: uuid.UUID) -> dict[str, _Order]:
        """The orders that were not cancelled at a moment."""
        upto = bisect_right(self._moments, moment)
        if upto not in self._stood:
            told: defaultdict[str, dict[str, Any]] = defaultdict(dict)
            for subject, changes in self._changes[:upto]:
                told[subject] |= changes
            self._stood[upto] = {
                subject: _order(now) for subject, now in told.items() if now.get("state") != "cancelled"
            }
        return self._stood[upto]


def _order(now: Mapping[str, Any]) -> _Order:
    spans = [Span(form, int(low), int(high)) for form, low, high in now["spans"]]
    explained = (line for gap in now.get("gaps") or () for line in gap["numbers"])
    gaps = (span for line in explained for span in reserved.spans_of(line, compared))
    ended = spans if now.get("state") == "closed" else gaps
    return _Order(now["number"], now["family"], reserved.by_form(spans), reserved.by_form(ended))


def _against(orders: Mapping[str, _Order], family: str, lot: str, number: Span) -> set[str]:
    """What stands against a number, by the orders of its maker."""
    alike = [order for order in orders.values() if order.family == family]
    ended = {f"ended by order {order.number}" for order in alike if reserved.has(order.ended, number)}
    is_named = any(order.number == lot for order in orders.values())
    among = any(order.number == lot and reserved.has(order.spans, number) for order in alike)
    return ended | ({f"outside of order {lot}"} if is_named and not among else set())


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each new arm of a maker bears a number that its orders let it bear."""
    orders: defaultdict[str, _Orders] = defaultdict(_Orders)
    acts = cursor.execute(_ACTS).fetchall()
    if not acts:
        return
    for maker, subject, moment, changes in acts:
        orders[maker].follow(subject, moment, changes)
    listed = {code: (make, family) for code, make, family in cursor.execute(_MODELS).fetchall()}
    asked = {
        "all": objects is None,
        "objects": sorted(objects or ()),
        "makers": sorted(orders),
        "since": acts[0][2],
    }
    for firearm, maker, moment, lot, make, make_raw, model, model_raw, texts in cursor.execute(
        _NEW, asked
    ).fetchall():
        family = name_by(listed, make, make_raw, model, model_raw)
        before, now = (orders[maker].at(each) for each in (counts_replay.before(moment), moment))
        for text in texts:
            number = reserved.of_number(compared(text))
            against = _against(before, family, lot, number) & _against(now, family, lot, number)
            for why in sorted(against):
                yield Difference(
                    "not_allowed", f"firearm {firearm}, serial number {text}", why, "a number that is left"
                )


ORDERED: Final = Replay(name="books_ordered", check=_check)
