"""How the words of two names go together: each with the one that it is most alike, in whichever order, two with one that is both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from ifar.trade.screening import chinese
from ifar.trade.screening.meanings import GENERAL, OWN, kin, level
from ifar.trade.screening.spelling import Word, between, heard, together

_ADJECTIVE: Final = re.compile(
    r"(.{3,}?)(?:an|en|in|ov|ev|ets|ch)?(?:sk|ck)(?:ii|iy|yi|yy|i|aya|aia|a|oe|oye|o|e|oi|oy|ogo|oho)?$"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of two names that go together: where they stand, in what way they are alike, how far apart, and how much it says that they are the same."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    way: str
    cost: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """How the words of two names go together."""

    ours: tuple[Word, ...]
    theirs: tuple[Word, ...]
    pairs: tuple[Pair, ...]

    @property
    def cost(self) -> float:
        """How far they lie apart."""
        return sum(item.cost for item in self.pairs)

    @property
    def weight(self) -> float:
        """How much it says that they are the same."""
        return sum(item.weight for item in self.pairs)

    @property
    def slips(self) -> list[Pair]:
        """Short words that one letter makes another word: they say something only beside others that are the same."""
        return [
            item
            for item in self.pairs
            if item.way == "error"
            and min(len(self.ours[item.ours[0]].raw), len(self.theirs[item.theirs[0]].raw)) < 6
        ]

    @property
    def keep_order(self) -> bool:
        """Whether the words of both stand in the same order."""
        at = [item.theirs[0] for item in sorted(self.pairs, key=lambda item: item.ours)]
        return at == sorted(at)

    def alone(self, ours: bool) -> list[int]:
        """Where the words of one of them stand that the other lacks."""
        taken = {at for item in self.pairs for at in (item.ours if ours else item.theirs)}
        return [at for at in range(len(self.ours if ours else self.theirs)) if at not in taken]

    def told(self) -> list[tuple[str, str, str]]:
        """Word asked, word listed, in what way they are alike; what stands alone has no other."""

        def said(of: tuple[Word, ...], at: Iterable[int]) -> str:
            return " ".join(of[number].written for number in at)

        return [
            *((said(self.ours, item.ours), said(self.theirs, item.theirs), item.way) for item in self.pairs),
            *((self.ours[at].written, "", "more") for at in self.alone(True)),
            *(("", self.theirs[at].written, "more") for at in self.alone(False)),
        ]


def _weight(word: Word, other: Word, borne: frozenset[str]) -> float:
    common = word.sound in borne or other.sound in borne
    # A word without its vowels says what its like in Latin letters says.
    weights = [each.weight for each in (word, other) if not each.is_bare or word.is_bare is other.is_bare]
    least = min(0.5 if common else 1.0, *weights)
    length = min(len(word.sound), len(other.sound))
    return least if least < 1.0 or length < 8 else 1.3 if length < 11 else 1.6


def owned(of: Sequence[Word]) -> tuple[Word, ...]:
    """The words that tell one body from another."""
    return tuple(word for word in of if level(word.plain) in OWN)


def pair_bodies(ours: Sequence[Word], theirs: Sequence[Word], borne: frozenset[str]) -> Pairs:
    """How the words of two bodies go together; words that say much the same of what they do, at the end; or all of them, where only their spaces differ."""
    pairs = pair(ours, theirs, borne)
    left, right = pairs.alone(True), pairs.alone(False)
    if not left and not right:
        return pairs
    more: list[Pair] = []
    for i in left:
        for j in right:
            if _is_of(ours[i].raw, theirs[j].raw) or _is_of(theirs[j].raw, ours[i].raw):
                more.append(Pair((i,), (j,), "spelling", 0.3, 0.8))
                right.remove(j)
                break
            if kin(ours[i].plain) & kin(theirs[j].plain):
                more.append(Pair((i,), (j,), "kin", 0.4, 0.5))
                right.remove(j)
                break
    pairs = Pairs(pairs.ours, pairs.theirs, (*pairs.pairs, *more))
    return _as_letters(pairs) or pairs


def _is_of(adjective: str, noun: str) -> bool:
    """Whether a word is a Slavic adjective of a place or a name: Orshanskii, Orsha."""
    match = _ADJECTIVE.match(adjective)
    return match is not None and len(noun) > 3 and noun.rstrip("aeiouy") == match[1].rstrip("aeiouy")


def _as_letters(pairs: Pairs) -> Pairs | None:
    """Words of their own that are the same letters with other spaces between them."""
    sides = [
        [
            at
            for at in pairs.alone(is_ours)
            if level(of[at].plain) not in GENERAL and level(of[at].plain) != "form"
        ]
        for of, is_ours in ((pairs.ours, True), (pairs.theirs, False))
    ]
    loose = [
        item
        for item in pairs.pairs
        if item.way != "kin"
        and level(pairs.ours[item.ours[0]].plain) in OWN
        and level(pairs.theirs[item.theirs[0]].plain) in OWN
    ]
    if not all(sides):
        return None
    for joined in ([], loose):
        ours = sorted([*sides[0], *(at for item in joined for at in item.ours)])
        theirs = sorted([*sides[1], *(at for item in joined for at in item.theirs)])
        if max(len(ours), len(theirs)) < 2 or len(ours) > 6 or len(theirs) > 6:
            continue
        word, other = (
            reduce(together, (pairs.ours[at] for at in ours)),
            reduce(together, (pairs.theirs[at] for at in theirs)),
        )
        far = between(word, other)
        if min(len(word.raw), len(other.raw)) > 6 and far and far[0] <= 0.6:
            kept = tuple(pair for pair in pairs.pairs if pair not in joined)
            return Pairs(
                pairs.ours, pairs.theirs, (*kept, Pair(tuple(ours), tuple(theirs), "joined", far[0], 1.3))
            )
    return None


def pair(ours: Sequence[Word], theirs: Sequence[Word], borne: frozenset[str]) -> Pairs:
    """How the words of two names go together; `borne` is what many of the list are called, as it sounds."""
    near = sorted(
        (row[0], -len(our.plain), i, j, row[1])
        for i, our in enumerate(ours)
        for j, other in enumerate(theirs)
        if (row := between(our, other)) is not None
    )
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    pairs: list[Pair] = []

    def join(is_exact: bool) -> None:
        if not left or not right or len(left) + len(right) < 3:
            return
        for i, j, k in [*_joined(left, right, is_exact)]:
            weight = max(left.pop(i).weight, left.pop(j).weight, right.pop(k).weight)
            pairs.append(Pair((i, j), (k,), "joined", 0.1, weight))
        for i, j, k in [*_joined(right, left, is_exact)]:
            weight = max(right.pop(i).weight, right.pop(j).weight, left.pop(k).weight)
            pairs.append(Pair((k,), (i, j), "joined", 0.1, weight))

    join(True)
    for far, _length, i, j, way in near:
        if i in left and j in right:
            pairs.append(Pair((i,), (j,), way, far, _weight(left.pop(i), right.pop(j), borne)))
    for apart, whole, is_ours in ((left, right, True), (right, left, False)):
        if len(whole) == 1 and 2 < len(apart) < 6:
            ((at, word),) = whole.items()
            row = between(reduce(together, (apart[i] for i in sorted(apart))), word)
            if row and row[0] <= 0.3:
                several = tuple(sorted(apart))
                here, there = (several, (at,)) if is_ours else ((at,), several)
                pairs.append(Pair(here, there, "joined", 0.1, 1.3))
                left.clear()
                right.clear()
                break
    join(False)
    return Pairs(tuple(ours), tuple(theirs), tuple(pairs))


def _joined(
    apart: Mapping[int, Word], whole: Mapping[int, Word], is_exact: bool
) -> Iterator[tuple[int, int, int]]:
    """Two words of one name that are one of the other; letter by letter, or near enough."""
    taken: set[int] = set()
    beside = [(i, j) for i in apart for j in (i - 1, i + 1) if j in apart]
    for k, word in whole.items() if beside else ():
        for i, j in beside:
            if i in taken or j in taken:
                continue
            first, second = apart[i], apart[j]
            if word.is_bare is first.is_bare and len(word.raw) < len(first.raw) + len(second.raw) - 3:
                continue
            if is_exact:
                if len(word.raw) > 3 and first.raw + second.raw == word.raw:
                    taken |= {i, j}
                    yield i, j, k
                    break
                continue
            if not (word.is_bare or first.is_bare) and (
                len(word.plain) < 5
                or (
                    first.sound[:1] not in {each[:1] for each in heard(word.plain)}
                    and not chinese.is_same(first.raw + second.raw, word.raw)
                )
            ):
                continue
            if (row := between(together(first, second), word)) is not None and row[0] <= 0.6:
                taken |= {i, j}
                yield i, j, k
                break
