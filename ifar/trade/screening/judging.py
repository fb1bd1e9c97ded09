"""Whether two names, whose words were paired, are one's: of persons, and of bodies. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ifar.trade.screening.pairing import Pair, Pairs
from ifar.trade.screening.spelling import PATRONYMIC, Word, is_general, is_kind


def persons(pairs: Pairs, how: str, told: float) -> int | None:
    """The score of two names of persons; None where they are two people's. What else is `told` of both speaks for them."""
    matched, cost, weight = len(pairs.pairs), pairs.cost, pairs.weight
    initials = sum(one.way == "initial" for one in pairs.pairs)
    ours, theirs = (
        _counting(of, at) for of, at in ((pairs.ours, pairs.alone(True)), (pairs.theirs, pairs.alone(False)))
    )
    more = len(ours) + len(theirs)
    score = 98 - round(14 * cost) - 8 * initials - 6 * more - (12 if how == "low" else 0)
    if matched == initials or any(weight + told - one.weight < 1.5 for one in pairs.slips):
        return None
    if matched == 1:
        # A single word is somebody's whole name: only the same word is the same.
        is_whole = not pairs.alone(True) and not pairs.alone(False) and cost <= 0.3
        longest = max(len(one.plain) for one in (pairs.ours[0], pairs.theirs[0]))
        return score - 25 if is_whole and how != "low" and longest > 4 else None
    spared = 0.3 * initials + 0.5 * told
    if not more:
        most = 0.3 if how == "low" else 0.2 + 0.4 * weight
        return score if cost <= most + spared else None
    if how == "low" or cost > (_APART_AT_MOST[weight >= 2.0] if matched == 2 else 1.2) + spared:
        return None
    if ours and theirs:
        is_one_each = (len(ours), len(theirs)) == (1, 1) and matched > 2
        return score - 8 if is_one_each and weight + told >= 2.5 else None
    return score if weight + told >= _enough(pairs, ours, theirs) else None


_NEVER: Final = 3.5
_APART_AT_MOST: Final = (0.35, 0.6)
"""How far two words may lie apart beside which others stand, where both are what many are called and where they are not."""


def _enough(pairs: Pairs, ours: Sequence[int], theirs: Sequence[int]) -> float:
    """How much the words in common must say, where one name has more of them."""
    extra, of = (ours, pairs.ours) if ours else (theirs, pairs.theirs)
    matched = len(pairs.pairs)
    if extra[0] == 0:
        if matched > 2:
            return 2.5
        # Before the name by which somebody is called often stands one that half the world bears.
        return 2.0 if pairs.keep_order and all(of[at].weight <= 0.5 for at in extra) else _NEVER
    if extra[-1] == len(of) - 1:
        is_begun = pairs.keep_order and (matched > 2 or pairs.cost <= 0.1)
        return (1.8 if len(extra) > 1 else 2.0) if is_begun else 2.5 if matched > 2 else _NEVER
    if matched > 2:
        return 1.5
    # Names between the first and the last are often left out; of somebody who bears more than the list says, less often.
    if ours:
        return 2.0 if pairs.keep_order or pairs.cost <= 0.1 else _NEVER
    return 1.5 if pairs.keep_order else 2.0


def _counting(of: Sequence[Word], alone: Iterable[int]) -> list[int]:
    """Words without their like that count: of a patronymic or an initial nobody thinks when it is left out."""
    return [at for at in alone if len(of[at].plain) > 1 and not PATRONYMIC.search(of[at].plain)]


def bodies(pairs: Pairs, how: str) -> int | None:
    """The score of two names of bodies, by all their words but legal forms; None where they are two."""
    own = [one for one in pairs.pairs if not _is_general(pairs, one)]
    ours, theirs = pairs.alone(True), pairs.alone(False)
    more = [
        [at for at in alone if not is_general(of[at].plain)]
        for of, alone in ((pairs.ours, ours), (pairs.theirs, theirs))
    ]
    kinds = [
        {of[at].plain for at in alone if is_kind(of[at].plain)}
        for of, alone in ((pairs.ours, ours), (pairs.theirs, theirs))
    ]
    cost, weight = sum(one.cost for one in own), sum(one.weight for one in own)
    extra = len(more[0]) + len(more[1])
    if not own or all(more) or any(one in pairs.slips for one in own):
        return None
    # Each says what it does, and not the same.
    if any(kinds[at] and (kinds[1 - at] or more[1 - at]) for at in (0, 1)):
        return None
    lower = (12 if how == "low" else 0) + 4 * sum(map(bool, kinds))
    length = sum(len(pairs.ours[at].plain) for one in own for at in one.ours)
    size = max(len(own), *(len(side) for one in own for side in (one.ours, one.theirs)))
    if size == 1:
        if extra or cost > (1.0 if length > 8 and not any(kinds) else 0.5 if length > 5 else 0.1):
            return None
        is_known = length > 7 or not any(kinds)
        is_named = length > 3 or len(pairs.ours) == len(pairs.theirs) == 1
        return 90 - round(12 * cost) - lower if is_known and is_named else None
    if cost > (1.0 if weight <= 2.0 else 1.3) or (extra and (weight < 2.0 or extra >= size or cost > 0.6)):
        return None
    # Words in another order are the same body's only where all are there; whose name stands before two words is another body than these alone.
    is_ordered = pairs.keep_order or (cost <= 0.9 and extra <= max(0, len(own) - 2))
    is_before = extra and size == 2 and (more[0] or more[1])[0] == 0
    return 97 - round(12 * cost) - 6 * extra - lower if is_ordered and not is_before else None


def _is_general(pairs: Pairs, one: Pair) -> bool:
    """Whether what two bodies have in common is what so many are called."""
    return all(is_general(pairs.ours[at].plain) for at in one.ours) or all(
        is_general(pairs.theirs[at].plain) for at in one.theirs
    )
