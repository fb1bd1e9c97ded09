"""What the verifier needs to know about licensing: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay, Source, acts, ties
from ifar.licensing.acts import NOUNS
from ifar.licensing.application import EXAMINING
from ifar.licensing.table import EYES, TABLE

SOURCE: Final = Source(
    name="licensing_event",
    acts=("licensing.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes,
            'proposal', e.proposal) FROM licensing_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM licensing_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "licensing_event",
        {
            "object": "r.subject",
            "act": "'licensing.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN licensing_event b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "application": {
        "book": "", "licence": "", "categories": [], "quota": None, "months": None, "checks": {}, "pauses": [], "submitted_on": None,
        "due_on": None, "advice": "", "grounds": [], "decided_on": None, "appeal_until": None,
    },
    "licence": {"book": "", "categories": [], "quota": None, "conditions": [], "valid_to": None, "ground": ""},
    "notice": {"again": 0, "effective_on": None, "party": "", "described": None},
    "removal": {"notice": "", "way": "", "proof": ""},
    "offer": {"seller": "", "licence": ""},
    "round": {"area": "", "beacon": "", "seed": "", "seed_size": 0, "drawn": []},
    "visit": {
        "round": "", "token": "", "stratum": "", "finding": "", "missed": 0, "answers": {}, "result": "", "visited_on": None, "replacement": "",
    },
    "finding": {"by_visit": ""},
    "move": {"to_agency": ""},
    "reminder": {"licence": "", "channel": "", "tried": [], "sent_on": None, "batch": "", "failure": "", "how": ""},
}  # fmt: skip
"""What stands in the columns that no event has set."""

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text, l.actor, e.details,
       (SELECT p.value FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'described'), {PEOPLE}
FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
_LIVE: Final = """
SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', a.public_id)
FROM {} r JOIN accounts_agency a ON a.id = r.agency_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[str, dict[str, Any]]] = {}
    for noun in NOUNS:
        cursor.execute(sql.SQL(_LIVE).format(sql.Identifier(f"licensing_{noun}")), params)
        live |= {public_id: (noun, row) for public_id, row in cursor.fetchall()}
    for subject in sorted(events.keys() | live.keys()):
        noun = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{noun} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            yield from _differing(place, live[subject][1], _said(subject, noun, events[subject]))
        yield from _lawful(place, events.get(subject, []))


def _said(subject: str, noun: str, events: list[tuple[Any, ...]]) -> dict[str, Any]:
    said: dict[str, Any] = dict(BARE[noun])
    for _, _, n, changes, entry, _, _, described, _ in events:
        said |= changes | {"n": n, "last_event": entry}
        if noun == "notice" and n == 1:
            said["described"] = described
    return said | {"public_id": subject}


def _differing(place: str, live: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if live.get(name) != said.get(name):
            # Whom a notice means is not repeated in a finding.
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood, and nobody decided about what they had examined."""
    state = ""
    examiners: set[str] = set()
    for noun, kind, n, changes, _, actor, _, _, people in events:
        act = TABLE.get((noun, kind))
        if act is None or act.leads.get(state) != changes.get("state"):
            yield Difference(
                "not_allowed", f"{place}, act {n}", kind, f"an act that is possible from {state or 'nothing'}"
            )
        if noun == "application" and kind in EXAMINING:
            examiners.add(actor)
        if (
            act is not None
            and noun == "application"
            and act.name in EYES
            and not examiners.isdisjoint(people)
        ):
            yield Difference(
                "not_allowed", f"{place}, act {n}", "decided by whoever examined it", "another person"
            )
        state = changes.get("state", state)


STATE: Final = Replay(name="licensing", check=_check)
ACTS: Final = acts("licensing_act", TABLE)
