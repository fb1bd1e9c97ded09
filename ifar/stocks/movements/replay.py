"""What the verifier asks of movements besides their records: that the lives of arms and the movements say the same, by what the log said.

Each arm of a movement that was sent lay in its armoury when it was packed and says that it is on the road, and no other; each that was received says so for the receiving unit;
each that was reported as missing says so for the office that ordered it. The escort could carry that day, and whoever packed or bore it is named. The SQL stands here in
full and calls no function of the database's own making.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.placement.roads.acts import LONGEST
from ifar.stocks.issues_replay import KnownOfficer, Lain, lain_of
from ifar.stocks.movements.acts import ON_THE_ROAD

_ACTS: Final = """
SELECT coalesce(p.changes ->> 'movement', e.subject), e.record_type, e.subject, e.n, e.kind, e.changes || (SELECT coalesce(jsonb_object_agg(w.field, w.value), '{}') FROM (
    SELECT p.field, p.value FROM public.ledger_personal p WHERE p.entry = e.id AND e.record_type = 'officer'
    UNION ALL SELECT x.field, '"erased"' FROM public.ledger_erasure x WHERE x.entry = e.id AND e.record_type = 'officer') w), coalesce(e.details ->> 'missing', ''), l.actor, l.agency, l.recorded_at, l.id
FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.stocks_event p ON e.record_type = 'crate' AND p.record_type = 'crate' AND p.subject = e.subject AND p.kind = 'packed'
WHERE e.record_type IN ('officer', 'movement', 'crate') ORDER BY l.id
"""
_LIVES: Final = """
SELECT e.paper, e.kind, l.object, l.agency, e.details
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('state_stock_sent', 'state_stock_arrived') OR e.kind = 'missing_in_transit' AND (
    SELECT o.changes ->> 'ownership' FROM public.registry_event o WHERE o.firearm_id = e.firearm_id AND o.n < e.n AND o.changes ? 'ownership' ORDER BY o.n DESC LIMIT 1) = 'state'
"""
# What became of arms on the road otherwise: a report of them is one of what is searched for already.
_OTHERWISE: Final = """
SELECT DISTINCT s.paper, l.object FROM public.registry_event s JOIN public.ledger_entry l ON l.entry = s.id
JOIN public.registry_event e ON e.firearm_id = s.firearm_id AND e.n > s.n AND e.kind NOT IN ('state_stock_sent', 'state_stock_arrived', 'missing_in_transit')
WHERE s.kind = 'state_stock_sent'
"""
_ANNULLED: Final = """
SELECT l.object, s.kind, s.paper FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.registry_event s ON s.firearm_id = e.firearm_id AND s.id::text = e.details ->> 'event'
WHERE e.kind = 'annulled' AND (
    s.paper <> '' AND s.kind IN ('state_stock_issued', 'state_stock_returned', 'state_stock_sent', 'state_stock_arrived')
    OR s.kind = 'missing_in_transit' AND (
        SELECT o.changes ->> 'ownership' FROM public.registry_event o WHERE o.firearm_id = s.firearm_id AND o.n < s.n AND o.changes ? 'ownership' ORDER BY o.n DESC LIMIT 1) = 'state')
ORDER BY l.id
"""
# What was recorded of an arm while its own life said that it was on the road, and by whom.
_TAKEN: Final = """
SELECT l.object, e.kind, e.n, l.agency, l.actor, (
    SELECT s.paper FROM public.registry_event s WHERE s.firearm_id = e.firearm_id AND s.n < e.n AND s.kind = 'state_stock_sent' ORDER BY s.n DESC LIMIT 1)
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('lost', 'stolen', 'found', 'surrendered', 'seized', 'blocked') AND (
    SELECT o.changes ->> 'state' FROM public.registry_event o WHERE o.firearm_id = e.firearm_id AND o.n < e.n AND o.changes ? 'state' ORDER BY o.n DESC LIMIT 1) = 'under_escort'
ORDER BY l.id
"""
_OFFICES: Final = "SELECT a.public_id, a.kind, coalesce(p.public_id, '') FROM public.accounts_agency a LEFT JOIN public.accounts_agency p ON p.id = a.parent_id"
_REPORTED: Final = "missing_in_transit"
_WHILE: Final = {"received": ("sent",), "taken_back": ("returning",)}
"""What is said of a crate -> in which states of its movement."""


class _Act(NamedTuple):
    movement: str
    record_type: str
    subject: str
    n: int
    kind: str
    changes: Mapping[str, Any]
    missing: str
    actor: str
    office: str
    recorded_at: dt.datetime
    at: int

    @property
    def day(self) -> dt.date:
        """The day of the office on which it was recorded."""
        return self.recorded_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

    @property
    def place(self) -> str:
        """As a difference calls it."""
        return f"{self.record_type} {self.subject}, act {self.n}"


@dataclass(slots=True)
class _Crate:
    """A crate as the log says it so far."""

    number: str = ""
    state: str = ""
    packer: str = ""
    seals: Sequence[str] = ()
    lists: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, act: _Act) -> None:
        """One act more."""
        self.packer = self.packer or act.actor
        self.number = act.changes.get("number", self.number)
        self.state = act.changes.get("state", self.state)
        self.seals = act.changes.get("seals", self.seals)
        for name in ("firearms", "received", "back", "missing", "lost"):
            self.lists[name] = act.changes.get(name, self.lists[name])

    def settled(self) -> set[str]:
        """What was received, taken in again or reported."""
        return {*self.lists["received"], *self.lists["back"], *self.lists["lost"]}


@dataclass(slots=True)
class _Movement:
    """A movement as the log says it so far."""

    now: dict[str, Any] = field(default_factory=dict)
    crates: dict[str, _Crate] = field(default_factory=dict)
    orderer: str = ""
    last: tuple[str, str] = ("", "")
    left: int = 0
    where: str = ""

    def packed(self) -> list[_Crate]:
        """What goes."""
        return [crate for crate in self.crates.values() if crate.state == "packed"]


@dataclass(slots=True)
class _Known:
    """What other records say: lives of arms by paper, where arms lay, officers of rosters, offices."""

    lives: Mapping[tuple[str, str, str], list[tuple[str, Mapping[str, Any]]]]
    otherwise: set[tuple[str, str]]
    lain: Lain
    offices: dict[str, tuple[str, str]]
    officers: defaultdict[str, KnownOfficer] = field(default_factory=lambda: defaultdict(KnownOfficer))
    backed: set[tuple[str, str, str]] = field(default_factory=set)

    def above(self, office: str) -> list[str]:
        """An office and those above it."""
        result: list[str] = []
        while office and office not in result:
            result.append(office)
            office = self.offices.get(office, ("", ""))[1]
        return result

    def is_of_force(self, sender: str, receiver: str) -> bool:
        """Whether two units stand below one office of their own kind."""
        kind = self.offices.get(sender, ("", ""))[0]
        both = {*self.above(sender)} & {*self.above(receiver)}
        is_alike = bool(kind) and self.offices.get(receiver, ("", ""))[0] == kind
        return is_alike and any(self.offices[office][0] == kind for office in both if office in self.offices)

    def life(self, key: tuple[str, str, str], office: str, values: Mapping[str, str]) -> Iterator[str]:
        """Whether the life of an arm says the same."""
        self.backed.add(key)
        paper, kind, arm = key
        if key not in self.lives and kind == _REPORTED and (paper, arm) in self.otherwise:
            return
        lived = self.lives.get(key, [])
        if len(lived) > 1:
            yield f"the life of {arm} says it more than once"
        if not lived or any(
            by != office or any(details.get(name) != value for name, value in values.items())
            for by, details in lived
        ):
            yield f"the life of {arm} says another thing"


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    acts = [_Act._make(row) for row in cursor.execute(_ACTS).fetchall()]
    lives: defaultdict[tuple[str, str, str], list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for paper, kind, arm, by, details in cursor.execute(_LIVES).fetchall():
        lives[paper, kind, arm].append((by, details))
    arms = {arm for act in acts if act.record_type == "crate" for arm in act.changes.get("firearms", ())}
    offices = {office: (kind, above) for office, kind, above in cursor.execute(_OFFICES).fetchall()}
    otherwise = set(cursor.execute(_OTHERWISE).fetchall())
    known = _Known(lives, otherwise, lain_of(cursor, arms), offices)
    movements: defaultdict[str, _Movement] = defaultdict(_Movement)
    for act in acts:
        if act.record_type == "officer":
            known.officers[act.subject].learn(act.kind, act.changes, act.actor)
            continue
        movement = movements[act.movement]
        try:
            wrong = list(_wrong(known, movement, act))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            wrong = [f"what cannot be read ({type(error).__name__})"]
        asks = objects is None or bool(
            objects
            & {act.movement, act.subject, *(a for c in movement.crates.values() for a in c.lists["firearms"])}
        )
        for text in wrong if asks else ():
            yield Difference("not_allowed", act.place, text, "a movement that can be")
    for subject, movement in movements.items():
        if movement.left and (objects is None or subject in objects):
            yield Difference(
                "not_allowed", movement.where, "another number", "as many as its crates say are missing"
            )
    for arm, kind, n, office, actor, paper in cursor.execute(_TAKEN).fetchall():
        now = movements[paper].now
        if (
            office == now.get("sender")
            and actor != now.get("bearer")
            and (objects is None or {paper, arm} & objects)
        ):
            place = f"firearm {arm}, event {n}"
            yield Difference(
                "not_allowed", place, f"{kind} by the unit that sends it", "its escort, or another office"
            )
    for arm, kind, paper in cursor.execute(_ANNULLED).fetchall():
        if objects is None or {paper, arm} & objects:
            yield Difference(
                "not_allowed", f"firearm {arm}, {kind}", "annulled", "what its issue or movement says"
            )
    for paper, kind, arm in sorted(lives.keys() - known.backed):
        if objects is None or {paper, arm} & objects:
            yield Difference("not_allowed", f"firearm {arm}, {kind}", paper, "a movement that says so")


def _wrong(known: _Known, movement: _Movement, act: _Act) -> Iterator[str]:
    """What of an act could not be; the movement knows of it afterwards."""
    if act.record_type == "crate":
        yield from _crate(known, movement, act)
        return
    if movement.left:
        yield "a report of another number than its crates say before it"
    movement.left = int(act.missing) if act.missing else 0
    movement.where = act.place
    movement.orderer = movement.orderer or act.office
    movement.now |= act.changes
    movement.last = (act.kind, act.actor)
    now = movement.now
    if act.kind == "ordered":
        if act.office not in known.above(now["sender"]):
            yield "an order to a unit that is not below the office"
        if not known.is_of_force(now["sender"], now["receiver"]):
            yield "a movement to another force"
        if not known.lain.is_store_of(now["store"], now["sender"], act.at):
            yield "a store of another unit"
        if not 0 <= (dt.date.fromisoformat(now["due_on"]) - act.day).days <= LONGEST:
            yield "another day than a movement may take"
    elif act.kind in ("sent", "received", "turned_back", "taken_back", "reported"):
        if act.actor in known.officers[now["escort"]].accounts:
            yield "the escort on both sides"
        if act.kind == "sent":
            yield from _sent(known, movement, act)
    elif act.kind == "completed" and any(
        {*crate.lists["firearms"]} - crate.settled() for crate in movement.packed()
    ):
        yield "something of it on the road"


def _sent(known: _Known, movement: _Movement, act: _Act) -> Iterator[str]:
    now, crates = movement.now, movement.packed()
    officer = known.officers[now["escort"]]
    if officer.agency != now["sender"] or officer.account != now["bearer"] or not officer.may_carry(act.day):
        yield "an escort who may not carry"
    if not {*(crate.packer for crate in crates), now["bearer"]} - {""} <= {*now["hands"]}:
        yield "other people than had it in hand"
    many = sum(len(crate.lists["firearms"]) for crate in crates)
    if not 0 < many <= now["quantity"] or not all(crate.seals for crate in crates):
        yield "another number than was ordered, or a crate without a seal"
    for crate in crates:
        values = {"carrier": now["sender"], "receiver": now["receiver"], "crate": crate.number}
        for arm in crate.lists["firearms"]:
            if not known.lain.was_in(arm, now["store"], act.at):
                yield f"{arm} did not lie in the armoury"
            yield from known.life((act.movement, "state_stock_sent", arm), now["sender"], values)


def _crate(known: _Known, movement: _Movement, act: _Act) -> Iterator[str]:
    now, crate = movement.now, movement.crates.setdefault(act.subject, _Crate())
    before = {name: [*values] for name, values in crate.lists.items()}
    settled = crate.settled()
    crate.learn(act)
    if act.kind in ("packed", "unpacked"):
        if now.get("state") != "ordered" or act.office != now.get("sender"):
            yield f"{act.kind} by another unit, or on the road"
        return
    if now.get("state") not in _WHILE.get(act.kind, ON_THE_ROAD) or movement.last != (act.kind, act.actor):
        yield f"{act.kind} by somebody who does not say so of the movement"
    offices = {"received": now["receiver"], "taken_back": now["sender"]}
    if act.office != offices.get(act.kind, movement.orderer):
        yield f"{act.kind} by another office"
    for name in ("received", "back", "lost"):
        if {*before.get(name, ())} - {*crate.lists[name]} or {*crate.lists[name]} - {
            *crate.lists["firearms"]
        }:
            yield "other crates than were packed"
    values = {"sender": now["sender"], "owner": now["receiver"]}
    for arm in crate.lists["received"]:
        if arm not in settled:
            yield from known.life((act.movement, "state_stock_arrived", arm), now["receiver"], values)
    for arm in crate.lists["back"]:
        if arm not in settled:
            home = {"sender": now["sender"], "owner": now["sender"]}
            yield from known.life((act.movement, "state_stock_arrived", arm), now["sender"], home)
    for arm in crate.lists["lost"]:
        if arm not in settled:
            movement.left -= 1
            yield from known.life((act.movement, _REPORTED, arm), movement.orderer, {})


MOVEMENTS: Final = Replay(name="stocks_movements", check=_check)
