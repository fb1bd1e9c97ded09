"""Which home-made, converted, printed or kit-built arms come from one workshop: pairs weighed, groups proposed, with the reasons.

Pairs are weighed as records are linked (Fellegi and Sunter 1969): each feature that two arms share speaks for one workshop by how
rare its value is in the data at hand (a tool mark that three of four hundred arms bear says much, a smooth barrel says nothing), each
that differs speaks against it by how seldom one workshop changes it. What nobody looked at says nothing. Groups are joined while
the *average* pair speaks for it and few pairs speak against it, so that a chain of look-alikes does not become one series.
A person decides; this only proposes. Pure.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

Features = Mapping[str, frozenset[str]]
"""Feature -> the values that somebody saw of it; a feature that nobody looked at is missing."""

STEADY: Final[Mapping[str, float]] = {
    "tool_marks": 0.85,
    "font": 0.90,
    "layout": 0.85,
    "barrel": 0.80,
    "joining": 0.80,
    "trigger": 0.80,
    "base": 0.80,
    "print": 0.80,
    "origin": 0.85,
    "material": 0.70,
    "residue": 0.70,
    "calibre": 0.70,
    "finish": 0.65,
}
"""Feature -> how likely two arms of one workshop agree in it: a first estimate that a State's own examiners replace."""
OTHERWISE: Final = 0.70
PRIOR: Final = 0.05
"""How likely two arms are of one workshop before anybody looks at them: about one in twenty, as with twelve equal workshops and noise."""
JOINED: Final = 1.0
"""Average weight of the pairs between two groups, in bits of evidence, from which they are proposed as one.

The prior is not asked of every pair: it is one question for the group, whose many pairs answer it together."""
AGAINST: Final = 0.0
"""A pair below this weight, in bits before the prior, speaks against one workshop."""
SPARED: Final = 0.30
"""The share of pairs between two groups that may speak against it: everybody does something else now and then, chains do it always."""
SMALLEST: Final = 2
SUPPORTED: Final = 3
"""Members from which a group speaks by the number of its pairs; a single pair has to be more likely than not by itself."""
EVEN: Final = 0.5
RAREST: Final = 0.002
"""No value counts as rarer than this: a misspelt word is no fingerprint."""
MOST: Final = 3000
"""Arms that are compared with each other in one look; beyond it the caller narrows by type or period."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair or a group is proposed: feature and value, its weight in bits, how many of how many share it, how rare it is."""

    feature: str
    value: str
    bits: float
    share: int = 0
    of: int = 0
    per_thousand: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """A proposed series: its members, how strongly they hang together (average bits of a pair), and why."""

    members: tuple[str, ...]
    bits: float
    reasons: tuple[Reason, ...]

    @property
    def percent(self) -> int:
        """How likely an average pair of it is of one workshop, in percent; never 100."""
        return min(99, round(100 * probability(self.bits)))


def features_of(values: Mapping[str, str], **more: str) -> dict[str, frozenset[str]]:
    """Features as they are compared: what was written of each, split at commas and semicolons, without case and spaces.

    Args:
        values: feature -> what somebody wrote of it.
        more: features that stand elsewhere (how it came about, its calibre); empty where nobody looked.
    """
    result = {name: _phrases(text) for name, text in {**values, **more}.items()}
    return {name: phrases for name, phrases in result.items() if phrases}


def _phrases(text: str) -> frozenset[str]:
    parts = text.replace(";", ",").replace("،", ",").split(",")
    return frozenset(phrase for part in parts if (phrase := " ".join(part.casefold().split())))


class Frequencies:
    """How often each value of each feature occurs among the arms at hand that somebody looked at."""

    def __init__(self, arms: Iterable[Features]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        looked: Counter[str] = Counter()
        for arm in arms:
            for feature, values in arm.items():
                if values:
                    looked[feature] += 1
                    counts[feature].update(values)
        self._rare = {
            feature: {value: max(count / looked[feature], RAREST) for value, count in values.items()}
            for feature, values in counts.items()
        }
        self._chance = {
            feature: min(0.98, sum((count / looked[feature]) ** 2 for count in values.values()))
            for feature, values in counts.items()
        }

    def rarity(self, feature: str, value: str) -> float:
        """The share of arms that have this value, of those looked at."""
        return self._rare.get(feature, {}).get(value, RAREST)

    def agreement(self, feature: str, value: str) -> float:
        """Bits for sharing this value: log2 of how often one workshop shares it over how often two arms share it by chance."""
        return math.log2(STEADY.get(feature, OTHERWISE) / self.rarity(feature, value))

    def disagreement(self, feature: str) -> float:
        """Bits for differing in this feature; never above nothing."""
        steady = STEADY.get(feature, OTHERWISE)
        return min(0.0, math.log2((1 - steady) / max(1 - self._chance.get(feature, 0.0), 0.02)))


def bits_of(probability_: float) -> float:
    """A probability as log-odds in bits."""
    return math.log2(probability_ / (1 - probability_))


def probability(bits: float) -> float:
    """How likely one workshop is, from the bits above the prior."""
    return 1 / (1 + 2 ** -(bits + bits_of(PRIOR)))


def reasons(features: Features, other: Features, often: Frequencies) -> Iterator[Reason]:
    """What speaks for and against one workshop, feature by feature. Of several shared values the rarest counts, once."""
    for feature in sorted(features.keys() & other.keys()):
        if not features[feature] or not other[feature]:
            continue
        if shared := features[feature] & other[feature]:
            value = min(sorted(shared), key=lambda value: often.rarity(feature, value))
            yield Reason(feature, value, often.agreement(feature, value))
        else:
            yield Reason(feature, "", often.disagreement(feature))


def weight(features: Features, other: Features, often: Frequencies) -> float:
    """The bits of a pair: the sum of its reasons."""
    return math.fsum(reason.bits for reason in reasons(features, other, often))


def propose(arms: Mapping[str, Features]) -> tuple[Series, ...]:
    """The series that the arms at hand fall into, the strongest first.

    Args:
        arms: public identifier of each exhibit -> its features; at most `MOST`.

    Raises:
        ValueError: too many at once.
    """
    if len(arms) > MOST:
        raise ValueError(f"at most {MOST} arms are compared at once")
    often = Frequencies(arms.values())
    names = sorted(arms)
    groups = _grouped(names, arms, often)
    serieses = [_series(group, arms, often) for group in groups if len(group) >= SMALLEST]
    serieses = [
        series for series in serieses if len(series.members) >= SUPPORTED or probability(series.bits) >= EVEN
    ]
    return tuple(sorted(serieses, key=lambda series: (-series.bits, series.members)))


def _grouped(names: Sequence[str], arms: Mapping[str, Features], often: Frequencies) -> list[list[str]]:
    """Average linkage: the two groups with the best average pair are joined first, as long as it is above `JOINED`."""
    total: dict[int, dict[int, float]] = defaultdict(dict)
    contrary: dict[int, dict[int, int]] = defaultdict(dict)
    heap: list[tuple[float, int, int]] = []
    for i, j in combinations(range(len(names)), 2):
        bits = weight(arms[names[i]], arms[names[j]], often)
        total[i][j] = total[j][i] = bits
        contrary[i][j] = contrary[j][i] = int(bits < AGAINST)
        if bits >= JOINED:
            heap.append((-bits, i, j))
    heapq.heapify(heap)
    members: dict[int, list[int]] = {i: [i] for i in range(len(names))}
    following = len(names)
    while heap:
        _, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        if contrary[i][j] > SPARED * len(members[i]) * len(members[j]):
            continue
        joined = members.pop(i) + members.pop(j)
        for k, others in members.items():
            total[k][following] = total[following][k] = total[i][k] + total[j][k]
            contrary[k][following] = contrary[following][k] = contrary[i][k] + contrary[j][k]
            average = total[following][k] / (len(joined) * len(others))
            if average >= JOINED:
                heapq.heappush(heap, (-average, following, k))
        members[following] = joined
        following += 1
    return [sorted(names[i] for i in group) for group in members.values()]


def _series(group: Sequence[str], arms: Mapping[str, Features], often: Frequencies) -> Series:
    pairs = [weight(arms[a], arms[b], often) for a, b in combinations(group, 2)]
    return Series(tuple(group), math.fsum(pairs) / len(pairs), tuple(_shared(group, arms, often)))


def _shared(group: Sequence[str], arms: Mapping[str, Features], often: Frequencies) -> list[Reason]:
    """What most of the group share, the rarest first: what a person looks at to agree or not."""
    counts: Counter[tuple[str, str]] = Counter()
    looked: Counter[str] = Counter()
    for name in group:
        for feature, values in arms[name].items():
            if values:
                looked[feature] += 1
                counts.update((feature, value) for value in values)
    results = [
        Reason(
            feature,
            value,
            often.agreement(feature, value),
            count,
            looked[feature],
            max(1, round(1000 * often.rarity(feature, value))),
        )
        for (feature, value), count in counts.items()
        if count > 1 and 2 * count > looked[feature] and often.agreement(feature, value) > 0
    ]
    return sorted(
        results,
        key=lambda reason: (-reason.bits * reason.share / max(reason.of, 1), reason.feature, reason.value),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An arm that may belong to a series: the average bits of its pairs with the members, and what speaks for and against."""

    name: str
    bits: float
    reasons: tuple[Reason, ...]

    @property
    def percent(self) -> int:
        """How likely an average pair of it with a member is of one workshop, in percent; never 100."""
        return min(99, round(100 * probability(self.bits)))


def candidates(
    members: Sequence[str], arms: Mapping[str, Features], *, apart: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """The arms that may belong to a series, the likeliest first, by the measure by which groups are proposed.

    Args:
        members: of the series, as far as they are among `arms`.
        apart: of whom somebody said already that they are another's.
    """
    theirs = [arms[name] for name in members if name in arms]
    if not theirs:
        return ()
    often = Frequencies(arms.values())
    results = []
    for name in sorted(arms.keys() - set(members) - set(apart)):
        bits = math.fsum(weight(arms[name], their, often) for their in theirs) / len(theirs)
        if bits >= JOINED:
            results.append(Candidate(name, bits, tuple(_beside(arms[name], theirs, often))))
    return tuple(sorted(results, key=lambda candidate: (-candidate.bits, candidate.name)))


def _beside(arm: Features, theirs: Sequence[Features], often: Frequencies) -> list[Reason]:
    """What an arm shares with the members of a series, the weightiest first, then where it differs from all of them."""
    results = []
    for feature, values in sorted(arm.items()):
        looked = [their[feature] for their in theirs if their.get(feature)]
        if not looked or not values:
            continue
        shared = {value: sum(value in row for row in looked) for value in values}
        if not any(shared.values()):
            results.append(Reason(feature, "", often.disagreement(feature), 0, len(looked)))
            continue
        value = max(
            sorted(shared), key=lambda text: (shared[text] * often.agreement(feature, text), shared[text])
        )
        rare = max(1, round(1000 * often.rarity(feature, value)))
        results.append(
            Reason(feature, value, often.agreement(feature, value), shared[value], len(looked), rare)
        )
    return sorted(results, key=lambda reason: (-reason.bits * reason.share / reason.of, reason.feature))


def split(members: Sequence[str], out: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A series parted in two by a person: those that stay, and those that are taken out.

    Raises:
        ValueError: nothing, or everything, would be taken out, or something that is not in it.
    """
    taken = tuple(sorted(set(out)))
    rest = tuple(sorted(set(members) - set(taken)))
    if not taken or not rest or set(taken) - set(members):
        raise ValueError("a split leaves something on both sides")
    return rest, taken
