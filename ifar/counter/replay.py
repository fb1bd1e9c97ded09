"""What the verifier needs to know about the counter: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.accounts.stand_ins import PEOPLE
from ifar.counter.table import EYES, NOUNS, TABLE
from ifar.ledger.sources import Difference, Replay, Source, acts, ties

SOURCE: Final = Source(
    name="counter_event",
    acts=("counter.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes,
            'proposal', e.proposal) FROM counter_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM counter_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "counter_event",
        {
            "object": "r.subject",
            "act": "'counter.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN counter_event b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "payment": {"way": "", "reference": "", "till": "", "line": None, "receipt": "", "refunded": "0", "ground": ""},
    "till": {"counted": None, "expected": None, "difference": None, "explanation": ""},
    "delivery": {},
    "card": {"paper": "", "ground": ""},
    "count": {},
    "likeness": {"file": ""},
}  # fmt: skip
"""What stands in the columns that no event has set."""
MONEY: Final = frozenset({"amount", "refunded", "opening", "counted", "expected", "difference"})

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text, l.actor, e.details,
       (SELECT p.value FROM ledger_personal p WHERE p.entry = e.id AND p.field = e.changes ->> 'what'), {PEOPLE}
FROM counter_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
_LIVE: Final = """
SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', a.public_id) {}
FROM {} r JOIN accounts_agency a ON a.id = r.agency_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)
"""
_EXACT: Final[Mapping[str, str]] = {
    "payment": "|| jsonb_build_object('amount', r.amount::text, 'refunded', r.refunded::text)",
    "till": """|| jsonb_build_object('opening', r.opening::text, 'counted', r.counted::text, 'expected', r.expected::text,
                                     'difference', r.difference::text)""",
}
"""Noun -> its amounts as text, exactly: numbers of JSON would be read as floats."""

# Every event that moved money beside the line that it should have made; the lines of a till count from 1 without a hole.
_LINES: Final = """
WITH said AS (
    SELECT e.id, e.subject, CASE WHEN e.kind = 'paid' THEN e.changes ->> 'till' ELSE e.details ->> 'till' END AS till,
           CASE WHEN e.kind = 'paid' THEN (e.changes ->> 'amount')::numeric ELSE -(e.details ->> 'amount')::numeric END AS amount,
           f.changes ->> 'way' AS way, CASE WHEN e.kind = 'paid' THEN (e.changes ->> 'line')::integer END AS line
    FROM counter_event e JOIN counter_event f ON f.subject = e.subject AND f.kind = 'paid'
    WHERE e.noun = 'payment' AND e.kind IN ('paid', 'reduced', 'refunded')
), live AS (
    SELECT l.*, row_number() OVER (PARTITION BY l.till ORDER BY l.n) AS place FROM counter_line l
)
SELECT coalesce(s.till, l.till), coalesce(l.n, s.line) FROM said s FULL JOIN live l ON l.event = s.id
WHERE s.id IS NULL OR l.event IS NULL OR l.till <> s.till OR l.amount <> s.amount OR l.way <> s.way OR l.payment <> s.subject
   OR l.n <> coalesce(s.line, l.n) OR l.n <> l.place
"""
# What was found in a till that was counted is what was said, beside the lines of cash of that till.
_TILLS: Final = """
SELECT t.public_id FROM counter_till t WHERE t.state <> 'open' AND (%(all)s OR t.public_id = ANY(%(objects)s))
AND t.expected IS DISTINCT FROM t.opening + coalesce((SELECT sum(l.amount) FROM counter_line l WHERE l.till = t.public_id AND l.way = 'cash'), 0)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[str, dict[str, Any]]] = {}
    for noun in NOUNS:
        exact = sql.SQL(_EXACT.get(noun, ""))
        cursor.execute(sql.SQL(_LIVE).format(exact, sql.Identifier(f"counter_{noun}")), params)
        live |= {public_id: (noun, row) for public_id, row in cursor.fetchall()}
    for subject in sorted(events.keys() | live.keys()):
        kept = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{kept} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            yield from _differing(place, live[subject][1], _said(subject, kept, events[subject]))
        yield from _lawful(place, events.get(subject, []))
    yield from _check_money(cursor, params)


def _check_money(cursor: Cursor[Any], params: Mapping[str, Any]) -> Iterator[Difference]:
    cursor.execute(_LINES)
    for till, n in cursor.fetchall():
        yield Difference("state_differs", f"till {till}, line {n}", "another line", "what its event moved")
    cursor.execute(_TILLS, params)
    for (till,) in cursor.fetchall():
        yield Difference(
            "state_differs", f"till {till}, expected", "another sum", "the float and the lines of cash"
        )


def _said(subject: str, noun: str, events: list[tuple[Any, ...]]) -> dict[str, Any]:
    said: dict[str, Any] = dict(BARE[noun])
    for _, kind, n, changes, entry, _, _, picture, _ in events:
        said |= changes | {"n": n, "last_event": entry}
        if noun == "likeness" and kind == "taken":
            said["file"] = picture or ""
    return said | {"public_id": subject}


def _differing(place: str, live: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if _plain(name, live.get(name)) != _plain(name, said.get(name)):
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _plain(name: str, value: Any) -> Any:
    return Decimal(value) if name in MONEY and isinstance(value, str) else value


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood, and nobody closed their own till or paid back what they took."""
    state, first = "", ""
    for noun, kind, n, changes, _, actor, _, _, people in events:
        act = TABLE.get((noun, kind))
        if act is None or act.leads.get(state) != changes.get("state"):
            yield Difference(
                "not_allowed", f"{place}, act {n}", kind, f"an act that is possible from {state or 'nothing'}"
            )
        if act is not None and act.name in EYES and noun in ("till", "payment") and n > 1 and first in people:
            yield Difference(
                "not_allowed", f"{place}, act {n}", "decided by whoever had the money", "another person"
            )
        first, state = first or actor, changes.get("state", state)


STATE: Final = Replay(name="counter", check=_check)
ACTS: Final = acts("counter_act", TABLE)
