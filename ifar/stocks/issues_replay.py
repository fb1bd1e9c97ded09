"""What the verifier asks of issues besides their records: that both sides of each were two people, that the officer could carry on that day, that every arm lay in the
armoury and its own life says the same, and that the rounds are those of the movements.

Worked out anew from the acts in the order of the log. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.stocks import issuing
from ifar.stocks.fitness import unfit

# What an officer may carry stands apart from the log; what of it was lawfully erased was said, and held when it was.
_ACTS: Final = """
SELECT e.record_type, e.subject, e.kind, e.n, e.changes || (SELECT coalesce(jsonb_object_agg(w.field, w.value), '{}') FROM (
    SELECT p.field, p.value FROM public.ledger_personal p WHERE p.entry = e.id AND e.record_type = 'officer'
    UNION ALL SELECT x.field, '"erased"' FROM public.ledger_erasure x WHERE x.entry = e.id AND e.record_type = 'officer') w), e.details, l.actor, l.agency, l.recorded_at, l.id
FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id WHERE e.record_type IN ('officer', 'issue') ORDER BY l.id
"""
_LIVES: Final = """
SELECT e.paper, e.kind, l.object, l.agency, coalesce(e.details ->> 'issued_to', ''),
    e.kind = 'state_stock_issued' OR e.paper ~ '^Z[0-9A-Z]{13}$' OR EXISTS (
        SELECT FROM public.registry_event o JOIN public.ledger_entry k ON k.entry = o.id WHERE k.object = l.object AND o.kind = 'state_stock_issued')
FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('state_stock_issued', 'state_stock_returned') ORDER BY l.id
"""
_PLACES: Final = """
SELECT e.subject, e.kind, coalesce(e.changes ->> 'inside', ''), coalesce(e.changes ->> 'person', ''), l.id, coalesce(e.changes ->> 'agency', '')
FROM public.placement_event e JOIN public.ledger_entry l ON l.entry = e.id WHERE e.record_type = 'place' AND e.kind IN ('opened', 'moved') ORDER BY l.id
"""
_LAY: Final = """
SELECT e.subject, coalesce(e.changes ->> 'place', ''), l.id FROM public.placement_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'placement' AND e.subject = ANY(%s) ORDER BY l.id
"""
_MOVES: Final = """
SELECT e.subject, e.kind, e.changes ->> 'place', coalesce(e.changes ->> 'to_place', ''), e.changes ->> 'agency', e.details -> 'lines',
    coalesce(e.changes ->> 'witness', ''), coalesce(e.changes ->> 'ground', ''), coalesce(e.changes ->> 'occasion', '')
FROM public.ammunition_event e WHERE e.record_type = 'movement' AND e.n = 1 AND e.subject = ANY(%s)
"""
_UNITS: Final = "SELECT public_id FROM public.accounts_agency"


@dataclass(slots=True)
class KnownOfficer:
    """An officer as the log says it so far."""

    account: str = ""
    agency: str = ""
    state: str = ""
    trained_until: dt.date | None = None
    medical_until: dt.date | None = None
    suspended_until: dt.date | None = None
    acts: list[tuple[str, str]] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)

    def may_carry(self, day: dt.date) -> bool:
        """Whether the officer serves and may carry on a day."""
        return self.state == "serving" and not unfit(self, day)

    def learn(self, kind: str, changes: Mapping[str, Any], actor: str) -> None:
        """One act more."""
        self.acts.append((kind, actor))
        self.accounts |= {str(changes["account"])} - {""} if "account" in changes else set()
        if kind in ("reinstated", "left"):
            self.suspended_until = None
        for name in ("account", "agency", "state"):
            if name in changes:
                setattr(self, name, str(changes[name]))
        for name in ("trained_until", "medical_until", "suspended_until"):
            if name in changes:
                change = changes[name]
                setattr(self, name, _day(change, name))


def _day(said: Any, name: str) -> dt.date | None:
    if said == "erased":
        return None if name == "suspended_until" else dt.date.max
    return dt.date.fromisoformat(said) if said else None


@dataclass(slots=True)
class Lain:
    """Where arms lay, and which place was in which, by the log: each with the entry that said so."""

    insides: dict[str, list[tuple[int, str]]]
    lay: dict[str, list[tuple[int, str]]]
    persons: dict[str, str]
    stores: dict[str, tuple[int, str]]

    def is_within(self, place: str, armoury: str, at: int) -> bool:
        """Whether a place was the armoury or in it, before an entry."""
        seen = set[str]()
        while place and place not in seen:
            if place == armoury:
                return True
            seen.add(place)
            place = _before(self.insides.get(place, ()), at)
        return False

    def was_in(self, arm: str, armoury: str, at: int) -> bool:
        """Whether an arm lay in an armoury, before an entry."""
        return self.is_within(_before(self.lay.get(arm, ()), at), armoury, at)

    def is_store_of(self, place: str, office: str, at: int) -> bool:
        """Whether a place was opened by an office, before an entry."""
        opened, by = self.stores.get(place, (at, ""))
        return opened < at and by == office


def lain_of(cursor: Cursor[Any], arms: Collection[str]) -> Lain:
    """Where some arms lay. Two queries."""
    insides: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    persons: dict[str, str] = {}
    stores: dict[str, tuple[int, str]] = {}
    for place, kind, inside, person, at, office in cursor.execute(_PLACES).fetchall():
        insides[place].append((at, inside))
        if kind == "opened":
            persons[place] = person
            stores[place] = (at, office)
    lay: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for arm, place, at in cursor.execute(_LAY, [sorted(arms)]).fetchall():
        lay[arm].append((at, place))
    return Lain(insides, lay, persons, stores)


@dataclass(slots=True)
class _Known:
    """What the other apps' logs say: lives of arms by paper, places, where arms lay, movements of rounds."""

    lives: dict[tuple[str, str, str], tuple[str, str]]
    lain: Lain
    moves: dict[str, tuple[str, str, str, str, Sequence[Mapping[str, Any]], str, str, str]]
    twice: Sequence[tuple[str, str, str]]
    backed: set[tuple[str, str, str]] = field(default_factory=set)
    units: frozenset[str] = frozenset()
    carried: set[str] = field(default_factory=set)

    def carry(self, moves: Sequence[str]) -> Iterator[str]:
        """Movements that this act names, each of which no other act names."""
        for item in moves:
            if item in self.carried:
                yield f"{item}, which another act names"
            self.carried.add(item)


def _before(rows: Sequence[tuple[int, str]], at: int) -> str:
    return next((value for entry, value in reversed(rows) if entry < at), "")


def _read(cursor: Cursor[Any], arms: set[str], moves: set[str]) -> _Known:
    lives: dict[tuple[str, str, str], tuple[str, str]] = {}
    twice: list[tuple[str, str, str]] = []
    for paper, kind, arm, agency, to, needs_issue in cursor.execute(_LIVES).fetchall():
        if (paper, kind, arm) in lives:
            twice.append((paper, kind, arm))
        elif needs_issue:
            lives[paper, kind, arm] = agency, to
    result = {item: tuple(rest) for item, *rest in cursor.execute(_MOVES, [sorted(moves)]).fetchall()}
    units = frozenset(unit for (unit,) in cursor.execute(_UNITS).fetchall())
    return _Known(lives, lain_of(cursor, arms), result, twice, units=units)


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    acts = cursor.execute(_ACTS).fetchall()
    issues = [row for row in acts if row[0] == "issue"]
    arms = {arm for row in issues for arm in row[4].get("arms", ())}
    moves = {item for row in issues for item in (*row[4].get("moves", ()), *row[5].get("moves", ()))}
    known = _read(cursor, arms, moves)
    officers: defaultdict[str, KnownOfficer] = defaultdict(KnownOfficer)
    stands: dict[str, dict[str, Any]] = {}
    for record_type, subject, kind, n, changes, details, actor, agency, recorded_at, at in acts:
        if record_type == "officer":
            officers[subject].learn(kind, changes, actor)
            continue
        was = stands.get(subject, {"back": [], "settled": [], "accessories_back": {}})
        stands[subject] = now = {**was, **changes}
        asks = objects is None or subject in objects or bool(objects & {*now.get("arms", ())})
        officer = officers[now["officer"]] if now.get("officer") else KnownOfficer()
        day = recorded_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        try:
            if kind == "issued":
                wrong = list(_issued(known, subject, now, officer, agency, actor, day, at))
                wrong += issuing.beyond(now, recorded_at)
            elif kind in ("returned", "returned_in_part"):
                wrong = list(_returned(known, subject, kind, was, now, details, agency, actor, officer, at))
            else:
                wrong = []
            if kind != "confirmed" and actor in issuing.vouching(officer.acts):
                wrong.append("whoever entered the officer on one side")
            if kind != "confirmed" and actor in officer.accounts:
                wrong.append("the officer on both sides")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            wrong = [f"what cannot be read ({type(error).__name__})"]
        for text in wrong if asks else ():
            yield Difference("not_allowed", f"issue {subject}, act {n}", text, "an issue that can be")
    unsaid = known.lives.keys() - known.backed
    for paper, kind, arm in sorted([*unsaid, *known.twice]):
        if paper in stands or objects is None or arm in objects:
            yield Difference("not_allowed", f"firearm {arm}, {kind}", paper, "an issue that says so")


def _issued(
    known: _Known,
    subject: str,
    now: Mapping[str, Any],
    officer: KnownOfficer,
    agency: str,
    actor: str,
    day: dt.date,
    at: int,
) -> Iterator[str]:
    """What of an issue could not be."""
    if now["receiver"] and now["receiver"] == actor:
        yield "one person on both sides"
    if now["officer"]:
        if (officer.agency, officer.state) != (agency, "serving") or officer.account != now["receiver"]:
            yield "another officer than the roster says"
        elif why := unfit(officer, day):
            yield f"an officer who may not carry: {', '.join(why)}"
    elif now["receiver"] or now["unit"] == agency or now["unit"] not in known.units:
        yield "a loan to no other unit"
    yield from known.carry(now["moves"])
    for arm in now["arms"]:
        if not known.lain.was_in(arm, now["armoury"], at):
            yield f"{arm} did not lie in the armoury"
        yield from _backed(known, (subject, "state_stock_issued", arm), (agency, now["officer"]))
    if now["moves"] and known.lain.persons.get(now["holder"]) != now["officer"]:
        yield "rounds in a place that is not the officer's"
    brought: defaultdict[str, int] = defaultdict(int)
    for item in now["moves"]:
        move, place, to_place, office, lines, *_more = known.moves[item]
        if (move, to_place, office) != ("moved", now["holder"], agency) or not known.lain.is_within(
            place, now["armoury"], at
        ):
            yield f"{item} brings nothing from the armoury to the officer"
        _add(brought, lines)
    if dict(brought) != issuing.quantities(now["rounds"]):
        yield "other rounds than its movements"


def _returned(
    known: _Known,
    subject: str,
    kind: str,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    details: Mapping[str, Any],
    agency: str,
    actor: str,
    officer: KnownOfficer,
    at: int,
) -> Iterator[str]:
    """What of a return could not be."""
    if now["receiver"] and now["receiver"] == actor:
        yield "one person on both sides"
    came = [arm for arm in now["back"] if arm not in was["back"]]
    if set(was["back"]) - set(now["back"]) or set(now["back"]) - set(now["arms"]):
        yield "arms that were not out"
    for arm in came:
        yield from _backed(known, (subject, "state_stock_returned", arm), (agency, ""))
    yield from known.carry(details["moves"])
    given, earlier = now["accessories"], was["accessories_back"]
    if (
        any(
            not earlier.get(key, 0) <= many <= given.get(key, 0)
            for key, many in now["accessories_back"].items()
        )
        or earlier.keys() - now["accessories_back"].keys()
    ):
        yield "other accessories than went out"
    taken: defaultdict[str, int] = defaultdict(int)
    for item in details["moves"]:
        move, place, to_place, office, lines, witness, ground, occasion = known.moves[item]
        if move == "spent" and witness in {now["receiver"], *officer.accounts}:
            yield f"{item} seen by whoever received"
        if move == "spent" and now["kind"] == "exercise" and occasion not in issuing.SPENT_ON:
            yield f"{item} spends on {occasion} what was issued for an exercise"
        if move == "lost" and not ground:
            yield f"{item} says nothing of how it was lost"
        if move == "moved" and not known.lain.is_within(to_place, now["armoury"], at):
            yield f"{item} brings rounds elsewhere than into the armoury"
        if move not in ("moved", "spent", "lost") or (place, office) != (now["holder"], agency):
            yield f"{item} takes nothing from the officer"
        _add(taken, lines)
    before, after = issuing.quantities(was["settled"]), issuing.quantities(now["settled"])
    more = {lot: many - before.get(lot, 0) for lot, many in after.items() if many != before.get(lot, 0)}
    if more != dict(taken):
        yield "other rounds than its movements"
    complete = issuing.is_complete(
        now["arms"], now["back"], now["accessories"], now["accessories_back"], now["rounds"], now["settled"]
    )
    if complete != (kind == "returned"):
        yield "all of it back, or not"


def _backed(known: _Known, key: tuple[str, str, str], row: tuple[str, str]) -> Iterator[str]:
    """Whether the life of an arm says the same."""
    known.backed.add(key)
    if known.lives.get(key) != row:
        yield f"the life of {key[2]} says another thing"


def _add(to: defaultdict[str, int], lines: Sequence[Mapping[str, Any]]) -> None:
    for line in lines:
        to[str(line["lot"])] += int(line["quantity"])


ISSUES: Final = Replay(name="stocks_issues", check=_check)
