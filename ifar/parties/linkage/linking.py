"""Rows of one person, found: candidates, what their agreement tells, the names that are common, and what third rows say. Pure."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ifar.parties.linkage.blocks import candidates
from ifar.parties.linkage.levels import AT, COMPARED, ORDERS, SAME, SWAPPED, UNSAID, agreement
from ifar.parties.linkage.rows import Row
from ifar.parties.linkage.weights import Levels, before, learnt

Progress = Callable[[str, int, int], None]

SAMPLED: Final = 100_000
"""Pairs drawn blindly, from which it is learnt how two people agree."""
ROUNDS: Final = 5
MOST_ROWS: Final = 50
"""Rows of one person from which is learnt; more are a heap, not a person."""
SURE: Final = 4.0
"""Weight (natural logarithm of the odds) from which two rows count as one person where people are counted."""
LEANT_ON: Final = 30.0
"""The further from even odds, the less can be built on values being independent: no weight goes beyond this."""
KEPT: Final = -7.0
IMAGINED: Final = 50.0
"""People who are imagined behind the frequency of each value, so that a file of ten rows does not call every name rare."""

MATES: Final = 0.5
"""Imagined people of the same household for each imagined one."""

TOGETHER: Final = (
    ("surname", "house", "street", "street_2", "suburb", "city", "postcode", "state", "phone"),
    ("given", "sex"),
)
"""Values that people of one household, or of one name, share together: they are counted together, not multiplied."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one comparison tells: `level` of `levels`, `weight` as natural logarithm, above 0 for one person."""

    role: str
    level: int
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one person.

    Attributes:
        one, other: positions of the rows.
        score: probability that they are one person; never 0, never 1.
        parts: what each comparison tells, the loudest first.
        through: a third row that both are like, where it tells more than the two themselves.
    """

    one: int
    other: int
    score: float
    parts: tuple[Part, ...]
    through: int | None = None


def probability(weight: float) -> float:
    """Probability of a weight; it comes near 0 and 1 but never reaches them, and keeps the order of the weights."""
    leant = weight / (1 + abs(weight) / LEANT_ON)
    return 1 / (1 + math.exp(-leant))


class Frequencies:
    """How many people of the file share values, counted over people and not over rows: duplicates make no name common.

    Args:
        person_of: row -> person.
        chances: how often two people share a value, by comparison.
        housemates: pairs of different people who share a family name and a street, or a telephone.
    """

    def __init__(
        self, rows: Sequence[Row], person_of: Sequence[int], chances: Sequence[float], housemates: int
    ) -> None:
        self._people: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for row in rows:
            for role, value in row.values.items():
                self._people[role, value].add(person_of[row.at])
        self._number: Final = len(set(person_of))
        self._all: Final = self._number + IMAGINED
        self._chances: Final = chances
        self._mates: Final = (housemates + IMAGINED * MATES) / self._all
        self._known: dict[frozenset[tuple[str, str]], float] = {}

    def of(self, role: str, value: str) -> float:
        """Share of people who have this value, as a Dirichlet process expects it: the seldomer two people share a value of this role
        at all, the rarer is one that was met only once."""
        chance = self._chances[AT[role]]
        return max(len(self._people[role, value]), 1) / (self._number + 1 / chance)

    def joint(self, values: frozenset[tuple[str, str]]) -> float:
        """Share of people whom somebody who has all these values meets with all of them again, by role."""
        known = self._known.get(values)
        if known is None:
            sets = sorted((self._people[value] for value in values), key=len)
            others = len(set.intersection(*sets)) - 1
            known = self._known[values] = (max(others, 0) + self._mates) / self._all
        return known


class Linking:
    """The pairs of one file. `weights` are those that were learnt from it."""

    def __init__(self, rows: Sequence[Row], progress: Progress | None = None) -> None:
        self.rows: Final = rows
        self._say = progress or _silent
        self._levels: Final = self._compared(sorted(candidates(rows)))
        self._apart: Final = self._drawn()
        self.weights = before(len(rows))
        self._frequencies = Frequencies(rows, range(len(rows)), self.weights.chances, 0)
        for done in range(ROUNDS):
            self._learn()
            self._say("learnt", done + 1, ROUNDS)

    def pairs(self, threshold: float = 0.5) -> list[Pair]:
        """The pairs whose score reaches `threshold`, the likeliest first."""
        direct = dict(self._likely())
        weights = {pair: self._total(parts) for pair, parts in direct.items()}
        carried: dict[tuple[int, int], int] = {}
        for _ in range(2):
            weights, carried = self._carried(weights, carried)
        pairs = []
        for pair, weight in weights.items():
            score = probability(weight)
            if score >= threshold:
                parts = direct.get(pair) or self._weighed(pair, self._levels_of(pair))
                loudest = tuple(sorted(parts, key=lambda part: -abs(part.weight)))
                pairs.append(Pair(*pair, score, loudest, carried.get(pair)))
        return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))

    def _levels_of(self, pair: tuple[int, int]) -> Levels:
        return self._levels.get(pair) or agreement(self.rows[pair[0]], self.rows[pair[1]])

    def _compared(self, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Levels]:
        result: dict[tuple[int, int], Levels] = {}
        known: dict[Levels, Levels] = {}
        for done, (number, other) in enumerate(pairs):
            if done % 10_000 == 0:
                self._say("compared", done, len(pairs))
            levels = agreement(self.rows[number], self.rows[other])
            result[number, other] = known.setdefault(levels, levels)
        self._say("compared", len(pairs), len(pairs))
        return result

    def _drawn(self) -> list[tuple[tuple[int, int], Levels]]:
        """Pairs drawn blindly, and how they agree; always the same ones for the same file."""
        lot = random.Random(len(self.rows))  # noqa: S311
        number = len(self.rows)
        drawn = []
        for _ in range(min(number * (number - 1) // 2, SAMPLED)):
            n, other = sorted(lot.sample(range(number), 2))
            drawn.append(((n, other), self._levels_of((n, other))))
        return drawn

    def _learn(self) -> None:
        """One round: who is surely one person gives the weights, and how many people share a value."""
        weights = {pair: self._total(parts) for pair, parts in self._likely()}
        person_of = _joined(len(self.rows), (pair for pair, weight in weights.items() if weight > SURE))
        people: defaultdict[int, list[int]] = defaultdict(list)
        for at, person in enumerate(person_of):
            people[person].append(at)
        same = [
            self._levels_of(pair)
            for rows in people.values()
            if 1 < len(rows) <= MOST_ROWS
            for pair in combinations(rows, 2)
        ]
        apart = [levels for (number, other), levels in self._apart if person_of[number] != person_of[other]]
        expected = sum(probability(weight) for weight in weights.values())
        self.weights = learnt(same, apart, expected, len(self.rows))
        mates = sum(
            _is_household(levels)
            for (number, other), levels in self._levels.items()
            if person_of[number] != person_of[other]
        )
        self._frequencies = Frequencies(self.rows, person_of, self.weights.chances, mates)

    def _likely(self) -> Iterator[tuple[tuple[int, int], list[Part]]]:
        """The candidates that are not hopeless, with what each comparison tells."""
        logs, odds = self.weights.logs, self.weights.odds
        worth: dict[Levels, bool] = {}
        for pair, levels in self._levels.items():
            hopeful = worth.get(levels)
            if hopeful is None:
                rough = odds + sum(log[level] for log, level in zip(logs, levels, strict=True))
                hopeful = worth[levels] = rough > KEPT
            if hopeful:
                yield pair, self._weighed(pair, levels)

    def _total(self, parts: Iterable[Part]) -> float:
        return self.weights.odds + sum(part.weight for part in parts)

    def _weighed(self, pair: tuple[int, int], levels: Levels) -> list[Part]:
        row = self.rows[pair[0]]
        swapped = {
            role
            for order, roles in enumerate(ORDERS, start=len(COMPARED))
            if levels[order] == SWAPPED
            for role in roles
        }
        parts, same = [], set()
        for at, compared in enumerate(COMPARED):
            level = levels[at]
            if level == UNSAID:
                continue
            weight = self.weights.logs[at][level]
            if level == SAME:
                value = (compared.role, row.values[compared.role])
                share = self._frequencies.of(*value)
                weight = math.log(self.weights.same[at][SAME] / share)
                if compared.role not in swapped:
                    same.add(value)
            parts.append(Part(compared.role, level, weight))
        for at, order in enumerate(ORDERS, start=len(COMPARED)):
            if levels[at] == SWAPPED:
                parts.append(Part(f"{order[0]}_{order[1]}", SWAPPED, self.weights.logs[at][SWAPPED]))
        parts.extend(self._together(same))
        return parts

    def _together(self, same: set[tuple[str, str]]) -> Iterable[Part]:
        """What must be taken off again, since values that are the same go together in one household or one name."""
        for roles in TOGETHER:
            values = [value for value in same if value[0] in roles]
            if len(values) > 1:
                apart = math.prod(self._frequencies.of(*value) for value in values)
                joint = self._frequencies.joint(frozenset(values))
                if joint > apart:
                    yield Part("together", SAME, math.log(apart / joint))

    def _carried(
        self, weights: Mapping[tuple[int, int], float], carried: Mapping[tuple[int, int], int]
    ) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], int]]:
        """Weights with what a third row tells: who is like one and the other makes them like each other."""
        near: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for (number, other), weight in weights.items():
            if weight > -1:
                near[number].append((weight, other))
                near[other].append((weight, number))
        after, through = dict(weights), dict(carried)
        for third, neighbours in near.items():
            best = sorted(neighbours, reverse=True)[:20]
            for at, (weight, number) in enumerate(best):
                for further, other in best[at + 1 :]:
                    pair = (number, other) if number < other else (other, number)
                    both = weight + further - _log_sum(0.0, weight, further)
                    if both <= after.get(pair, -1.0):
                        continue
                    both += self._unsaid_by(third, pair)
                    if both > after.get(pair, -1.0):
                        after[pair], through[pair] = both, third
        return after, through

    def _unsaid_by(self, third: int, pair: tuple[int, int]) -> float:
        """What two rows tell about each other in values about which the third is silent."""
        values = self.rows[third].values
        levels = self._levels_of(pair)
        return sum(
            self.weights.logs[at][level]
            for at, (compared, level) in enumerate(zip(COMPARED, levels, strict=False))
            if compared.role not in values
        )


def clusters(pairs: Sequence[Pair]) -> list[list[int]]:
    """The rows of each person that has several, by the pairs; a person may have more than two."""
    known = sorted({at for pair in pairs for at in (pair.one, pair.other)})
    place = {at: n for n, at in enumerate(known)}
    joined: defaultdict[int, list[int]] = defaultdict(list)
    firsts = _joined(len(known), ((place[pair.one], place[pair.other]) for pair in pairs))
    for at, first in zip(known, firsts, strict=True):
        joined[first].append(at)
    return list(joined.values())


def _is_household(levels: Levels) -> bool:
    if levels[AT["phone"]] == SAME:
        return True
    return levels[AT["surname"]] == SAME and levels[AT["street"]] == SAME


def _joined(number: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Row -> the first row of those that pairs join it with."""
    first = list(range(number))

    def root(at: int) -> int:
        while first[at] != at:
            first[at] = first[first[at]]
            at = first[at]
        return at

    for n, other in pairs:
        a, b = sorted((root(n), root(other)))
        first[b] = a
    return [root(at) for at in range(number)]


def _log_sum(*logarithms: float) -> float:
    most = max(logarithms)
    return most + math.log(sum(math.exp(logarithm - most) for logarithm in logarithms))


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""
