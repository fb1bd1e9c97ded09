"""What the verifier needs to know about custody: payloads from live rows, state from events, and gaps worked out anew.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay, Source, acts, ties
from ifar.recoveries import chains, custody, destruction
from ifar.recoveries.custody_acts import NOUNS, TABLE

SOURCE: Final = Source(
    name="recoveries_custodyevent",
    acts=("custody.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes,
            'proposal', e.proposal) FROM recoveries_custodyevent e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM recoveries_custodyevent e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "recoveries_custodyevent",
        {
            "object": "r.subject",
            "act": "'custody.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN recoveries_custodyevent b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "chain": {"firearm": "", "place": "", "room": "", "seal": "", "to_agency": "", "handed_by": "", "purpose": "", "gaps": [], "explained": []},
    "room": {"counted_on": None},
    "count": {"expected": None, "found": None, "differences": [], "settled": []},
    "request": {"due_on": None, "results": [], "answered_on": None},
    "batch": {
        "planned_on": None, "place": "", "lines": [], "seal": "", "proposer": "", "approver": "", "readings": {}, "witnesses": [],
        "weight_grams": None, "counted": None, "photos": [], "exceptions": {}, "destroyed_on": None,
    },
    "series": {"name": "", "reasons": []},
}  # fmt: skip
"""What stands in the columns that no event has set."""

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text, e.details, l.actor, l.agency, {PEOPLE}
FROM recoveries_custodyevent e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
_LIVE: Final = """
SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', a.public_id) || {more}
FROM {table} r JOIN accounts_agency a ON a.id = r.agency_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)
"""
_MOMENTS: Final = {
    "chain": """jsonb_build_object('since', to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))"""
}
_RELEASED: Final = """
SELECT l.object, said -> 'details' ->> 'list', said ->> 'proposal'
FROM (SELECT object, convert_from(canonical, 'UTF8')::jsonb -> 'payload' AS said FROM ledger_entry WHERE act = 'registry.destroyed') l
JOIN accounts_proposal q ON q.public_id = said ->> 'proposal' AND q.act = 'custody.batch_sealed'
LEFT JOIN recoveries_custodyevent s ON s.subject = said -> 'details' ->> 'list' AND s.kind = 'sealed' AND s.proposal = said ->> 'proposal'
LEFT JOIN recoveries_custodyevent d ON d.subject = s.subject AND d.kind = 'destroyed'
LEFT JOIN LATERAL (SELECT e.changes -> 'lines' AS lines FROM recoveries_custodyevent e
                   WHERE e.subject = s.subject AND e.changes ? 'lines' AND e.n < s.n ORDER BY e.n DESC LIMIT 1) o ON true
WHERE d.id IS NULL OR NOT EXISTS (SELECT FROM jsonb_to_recordset(o.lines) AS line(exhibit text, firearm text)
                                  WHERE line.firearm = l.object AND NOT coalesce(d.changes -> 'exceptions', '{}') ? line.exhibit)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[str, dict[str, Any]]] = {}
    for noun in NOUNS:
        cursor.execute(
            sql.SQL(_LIVE).format(
                table=sql.Identifier(f"recoveries_{noun}"), more=sql.SQL(_MOMENTS.get(noun, "'{}'::jsonb"))
            ),
            params,
        )
        live |= {public_id: (noun, row) for public_id, row in cursor.fetchall()}
    for subject in sorted(events.keys() | live.keys()):
        noun = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{noun} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            said: dict[str, Any] = dict(BARE[noun])
            for _, _, n, changes, entry, *_ in events[subject]:
                said |= changes | {"n": n, "last_event": entry}
            yield from _differing(place, live[subject][1], said | {"public_id": subject})
        yield from _lawful(place, events.get(subject, []))
        yield from _worked_out(place, noun, live.get(subject, (noun, {}))[1], events.get(subject, []))


def _differing(place: str, live: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if live.get(name) != said.get(name):
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood, and nobody signed on both sides or witnessed what they decided."""
    state, stood = "", dict[str, Any]()
    for noun, kind, n, changes, _, _, _, _, people in events:
        act = TABLE.get((noun, kind))
        if act is None or act.leads.get(state) != changes.get("state"):
            yield Difference(
                "not_allowed", f"{place}, act {n}", kind, f"an act that is possible from {state or 'nothing'}"
            )
        if kind in ("received", "declined") and stood.get("handed_by") in people:
            yield Difference("not_allowed", f"{place}, act {n}", "one person on both sides", "another person")
        if kind == "witnessed" and not {stood.get("proposer"), stood.get("approver")}.isdisjoint(people):
            yield Difference(
                "not_allowed", f"{place}, act {n}", "witnessed by whoever decided it", "another person"
            )
        if kind in ("settled", "closed", "abandoned") and noun == "count" and stood.get("counter") in people:
            yield Difference(
                "not_allowed",
                f"{place}, act {n}",
                "explained or given up by whoever counted",
                "another person",
            )
        state = changes.get("state", state)
        stood |= changes


def _worked_out(
    place: str, noun: str, live: Mapping[str, Any], events: list[tuple[Any, ...]]
) -> Iterator[Difference]:
    """Whether the gaps of a chain are those of its acts, and the seal of a batch that of its list."""
    if noun == "chain" and events:
        acts = [
            chains.Done(n, kind, details, actor, agency)
            for _, kind, n, _, _, details, actor, agency, _ in events
        ]
        for act, (*_, people) in zip(acts, events, strict=True):
            if act.kind == "explained" and not custody.concerned(
                chains.steps(acts), int(str(act.details["gap"]).partition(":")[0])
            ).isdisjoint(people):
                yield Difference(
                    "not_allowed", f"{place}, act {act.n}", "explained by whoever had it", "another person"
                )
        if live.get("gaps") != chains.open_gaps(acts):
            yield Difference("state_differs", f"{place}, gaps", "other gaps", "the gaps of its acts")
    if (
        noun == "batch"
        and live.get("seal")
        and live["seal"] != destruction.sealed(destruction.lines_of(live["lines"]))
    ):
        yield Difference("state_differs", f"{place}, list", "another list", "the one that was sealed")
    if noun == "batch" and live.get("state") == "destroyed":
        readings = [destruction.Reading(exhibit, serial) for exhibit, serial in live["readings"].items()]
        for one in destruction.compare(destruction.lines_of(live["lines"]), readings):
            if one.verdict not in ("agrees", "extra") and one.exhibit not in live["exceptions"]:
                yield Difference(
                    "not_allowed", f"{place}, {one.exhibit}", f"{one.verdict} and destroyed", "an exception"
                )


_NOT_MISSED: Final = """
SELECT c.subject, d ->> 'label' FROM recoveries_custodyevent c, jsonb_array_elements(c.changes -> 'differences') AS d
WHERE c.noun = 'count' AND c.kind = 'differed' AND d ->> 'kind' = 'missing'
  AND (%(all)s OR c.subject = ANY(%(objects)s) OR d ->> 'label' = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM recoveries_custodyevent m
                  WHERE m.subject = d ->> 'label' AND m.kind = 'missed' AND m.details ->> 'count' = c.subject)
"""


def _check_missed(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each exhibit that a count did not find has the gap of it in its own chain."""
    cursor.execute(_NOT_MISSED, {"all": objects is None, "objects": sorted(objects or ())})
    for count, exhibit in cursor:
        yield Difference(
            "not_allowed", f"count {count}", f"{exhibit} was not there", "a step of its chain that says so"
        )


def _check_released(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether every firearm that was destroyed under a sealed list stands on it."""
    cursor.execute(_RELEASED)
    for firearm, batch, proposal in cursor:
        yield Difference(
            "not_allowed",
            f"destruction of {firearm}",
            f"under list {batch} of {proposal}",
            "a list that names it",
        )


_TWICE: Final = """
SELECT l.exhibit, string_agg(b.public_id, ', ' ORDER BY b.public_id) FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text)
WHERE b.state IN ('draft', 'sealed') GROUP BY l.exhibit HAVING count(*) > 1 ORDER BY l.exhibit
"""


def _check_lists(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each exhibit stands on one open list."""
    cursor.execute(_TWICE)
    for exhibit, lists in cursor:
        yield Difference("not_allowed", f"exhibit {exhibit}", f"on the open lists {lists}", "one open list")


REPLAYS: Final = (
    Replay(name="custody", check=_check),
    acts("recoveries_custodyact", TABLE),
    Replay(name="custody_released", check=_check_released),
    Replay(name="custody_missed", check=_check_missed),
    Replay(name="custody_lists", check=_check_lists),
)
