"""What the verifier asks of despatches besides their records: that the lives of firearms and the despatches say the same, by what the log said.

Every firearm of a despatch that was handed over says that it is with its carrier, and no other; and each that was received says so for the receiver's office. The SQL
stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_ASKED: Final = """
SELECT b.changes ->> 'despatch' FROM public.trade_event b WHERE b.record_type = 'box' AND b.kind = 'packed'
    AND (b.subject = ANY(%(objects)s) OR b.changes ->> 'despatch' = ANY(%(objects)s))
UNION SELECT v.paper FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
    WHERE f.public_id = ANY(%(objects)s) AND v.kind IN ('despatched', 'despatch_received')
UNION SELECT unnest(%(objects)s::text[])
"""
# Acts on a crate are told with the despatch that the first of them names.
_ACTS: Final = """
SELECT coalesce(p.changes ->> 'despatch', e.subject), e.record_type, e.subject, e.n, e.kind, e.changes::text, l.agency
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.trade_event p ON e.record_type = 'box' AND p.record_type = 'box' AND p.subject = e.subject AND p.kind = 'packed'
WHERE e.record_type IN ('despatch', 'box') AND (%(all)s OR coalesce(p.changes ->> 'despatch', e.subject) = ANY(%(despatches)s)) ORDER BY l.id
"""
_LIVES: Final = """
SELECT l.object, e.kind, e.details::text, e.paper, l.agency FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('despatched', 'despatch_received') AND (%(all)s OR e.paper = ANY(%(despatches)s))
"""
type _Key = tuple[str, str, str]


class _Act(NamedTuple):
    despatch: str
    record_type: str
    subject: str
    n: int
    kind: str
    changes: Mapping[str, Any]
    office: str


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked: dict[str, Any] = {"all": objects is None, "objects": sorted(objects or ()), "despatches": []}
    if objects is not None:
        asked["despatches"] = [one for (one,) in cursor.execute(_ASKED, asked).fetchall() if one]
    acts: defaultdict[str, list[_Act]] = defaultdict(list)
    for row in cursor.execute(_ACTS, asked).fetchall():
        act = _Act._make(row)
        acts[act.despatch].append(act._replace(changes=json.loads(row[5])))
    rows = cursor.execute(_LIVES, asked).fetchall()
    lives = {(paper, kind, one): (json.loads(said), office) for one, kind, said, paper, office in rows}
    backed: set[_Key] = set()
    for done in acts.values():
        for place, key, wanted, office in _wanted(done):
            backed.add(key)
            said, by = lives.get(key, ({}, ""))
            if by != office or any(said.get(name) != value for name, value in wanted.items()):
                found = f"{key[2]} says {dict(said) or 'nothing'} by {by or 'nobody'}"
                yield Difference("not_allowed", place, found, f"its {key[1]} by {office}")
    for paper, kind, firearm in lives:
        if (paper, kind, firearm) not in backed:
            yield Difference("not_allowed", f"firearm {firearm}, {kind}", paper, "a despatch that says so")


def _wanted(done: list[_Act]) -> Iterator[tuple[str, _Key, Mapping[str, str], str]]:
    """What lives must say by the acts of one despatch: where, which event, with which details, by which office."""
    now: dict[str, Any] = {}
    boxes: dict[str, dict[str, Any]] = {}
    sender = ""
    for act in done:
        place = f"{act.record_type} {act.subject}, act {act.n}"
        if act.record_type == "despatch":
            sender = sender or act.office
            now |= act.changes
            for box in boxes.values() if act.kind == "sent" else ():
                said = {
                    "carrier": now.get("carrier", ""),
                    "receiver": now.get("receiver", ""),
                    "crate": box["number"],
                }
                for one in box["firearms"] if box["state"] == "packed" else ():
                    yield place, (act.subject, "despatched", one), {"despatch": act.subject, **said}, sender
            continue
        box = boxes.setdefault(act.subject, {"received": [], "firearms": [], "number": ""})
        before = set(box["received"])
        box |= act.changes
        if act.kind == "received":
            said = {"despatch": act.despatch, "sender": sender, "receiver": now.get("receiver", "")}
            for one in box["received"]:
                if one not in before:
                    yield place, (act.despatch, "despatch_received", one), said, act.office


DESPATCHES: Final = Replay(name="trade_despatches", check=_check)
