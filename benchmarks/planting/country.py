"""A country's offices of very different size, those who work there, those on record, and the days on which it works."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from ifar.oversight.facts import Fact, Office, Party, Person, Standing

FIRST: Final = dt.date(2027, 1, 4)
"""A Monday."""
DAYS: Final = 364
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WEEKDAYS: Final = (1.1, 1.0, 1.0, 1.05, 0.8, 0.18, 0.03)
AREAS: Final = ("north", "coast", "hills", "river", "capital")
SYLLABLES: Final = ("ba", "do", "ka", "li", "mo", "ne", "ra", "si", "ta", "vu", "ze", "ho")

STATE: Final[Mapping[str, tuple[int, ...]]] = {
    "licensing_authority": (16, 12, 9, 7, 5, 4, 3, 3, 2, 2),
    "police": (22, 17, 14, 12, 10, 9, 8, 8, 7, 6, 6, 5, 5, 4, 4, 3, 3, 3),
    "military": (12, 9, 6, 4),
    "customs": (14, 9, 7, 5, 4, 4, 3, 3),
    "court": (5, 4, 3),
    "inspectorate": (8,),
}
"""How many people an office has, by kind."""
ALWAYS_OPEN: Final = frozenset({"police", "military", "customs"})
DEALERS: Final = 34
CARRIERS: Final = 6
HOLDERS: Final = 6000


@dataclass(slots=True)
class Desk:
    """An office, and what it has."""

    id: str
    kind: str
    area: str
    size: float
    staff: list[str] = field(default_factory=list)
    store: str = ""
    room: str = ""
    shelf: list[tuple[dt.date, str]] = field(default_factory=list)
    opening: int = 0

    @property
    def head(self) -> str:
        """Who decides there."""
        return self.staff[0]

    @property
    def clerks(self) -> list[str]:
        """Who prepares what the head decides."""
        return self.staff[1:] or self.staff


class Country:
    """What a year is made of; facts are gathered in `facts`.

    Attributes:
        share: how large the year is beside a whole one.
        taken: who has a scheme or a look-alike of their own already.
        alike: who looks like a schemer and is none -> how.
    """

    def __init__(self, seed: int, share: float) -> None:
        self.random: Final = Random(seed)
        self.share: Final = share
        self.facts: Final[list[Fact]] = []
        self.offices: Final[dict[str, Office]] = {}
        self.people: Final[dict[str, Person]] = {}
        self.parties: Final[dict[str, Party]] = {}
        self.held: Final[dict[str, float]] = {}
        self.quotas: Final[dict[str, int]] = {}
        self.desks: Final[dict[str, list[Desk]]] = {}
        self.taken: Final[set[str]] = set()
        self.alike: Final[dict[str, str]] = {}
        self._weights = [self._busy(n) for n in range(DAYS)]
        self.surnames: Final = [
            "".join(self.random.sample(SYLLABLES, 3)) + str(n % 7 or "") for n in range(500)
        ]
        self._common = [1 / (n + 3) for n in range(500)]
        for kind, sizes in STATE.items():
            self.desks[kind] = [self._desk(kind, number) for number in sizes]
        self.desks["dealer"] = [self._trader("dealer") for _ in range(DEALERS)]
        self.desks["maker"] = [self._trader("maker", size) for size in (900.0, 260.0)]
        self.desks["partner"] = [self._trader("partner") for _ in range(CARRIERS)]
        self.holders: Final = self._holders(HOLDERS)

    def standing(self) -> Standing:
        """What stands beside the facts."""
        return Standing(self.offices, self.people, self.parties, self.held, self.quotas)

    def number(self, of_a_year: float) -> int:
        """How many there are in a year of this size, of so many in a whole one."""
        return max(1, round(of_a_year * self.share))

    def name(self, letter: str) -> str:
        """A public identifier that nobody has."""
        return letter + "".join(self.random.choices(LETTERS, k=12))

    def surname(self) -> str:
        """A surname: some are frequent, most are not."""
        return self.random.choices(self.surnames, self._common)[0]

    def address(self) -> str:
        """An address where nobody of the country lives yet."""
        return f"{self.random.randrange(10**6)} {''.join(self.random.sample(SYLLABLES, 2))} street {len(self.parties) + len(self.people)}"

    def telephone(self) -> str:
        """A number that nobody has."""
        return f"0{self.random.randrange(10**8, 10**9)}{len(self.parties) % 10}"

    def party(self, kind: str = "person", quota: int | None = None, **shared: str) -> str:
        """Somebody on record, with a licence."""
        name = self.name("P")
        given = {"surname": self.surname(), "address": self.address(), "telephone": self.telephone()}
        self.parties[name] = Party(kind, **{**given, **shared})
        self.quotas[name] = (
            self.random.choices((1, 2, 3, 4, 5, 8), (2, 4, 5, 3, 2, 1))[0] if quota is None else quota
        )
        self.held[name] = float(self.random.randint(1, max(1, self.quotas[name])))
        return name

    def abroad(self, name: str) -> str:
        """An end user abroad."""
        result = self.name("T")
        self.parties[result] = Party("abroad", name=name)
        return result

    def day(self, first: int = 0, last: int = DAYS - 1) -> dt.date:
        """A day on which offices work, as busy days are more likely."""
        first, last = max(0, first), min(DAYS - 1, last)
        weights = self._weights[first : last + 1]
        return FIRST + dt.timedelta(days=self.random.choices(range(first, last + 1), weights)[0])

    def any_day(self, first: int = 0, last: int = DAYS - 1) -> dt.date:
        """A day as any other."""
        return FIRST + dt.timedelta(days=self.random.randint(max(0, first), min(DAYS - 1, last)))

    def later(self, day: dt.date, least: int, most: int) -> dt.date | None:
        """A working day some days later; none where the year is over by then."""
        result = day + dt.timedelta(days=self.random.randint(least, most))
        while result.weekday() == 6:
            result += dt.timedelta(days=1)
        return result if (result - FIRST).days < DAYS else None

    def at(self, day: dt.date, *, night: bool = False, around: bool = False) -> dt.datetime:
        """A moment of office hours; with `night` of the small hours, with `around` of any hour."""
        if night:
            hour = self.random.choice((22.2, 23.1, 0.4, 1.3, 2.2, 3.1)) + self.random.random() * 0.8
        elif around:
            hour = self.random.choices((self.random.uniform(6, 22), self.random.uniform(0, 23.9)), (3, 2))[0]
        else:
            hour = self.random.choices(
                (
                    self.random.triangular(8, 12.5, 10),
                    self.random.triangular(12.5, 17, 14.5),
                    self.random.uniform(7, 19),
                ),
                (9, 8, 1),
            )[0]
        seconds = min(86_399, int(hour * 3600) + self.random.randrange(60))
        return dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(seconds=seconds)

    def moment(self, desk: Desk, day: dt.date) -> dt.datetime:
        """A moment at which an office works."""
        return self.at(day, around=desk.kind in ALWAYS_OPEN)

    def fact(
        self,
        act: str,
        at: dt.datetime,
        actor: str,
        desk: Desk,
        thing: str = "",
        *,
        people: Mapping[str, Sequence[str]] | None = None,
        numbers: Mapping[str, float] | None = None,
        codes: Mapping[str, str] | None = None,
        on: dt.date | None = None,
        party: str = "",
        other: str = "",
        place: str = "",
    ) -> Fact:
        """One more fact."""
        result = Fact(
            str(uuid.UUID(int=self.random.getrandbits(128))), act, at, actor, desk.id, thing, on, party, other, place,
            {role: tuple(names) for role, names in (people or {}).items()}, dict(numbers or {}), dict(codes or {}),
        )  # fmt: skip
        self.facts.append(result)
        return result

    def weighted(self, desks: Sequence[Desk]) -> Desk:
        """An office, the large ones more often."""
        return self.random.choices(desks, [desk.size for desk in desks])[0]

    def somebody(self, names: Sequence[str]) -> str:
        """Somebody of an office: some do more than others."""
        return self.random.choices(names, [1 / math.sqrt(n + 1) for n in range(len(names))])[0]

    def free(self, desks: Sequence[Desk], *, least: int = 3) -> Desk:
        """An office of some people in which nobody has a scheme or look-alike of their own, as long as there is one."""
        large = [desk for desk in desks if len(desk.staff) >= least] or list(desks)
        untouched = [desk for desk in large if not self.taken & {desk.id, *desk.staff}]
        untaken = [desk for desk in large if desk.id not in self.taken and set(desk.staff) - self.taken]
        return self.random.choice(untouched or untaken or large)

    def take(self, name: str) -> str:
        """Keep somebody for one scheme or look-alike."""
        self.taken.add(name)
        return name

    def free_clerk(self, desk: Desk) -> str:
        """Somebody of an office who does not decide and has no scheme."""
        return self.take(
            self.random.choice([name for name in desk.clerks if name not in self.taken] or desk.clerks)
        )

    def free_holder(self) -> str:
        """A holder without a scheme."""
        while (name := self.random.choice(self.holders)) in self.taken:
            pass
        return self.take(name)

    def _busy(self, number: int) -> float:
        day = FIRST + dt.timedelta(days=number)
        season = 1 + 0.35 * math.sin(2 * math.pi * (number - 170) / 365)
        quiet = 0.3 if (day.month, day.day) >= (12, 24) or (day.month == 8 and day.day <= 14) else 1.0
        return WEEKDAYS[day.weekday()] * season * quiet

    def _desk(self, kind: str, number: int) -> Desk:
        result = Desk(self.name("A"), kind, self.random.choice(AREAS), float(number))
        result.store, result.room = self.name("S"), self.name("R")
        result.staff = [self._person(result) for _ in range(number)]
        self.offices[result.id] = Office(kind, "", result.area)
        if kind in ALWAYS_OPEN:
            self.held[result.store] = number * (300.0 if kind == "military" else 40.0)
            self.held[result.room] = number * 15.0
            self.held[result.id] = self.held[result.store]
        return result

    def _trader(self, kind: str, size: float = 0.0) -> Desk:
        size = size or min(900.0, max(12.0, self.random.lognormvariate(4.6, 1.0)))
        result = Desk(self.name("A"), kind, self.random.choice(AREAS), size)
        result.store = self.name("S")
        result.staff = [self._person(result) for _ in range(1 + round(math.sqrt(size) / 5))]
        result.opening = round(size * 0.6) + 10
        self.offices[result.id] = Office(kind, "", result.area)
        self.held[result.id] = self.held[result.store] = float(result.opening)
        return result

    def _person(self, desk: Desk) -> str:
        name = self.name("U")
        self.people[name] = Person(desk.id, self.surname(), self.address())
        return name

    def _holders(self, number: int) -> list[str]:
        result: list[str] = []
        while len(result) < number:
            kind = self.random.random()
            if kind < 0.10:  # a family
                surname, address, telephone = self.surname(), self.address(), self.telephone()
                for _ in range(self.random.randint(2, 4)):
                    shared = {"telephone": telephone} if self.random.random() < 0.5 else {}
                    result.append(self.party(surname=surname, address=address, **shared))
            elif kind < 0.102:  # a block of flats that is written without the number of the door
                address = self.address()
                result += [self.party(address=address) for _ in range(self.random.randint(5, 12))]
            else:
                result.append(self.party())
        return result
