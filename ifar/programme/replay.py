"""What the verifier needs to know about the programme: payloads from live rows, and state and postings from events.

The SQL stands here in full and calls no function of the database's own making. The lines of each journal are made again by the rule
(`postings.py`) that made them, as far as a journal says what they were made of.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.ledger import canonical
from ifar.ledger.sources import Difference, Replay, Source, acts, ties
from ifar.programme import conduct_replay, digests, diligence_replay, money_replay
from ifar.programme.acts import NOUNS, TABLE, after

SOURCE: Final = Source(
    name="programme_event",
    acts=("programme.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
                FROM programme_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM programme_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "programme_event",
        {
            "object": "r.subject",
            "act": "'programme.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN programme_event b ON b.subject = r.subject AND b.noun = r.noun AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "theme": {},
    "project": {"plan": "", "security_forces": False},
    "result": {"security_forces": False},
    "indicator": {},
    "period": {},
    "value": {"approved_by": "", "lineage": {}, "reported_by": ""},
    "contribution": {},
    "journal": {"approved_by": ""},
    "limit": {"amount": None},
    "initiative": {"effect": ""},
    "participation": {},
    "feedback": {"answered_on": None, "closed_on": None, "why": ""},
    "stakeholder": {"contact": False},
    "commitment": {"followed_on": None, "kept_on": None},
    "sighting": {"taken_by": "", "delivery": "", "why": ""},
    "seat": {},
    "meeting": {"present": [], "quorum": None},
    "decision": {"interests": [], "votes": {}, "public_words": ""},
    "assessment": {"approved_by": ""},
    "diligence": {"released_until": None, "decided_by": ""},
    "activity": {"begun_on": None, "done_on": None},
    "partner": {},
    "recipient": {"confirmed_by": ""},
    "location": {},
    "risk": {},
    "issue": {"resolution": "", "resolved_on": None},
    "lesson": {},
    "document": {},
    "report": {"approved_by": "", "approved_on": None},
    "evaluation": {"summary": "", "delivered_on": None},
    "finding": {},
    "recommendation": {
        "response": "",
        "reasons": "",
        "owner": "",
        "due_on": None,
        "progress": "",
        "done_on": None,
    },
    "othersfile": {},
    "feed": {},
    "extract": {},
    "difference": {"verdict": "", "corrections": []},
}
"""What stands in the columns that no event has set; every other column is set by the first act."""
NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "indicator": ("baseline",),
    "value": ("number", "numerator", "denominator"),
    "contribution": ("pledged", "agreed", "support_percent"),
    "journal": ("amount", "rate"),
    "limit": ("amount", "asked"),
    "location": ("latitude", "longitude"),
}
"""Columns of decimals, which acts write as text without zeros at the end."""
_EVENTS: Final = """
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text, e.details
FROM programme_event e WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.noun, e.subject, e.n
"""


def _live(noun: str) -> str:
    numbers = "".join(
        f" || jsonb_build_object('{name}', trim_scale(r.{name})::text)" for name in NUMBERS.get(noun, ())
    )
    return (
        f"SELECT r.public_id, to_jsonb(r) - 'id'{numbers} FROM programme_{noun} r "
        "WHERE %(all)s OR r.public_id = ANY(%(objects)s)"
    )


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, noun, *rest in cursor.fetchall():
        events[noun, subject].append(tuple(rest))
    live: dict[tuple[str, str], dict[str, Any]] = {}
    for noun in NOUNS:
        cursor.execute(sql.SQL(_live(noun)), params)
        live |= {(noun, public_id): row for public_id, row in cursor.fetchall()}
    for noun, subject in sorted(events.keys() | live.keys()):
        place = f"{noun} {subject}"
        key = (noun, subject)
        if key not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif key not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            said = dict(BARE[noun])
            for _kind, n, changes, entry, _details in events[key]:
                said |= changes | {"n": n, "last_event": entry}
            said |= {"public_id": subject}
            for name in sorted(live[key].keys() | said.keys()):
                if live[key].get(name) != said.get(name):
                    yield Difference(
                        "state_differs", f"{place}, {name}", "another value", "what its events set"
                    )
        yield from _not_allowed(place, noun, events.get(key, []))


def _not_allowed(place: str, noun: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Acts that the table does not know from the state in which the record stood."""
    state = ""
    for kind, n, changes, *_rest in events:
        should = after(noun, kind, state)
        state = str(changes.get("state", ""))
        if should != state:
            yield Difference("not_allowed", f"{place}, act {n}", f"{kind} to {state}", "an act of the table")


_BOOKED: Final = """
SELECT e.subject, o.ordinality::int, o.line ->> 'account', coalesce(o.line ->> 'contribution', ''), coalesce(o.line ->> 'project', ''),
       trim_scale((o.line ->> 'amount')::numeric)::text
FROM programme_event e CROSS JOIN LATERAL jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality)
WHERE e.noun = 'journal' AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
_POSTED: Final = """
SELECT p.journal, p.n::int, p.account, p.contribution, p.project, trim_scale(p.amount)::text
FROM programme_posting p WHERE %(all)s OR p.journal = ANY(%(objects)s)
"""


def _check_postings(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the Fund's lines are those that its acts say, no more and no fewer, and add up to zero."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(_BOOKED, params)
    said = set(cursor.fetchall())
    cursor.execute(_POSTED, params)
    live = set(cursor.fetchall())
    for journal, n, *rest in sorted(said ^ live):
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
        said = hashlib.sha256(canonical.encode(facts)).hexdigest()
        if said != digest:
            yield Difference("state_differs", f"report {public_id}, digest", digest, said)


REPLAYS: Final = (
    Replay(name="programme", check=_check),
    Replay(name="programme_posting", check=_check_postings),
    acts("programme_act", TABLE),
    *diligence_replay.REPLAYS,
    *money_replay.REPLAYS,
    *conduct_replay.REPLAYS,
    Replay(name="programme_report", check=_check_reports),
    Replay(name="programme_files", check=digests.check),
)
"""Records of the programme, the Fund's lines, the database's table of acts, who did what two people do, what began without a release, who did what
they may not do, digests of progress reports, what came out of files of others."""
