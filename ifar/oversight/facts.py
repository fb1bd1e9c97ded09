"""What the rules of oversight read: facts, each an act as the register kept it, and what stands beside them.

A rule sees nothing else: no table, no clock, no request. `selectors/reading.py` makes facts of the register's own tables; a test or a benchmark makes them
by hand. Nothing here is a second record: a fact is named by the entry of the log that it was read from (`Fact.id`), and is forgotten when the rules have run. Pure.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

READ: Final = "read"
"""The act of a look at personal data; its `codes` say which look it was."""

SALES: Final = (
    "registry.retail_sold",
    "registry.wholesale_transferred",
    "registry.privately_transferred",
    "registry.acquired",
    "registry.sold_to_civilians",
    "registry.sold_from_disposal",
)
"""Acts by which an arm passes to another owner."""
LOSSES: Final = ("registry.lost", "registry.stolen", "registry.missing_in_transit")
TAKEN: Final = ("registry.seized", "registry.found", "registry.surrendered", "registry.recovered")
"""Acts by which an arm turns up again."""
COUNTS: Final = (
    "stocks.count_agreed",
    "stocks.count_differed",
    "books.count_agreed",
    "books.count_differed",
    "custody.count_agreed",
    "custody.count_differed",
)
"""A blind count is closed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One act as it was recorded.

    Attributes:
        id: the entry of the log (its UUID as text); of a look at personal data `R` and the number of its row. What a signal shows as evidence.
        act: the name of the accountable act, as `docs/acts/` and `docs/lifecycle.md` have it (`registry.retail_sold`); `READ` for a look.
        at: when it was recorded; aware.
        actor: public identifier of who recorded it (`U…`), or the name of a program. Of an act of two people: who decided it last.
        office: public identifier of the office for which they acted.
        thing: public identifier of what it was done to: a firearm, a lot, an application, a count, a chain of custody, a matter.
        on: the day on which it says that it happened; none where it does not say, or says only a month or year.
        party: whom it concerns: the new owner, the holder, the applicant, the payer, whose data were read.
        other: the other side: the former owner or seller, the carrier, the sender.
        place: the store, room, armoury or border post.
        people: other people who took part, by role: `proposer`, `decider`, `examiner`, `witness`, `counter`, `handed`, `received`, `explained`.
        numbers: what was counted, weighed or measured, by name.
        codes: words of closed lists, days (ISO) and countries, by name.
    """

    id: str
    act: str
    at: dt.datetime
    actor: str
    office: str
    thing: str = ""
    on: dt.date | None = None
    party: str = ""
    other: str = ""
    place: str = ""
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        """The day on which it was recorded, in the zone of `at`."""
        return self.at.date()

    @property
    def happened(self) -> dt.date:
        """The day on which it happened, as far as it says so; else the day on which it was recorded."""
        return self.on or self.day

    def who(self, *roles: str) -> frozenset[str]:
        """The people of some roles; `actor` is one of them."""
        found = {person for role in roles for person in self.people.get(role, ())}
        return frozenset(found | ({self.actor} if "actor" in roles else set()))

    @property
    def everybody(self) -> frozenset[str]:
        """All people who took part."""
        return self.who("actor", *self.people)

    def code(self, name: str) -> str:
        """A code; empty where it says none."""
        return self.codes.get(name, "")

    def date(self, name: str) -> dt.date | None:
        """A code that is a day."""
        text = self.codes.get(name, "")
        return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Office:
    """An office: its kind, the office above it, and the area in which it works."""

    kind: str
    above: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in: their office, and what they share with those whom they look up, folded for comparing."""

    office: str
    surname: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on record: a natural person or not, and what several may share, folded for comparing. `name` is of parties abroad alone."""

    kind: str = "person"
    surname: str = ""
    address: str = ""
    telephone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the register beside its acts.

    Attributes:
        held: how many arms a holder, trader, store or carrier had in hand on an average day, by identifier; where it is not said, it is estimated from the facts.
        quotas: how many arms a holder's licences allow, by holder.
    """

    offices: Mapping[str, Office] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)
    quotas: Mapping[str, int] = field(default_factory=dict)

    def kind_of(self, office: str) -> str:
        """The kind of an office; empty where it is not known."""
        known = self.offices.get(office)
        return known.kind if known else ""


class Facts:
    """Facts of a period in the order in which they were recorded, found by act, thing, person or party.

    Args:
        facts: in any order.
        standing: what stands beside them.
        until: the day on which the rules look; facts recorded later are left out.
    """

    def __init__(
        self, facts: Iterable[Fact], standing: Standing | None = None, until: dt.date | None = None
    ) -> None:
        kept = sorted((fact for fact in facts if until is None or fact.day <= until), key=_order)
        self.all: Final[Sequence[Fact]] = kept
        self.standing: Final = standing or Standing()
        self.until: Final = until or (kept[-1].day if kept else dt.date.min)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def of(self, *acts: str, days: int | None = None) -> list[Fact]:
        """Facts of some acts, in their order; with `days` those recorded within so many days before the day on which the rules look."""
        if len(acts) == 1:
            results = self._by_act.get(acts[0], [])
        else:
            results = sorted((fact for act in acts for fact in self._by_act.get(act, ())), key=_order)
        if days is None:
            return list(results)
        first = self.until - dt.timedelta(days=days)
        return [fact for fact in results if fact.day > first]

    def on(self, thing: str) -> Sequence[Fact]:
        """What was done to a thing, in its order."""
        return self._by_thing.get(thing, ())

    def before(self, fact: Fact, *acts: str, days: int) -> list[Fact]:
        """What was done to the same thing by some acts within so many days before a fact, and was recorded before it."""
        results = self._by_thing.get(fact.thing, [])
        cut = results[: bisect_left(results, _order(fact), key=_order)]
        first = fact.at - dt.timedelta(days=days)
        return [earlier for earlier in cut if earlier.act in acts and earlier.at >= first]

    def after(self, fact: Fact, *acts: str, days: int) -> list[Fact]:
        """What was done to the same thing by some acts within so many days after a fact."""
        results = self._by_thing.get(fact.thing, [])
        cut = results[bisect_right(results, _order(fact), key=_order) :]
        last = fact.at + dt.timedelta(days=days)
        return [later for later in cut if later.act in acts and later.at <= last]

    @cached_property
    def _by_act(self) -> dict[str, list[Fact]]:
        return _grouped(self.all, lambda fact: fact.act)

    @cached_property
    def _by_thing(self) -> dict[str, list[Fact]]:
        return _grouped(self.all, lambda fact: fact.thing)


def _order(fact: Fact) -> tuple[dt.datetime, str]:
    return fact.at, fact.id


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], str]) -> dict[str, list[Fact]]:
    results: dict[str, list[Fact]] = {}
    for fact in facts:
        if name := key(fact):
            results.setdefault(name, []).append(fact)
    return results
