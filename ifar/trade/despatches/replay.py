"""What the verifier asks of despatches besides their records: that the lives of firearms and the despatches say the same, by what the log said.

Every firearm of a despatch that was handed over says that it is with its carrier, and no other; each that was received says so for the receiver's office; each that was
reported as missing says so for the authority's. By the log's own word nobody sold, consigned or returned what was another's. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.placement.roads.acts import LONGEST
from ifar.trade.despatches.acts import KEPT

_ASKED: Final = """
SELECT b.changes ->> 'despatch' FROM public.trade_event b WHERE b.record_type = 'box' AND b.kind = 'packed'
    AND (b.subject = ANY(%(objects)s) OR b.changes ->> 'despatch' = ANY(%(objects)s))
UNION SELECT v.paper FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
    WHERE f.public_id = ANY(%(objects)s) AND v.kind IN ('despatched', 'despatch_received', 'missing_in_transit')
UNION SELECT unnest(%(objects)s::text[])
"""
# Acts on a crate are told with the despatch that the first of them names.
_ACTS: Final = """
SELECT coalesce(p.changes ->> 'despatch', e.subject), e.record_type, e.subject, e.n, e.kind, e.changes::text, l.agency, e.details ->> 'missing', l.actor, l.recorded_at
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.trade_event p ON e.record_type = 'box' AND p.record_type = 'box' AND p.subject = e.subject AND p.kind = 'packed'
WHERE e.record_type IN ('despatch', 'box') AND (%(all)s OR coalesce(p.changes ->> 'despatch', e.subject) = ANY(%(despatches)s)) ORDER BY l.id
"""
_LIVES: Final = """
SELECT l.object, e.kind, e.details::text, e.paper, l.agency,
       coalesce((SELECT o.changes ->> 'owner' FROM public.registry_event o WHERE o.firearm_id = e.firearm_id AND o.n < e.n AND o.changes ? 'owner'
                 ORDER BY o.n DESC LIMIT 1), '')
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('despatched', 'despatch_received', 'missing_in_transit') AND (%(all)s OR e.paper = ANY(%(despatches)s))
"""
# What became of firearms on the road otherwise: a report of them is one of what is searched for already.
_OTHERWISE: Final = """
SELECT DISTINCT s.paper, l.object FROM public.registry_event s JOIN public.ledger_entry l ON l.entry = s.id
JOIN public.registry_event e ON e.firearm_id = s.firearm_id AND e.n > s.n AND e.kind NOT IN ('despatched', 'despatch_received', 'missing_in_transit')
WHERE s.kind = 'despatched' AND l.object = ANY(%s)
"""
_LIFE: Final = ("despatched", "despatch_received")
_ELSEWHERE: Final = {"received": "sent", "taken_back": "returning"}
"""What is said of a crate -> in which state of its despatch."""
type _Key = tuple[str, str, str]


class _Act(NamedTuple):
    despatch: str
    record_type: str
    subject: str
    n: int
    kind: str
    changes: Mapping[str, Any]
    office: str
    missing: str | None
    actor: str
    recorded_at: dt.datetime


class _ExpectedEvent(NamedTuple):
    """What the life of a firearm must say by an act: where, which event, with which details, by which office, and whose it must be on which terms."""

    place: str
    key: _Key
    said: Mapping[str, str]
    office: str
    owners: Mapping[str, Collection[str]]


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked: dict[str, Any] = {"all": objects is None, "objects": sorted(objects or ()), "despatches": []}
    if objects is not None:
        asked["despatches"] = [value for (value,) in cursor.execute(_ASKED, asked).fetchall() if value]
    acts: defaultdict[str, list[_Act]] = defaultdict(list)
    for row in cursor.execute(_ACTS, asked).fetchall():
        act = _Act._make(row)
        acts[act.despatch].append(act._replace(changes=json.loads(row[5])))
    rows = cursor.execute(_LIVES, asked).fetchall()
    lives = {(paper, kind, value): (json.loads(said), *rest) for value, kind, said, paper, *rest in rows}
    wanted = [expected for done in acts.values() for expected in _wanted(done)]
    untold = [
        expected.key[2] for expected in wanted if expected.key[1] not in _LIFE and expected.key not in lives
    ]
    otherwise = set(cursor.execute(_OTHERWISE, [untold]).fetchall()) if untold else set()
    for item in wanted:
        if item.key not in lives and item.key[1] not in _LIFE and (item.key[0], item.key[2]) in otherwise:
            continue
        values, by, owner = lives.get(item.key, ({}, "", ""))
        if by != item.office or any(values.get(name) != value for name, value in item.said.items()):
            text = f"{item.key[2]} says {dict(values) or 'nothing'} by {by or 'nobody'}"
            yield Difference("not_allowed", item.place, text, f"its {item.key[1]} by {item.office}")
        elif item.owners and owner not in item.owners.get(values.get("terms", ""), ()):
            text = f"{item.key[2]} belongs to {owner or 'nobody'}"
            yield Difference("not_allowed", item.place, text, "one who sends it on these terms")
    for done in acts.values():
        yield from _settled(done)
    backed = {expected.key for expected in wanted}
    for key in lives:
        if key[1] in _LIFE and key not in backed:
            yield Difference("not_allowed", f"firearm {key[2]}, {key[1]}", key[0], "a despatch that says so")


def _wanted(done: list[_Act]) -> Iterator[_ExpectedEvent]:
    """What lives must say by the acts of one despatch."""
    now: dict[str, Any] = {}
    boxes: dict[str, dict[str, Any]] = {}
    sender = ""
    back: list[str] = []
    for act in done:
        place = f"{act.record_type} {act.subject}, act {act.n}"
        if act.record_type == "despatch":
            sender = sender or act.office
            now |= act.changes
            back = [now.get("receiver", "")] if now.get("terms") == "return" else []
            for box in boxes.values() if act.kind == "sent" else ():
                values = {
                    "despatch": act.subject,
                    "carrier": now.get("carrier", ""),
                    "receiver": now.get("receiver", ""),
                    "crate": box["number"],
                }
                for firearm in box["firearms"] if box["state"] == "packed" else ():
                    key = (act.subject, "despatched", firearm)
                    yield _ExpectedEvent(place, key, values, sender, {"": [sender, *back]})
            continue
        box = boxes.setdefault(act.subject, _empty())
        before = {*box["received"], *box["back"], *box["lost"]}
        box |= act.changes
        receiver = now.get("receiver", "")
        if act.kind == "received":
            values = {"despatch": act.despatch, "sender": sender, "receiver": receiver}
            terms = now.get("terms", "")
            owners = {
                "home": [receiver],
                "consignment": [sender],
                "commission": [sender] if terms == "commission" else [],
                "sale": [] if terms in KEPT else [sender],
            }
            for firearm in box["received"]:
                if firearm not in before:
                    yield _ExpectedEvent(
                        place, (act.despatch, "despatch_received", firearm), values, act.office, owners
                    )
        if act.kind == "taken_back":
            values = {"despatch": act.despatch, "sender": sender, "receiver": sender}
            owners = {"home": [sender], "consignment": back}
            for firearm in box["back"]:
                if firearm not in before:
                    yield _ExpectedEvent(
                        place, (act.despatch, "despatch_received", firearm), values, sender, owners
                    )
        for firearm in box["lost"]:
            if firearm not in before:
                yield _ExpectedEvent(place, (act.despatch, "missing_in_transit", firearm), {}, act.office, {})


def _empty() -> dict[str, Any]:
    return {"received": [], "back": [], "lost": [], "firearms": [], "number": "", "state": ""}


def _settled(done: list[_Act]) -> Iterator[Difference]:
    """Reports of another number than the crates say, or by one of the two sides; what is handed over without a word of who packed it, and completed while something is on the road."""
    boxes: dict[str, dict[str, Any]] = {}
    report: tuple[str, int] | None = None
    sides: set[str] = set()
    packers: dict[str, str] = {}
    state = ""
    last = ("", "")
    for act in done:
        place = f"{act.record_type} {act.subject}, act {act.n}"
        if act.record_type == "despatch":
            last = (act.kind, act.actor)
        elif act.kind in _ELSEWHERE and last != (act.kind, act.actor):
            yield Difference("not_allowed", place, act.actor, "whoever says so of the despatch")
        if act.kind == "reported" and act.office in sides:
            yield Difference("not_allowed", place, f"by {act.office}", "an authority that reports it")
        if _ELSEWHERE.get(act.kind, state) != state and act.record_type == "box":
            yield Difference("not_allowed", place, f"{act.kind} while it is {state}", "one way or the other")
        if act.record_type == "despatch":
            state = str(act.changes.get("state", state))
            if act.kind == "offered" and _days(act) > LONGEST:
                yield Difference("not_allowed", place, f"due in {_days(act)} days", f"at most {LONGEST} days")
            yield from _miscounted(report)
            report = (place, int(act.missing or 0) or -1) if act.kind == "reported" else None
            sides |= {act.office} if not sides else set()
            sides |= {act.changes["receiver"]} if "receiver" in act.changes else set()
            packed = [box for box in boxes.values() if box["state"] == "packed"]
            road = sum(
                len({*row["firearms"]} - {*row["received"], *row["back"], *row["lost"]}) for row in packed
            )
            named = {packers.get(key, "") for key, box in boxes.items() if box["state"] == "packed"}
            if act.kind == "sent" and not named <= {*act.changes.get("packers", ())}:
                yield Difference("not_allowed", place, "other people", "whoever packed what is handed over")
            if act.kind == "completed" and road:
                yield Difference("not_allowed", place, f"{road} on the road", "nothing on the road")
            continue
        box = boxes.setdefault(act.subject, _empty())
        packers.setdefault(act.subject, act.actor)
        before = len(box["lost"])
        box |= act.changes
        if more := len(box["lost"]) - before:
            where, left = report or (place, 0)
            report = (where, left - more)
    yield from _miscounted(report)


def _days(act: _Act) -> int:
    """In how many days what is offered is to arrive."""
    offered_on = act.recorded_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return (dt.date.fromisoformat(act.changes["due_on"]) - offered_on).days


def _miscounted(report: tuple[str, int] | None) -> Iterator[Difference]:
    if report and report[1]:
        yield Difference("not_allowed", report[0], "another number", "as many as its crates say are missing")


DESPATCHES: Final = Replay(name="trade_despatches", check=_check)
