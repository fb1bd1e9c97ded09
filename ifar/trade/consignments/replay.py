"""What the verifier asks of what is said to have become of pieces of consignments and journeys: that they were packed, and that what followed did follow.

Everything by the order of the log: the packing list or the list of firearms as it stood, the case of recoveries that was opened with it, what is stolen in
the lives of firearms. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.placement.roads.reconciling import folded

TAKEN: Final = ("detained", "seized")
SAID_OF: Final = {
    "consignment": ("refused", "returned", "detained", "seized", "stolen"),
    "journey": ("detained", "seized", "stolen"),
}
"""What may be said of either."""
_DIVERTED: Final = """
SELECT l.id, e.record_type, e.subject, e.n, e.details::text, l.agency, coalesce(o.country, '')
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id LEFT JOIN public.accounts_agency o ON o.public_id = l.agency
WHERE e.kind = 'diverted' AND e.record_type IN ('consignment', 'journey')
  AND (%(all)s OR ARRAY[e.subject::text, e.details ->> 'case'] && %(objects)s::text[]) ORDER BY l.id
"""
_ITEMS: Final = """
SELECT p.changes ->> 'consignment', p.subject, l.id, e.kind, e.changes::text FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.trade_event p ON p.record_type = 'item' AND p.kind = 'packed' AND p.subject = e.subject
WHERE e.record_type = 'item' AND p.changes ->> 'consignment' = ANY(%(subjects)s) ORDER BY l.id
"""
_ARMS: Final = """
SELECT e.subject, l.id, (e.changes -> 'arms')::text FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'journey' AND e.subject = ANY(%(subjects)s) AND e.changes ? 'arms' ORDER BY l.id
"""
_CASES: Final = """
SELECT e.subject, l.id, l.agency, e.changes ->> 'kind', coalesce(e.changes ->> 'number', ''), coalesce(e.changes ->> 'report', '')
FROM public.recoveries_event e JOIN public.ledger_entry l ON l.entry = e.id WHERE e.record_type = 'case' AND e.kind = 'opened' AND e.subject = ANY(%(cases)s)
"""
_IN_CASES: Final = """
SELECT i.changes ->> 'case', i.subject, l.id, e.kind, coalesce((e.changes ->> 'quantity')::integer, 1), coalesce(e.changes ->> 'firearm', '')
FROM public.recoveries_event i JOIN public.recoveries_event e ON e.record_type = 'item' AND e.subject = i.subject AND e.kind IN ('entered', 'linked')
JOIN public.ledger_entry l ON l.entry = e.id
WHERE i.record_type = 'item' AND i.kind = 'entered' AND i.changes ->> 'case' = ANY(%(cases)s)
"""
_STOLEN: Final = """
SELECT v.paper, f.public_id, l.id FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
JOIN public.ledger_entry l ON l.entry = v.id WHERE v.kind = 'stolen' AND v.paper = ANY(%(subjects)s)
"""


class _Report(NamedTuple):
    place: int
    record_type: str
    subject: str
    n: int
    details: str
    office: str
    home: str


@dataclass(slots=True)
class _Case:
    """A case of recoveries: by whom and as what it was opened; how many things came into it when, and which firearms."""

    place: int
    opened: tuple[str, str, str, str]
    things: list[tuple[int, int]] = field(default_factory=list)
    firearms: list[tuple[int, str]] = field(default_factory=list)


class _History:
    """What the log says of whatever the acts are about."""

    def __init__(self, cursor: Cursor[Any], rows: list[_Report]) -> None:
        asked = {
            "subjects": sorted({row.subject for row in rows}),
            "cases": sorted({case for row in rows if (case := _case_of(row))}),
        }
        self.items: defaultdict[str, list[tuple[str, int, str, dict[str, Any]]]] = defaultdict(list)
        for within, item, place, kind, changes in cursor.execute(_ITEMS, asked).fetchall():
            self.items[within].append((item, place, kind, json.loads(changes)))
        self.arms: defaultdict[str, list[tuple[int, list[dict[str, Any]]]]] = defaultdict(list)
        for journey, place, arms in cursor.execute(_ARMS, asked).fetchall():
            self.arms[journey].append((place, json.loads(arms)))
        self.cases: dict[str, _Case] = {}
        for case, place, *opened in cursor.execute(_CASES, asked).fetchall():
            self.cases[case] = _Case(place, tuple(opened))
        for case, _item, place, kind, quantity, firearm in cursor.execute(_IN_CASES, asked).fetchall():
            if case in self.cases and kind == "entered":
                self.cases[case].things.append((place, quantity))
            elif case in self.cases:
                self.cases[case].firearms.append((place, firearm))
        self.stolen: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for subject, firearm, place in cursor.execute(_STOLEN, asked).fetchall():
            self.stolen[subject].add((firearm, place))

    def packed(self, values: _Report) -> dict[str, dict[str, Any]]:
        """The pieces that could be meant, by how an act names them."""
        if values.record_type == "journey":
            stood = [arms for place, arms in self.arms[values.subject] if place < values.place]
            return {str(n): {"quantity": 1, **arm} for n, arm in enumerate(stood[-1] if stood else (), 1)}
        result: dict[str, dict[str, Any]] = {}
        for item, place, kind, changes in self.items[values.subject]:
            if place < values.place and kind == "unpacked":
                result.pop(item, None)
            elif place < values.place:
                result[item] = {**result.get(item, {}), **changes}
        return result


def _case_of(values: _Report) -> str:
    case = json.loads(values.details).get("case")
    return case if isinstance(case, str) else ""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ())}
    rows = [_Report._make(row) for row in cursor.execute(_DIVERTED, asked).fetchall()]
    if not rows:
        return
    known, led = _History(cursor, rows), set[str]()
    for item in rows:
        try:
            wrong = list(_wrong(known, item, led))
        except (AttributeError, KeyError, TypeError, ValueError):
            wrong = [("it says what cannot be read", "an act that can be")]
        for text, expected in wrong:
            yield Difference(
                "not_allowed", f"{item.record_type} {item.subject}, act {item.n}", text, expected
            )


def _wrong(known: _History, values: _Report, led: set[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with an act, and what would be right."""
    data = json.loads(values.details)
    what, case, others = data.get("what"), _case_of(values), data.get("serials") or []
    named = [str(item) for item in data.get("arms" if values.record_type == "journey" else "items") or ()]
    packed = known.packed(values)
    if what not in SAID_OF[values.record_type]:
        yield f"{what}", "what may become of it"
    if not (named or others) or len(set(named)) != len(named) or not set(named) <= packed.keys():
        yield f"{what}: other pieces", "what was packed"
        return
    on_list = {
        folded(str(row.get(name)))
        for row in packed.values()
        for name in ("serial", "firearm")
        if row.get(name)
    }
    if values.record_type == "consignment" and on_list & {folded(other) for other in others} - {""}:
        yield f"{what}: {', '.join(others)} in their place", "numbers that stand on no list"
    firearms = {str(packed[text].get("firearm") or "") for text in named} - {""}
    is_here = (data.get("country") or "") in ("", values.home)
    if (what in TAKEN and is_here) != bool(case) or (case and case in led):
        yield f"{what}: {case or 'no case'}", "the case that was opened with it"
    elif case:
        led.add(case)
        number = sum(int(packed[text]["quantity"]) for text in named) + len(others)
        if not _is_of(known.cases.get(case), values, str(data.get("number") or ""), number, firearms):
            yield f"{what}: case {case}", "a case of this report with each piece"
    if what == "stolen":
        unsaid = firearms - {firearm for firearm, at in known.stolen[values.subject] if at < values.place}
        for firearm in sorted(unsaid):
            yield f"stolen: {firearm}", "an event of its firearm that says so"


def _is_of(case: _Case | None, values: _Report, number: str, things: int, firearms: set[str]) -> bool:
    """Whether a case was opened by that office, of that report and number, and had so many things and these firearms in it when the act was written."""
    return (
        case is not None
        and case.place < values.place
        and case.opened == (values.office, "seized", number, values.subject)
        and sum(quantity for place, quantity in case.things if place < values.place) == things
        and firearms <= {firearm for place, firearm in case.firearms if place < values.place}
    )


DIVERTED: Final = Replay(name="trade_diverted", check=_check)

# What offices read where a consignee received it, until when it stood, and what of the packing list it was about.
_RECEIPTS: Final = """
SELECT o.changes ->> 'consignment', o.subject, l.id, w.place, w.n, ARRAY(SELECT jsonb_array_elements_text(o.changes -> 'serials'))
FROM public.trade_event o JOIN public.ledger_entry l ON l.entry = o.id LEFT JOIN (
    SELECT t.subject, t.n, k.id AS place FROM public.trade_event t JOIN public.ledger_entry k ON k.entry = t.id
    WHERE t.record_type = 'observation' AND t.kind = 'withdrawn') w ON w.subject = o.subject
WHERE o.record_type = 'observation' AND o.kind = 'recorded' AND o.changes ->> 'leg' = 'receipt' AND o.changes ->> 'degree' = 'serial_read'
  AND o.changes ->> 'by' IN ('own', 'customs_abroad', 'authority_abroad') AND coalesce(o.changes ->> 'other_recipient', 'false') = 'false'
  AND coalesce(o.changes ->> 'country', '') IN ('', (
    SELECT coalesce(s.changes -> 'destinations' ->> (c.changes ->> 'consignee'), s.changes ->> 'into_state') FROM public.trade_event c
    JOIN public.trade_event s ON s.record_type = 'authorisation' AND s.subject = c.changes ->> 'authorisation'
    WHERE c.record_type = 'consignment' AND c.subject = o.changes ->> 'consignment' AND c.changes ? 'authorisation' AND s.changes ? 'into_state'
    ORDER BY s.n DESC LIMIT 1))
"""
_CONFIRMED: Final = """
SELECT v.paper, f.public_id, i.changes ->> 'serial', array_agg(l.id) FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
JOIN public.ledger_entry l ON l.entry = v.id
JOIN public.trade_event i ON i.record_type = 'item' AND i.kind = 'packed' AND i.changes ->> 'firearm' = f.public_id AND i.changes ->> 'consignment' = v.paper
WHERE v.kind = 'delivery_confirmed' AND v.paper = ANY(%(subjects)s)
  AND NOT EXISTS (SELECT FROM public.registry_event x WHERE x.firearm_id = v.firearm_id AND x.n = v.n + 1 AND x.kind = 'annulled')
GROUP BY 1, 2, 3
"""


def _check_receipts(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether no receipt was withdrawn by which alone the delivery of a firearm stands confirmed."""
    receipts: defaultdict[str, list[tuple[str, int, int | None, int, set[str]]]] = defaultdict(list)
    for within, subject, place, until, n, serials in cursor.execute(_RECEIPTS).fetchall():
        receipts[within].append((subject, place, until, n, {folded(item) for item in serials}))
    taken_back = [
        within
        for within, seen in receipts.items()
        if any(until and (objects is None or {within, subject} & objects) for subject, _p, until, *_ in seen)
    ]
    for within, firearm, serial, confirmed in cursor.execute(_CONFIRMED, {"subjects": taken_back}).fetchall():
        bears = {folded(serial or ""), folded(firearm)} - {""}
        reading = [row for row in receipts[within] if bears & row[4]]
        for subject, place, until, n, _serials in reading:
            others = [
                row
                for row in reading
                if row[0] != subject and until and row[1] < until < (row[2] or until + 1)
            ]
            if (
                until
                and any(place < at < until for at in confirmed)
                and not others
                and (objects is None or {within, subject} & objects)
            ):
                yield Difference(
                    "not_allowed",
                    f"observation {subject}, act {n}",
                    f"withdrawn, and the delivery of {firearm} stands confirmed by it",
                    "a receipt that stands (Protocol art. 10(4))",
                )


RECEIPTS: Final = Replay(name="trade_receipts", check=_check_receipts)
