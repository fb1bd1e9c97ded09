"""Whether two names, whose words were paired, are one's: of persons, and of bodies. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ifar.trade.screening.meanings import GENERAL, is_sound_only, level
from ifar.trade.screening.pairing import Pair, Pairs
from ifar.trade.screening.spelling import PATRONYMIC, Word


def persons(pairs: Pairs, how: str, result: float) -> int | None:
    """The score of two names of persons; None where they are two people's. What else is `result` of both speaks for them."""
    matched, cost, weight = len(pairs.pairs), pairs.cost, pairs.weight
    initials = sum(pair.way == "initial" for pair in pairs.pairs)
    ours, theirs = (
        _counting(of, at) for of, at in ((pairs.ours, pairs.alone(True)), (pairs.theirs, pairs.alone(False)))
    )
    more = len(ours) + len(theirs)
    score = 98 - round(14 * cost) - 8 * initials - 6 * more - (12 if how == "low" else 0)
    if matched == initials or any(weight + result - slip.weight < 1.5 for slip in pairs.slips):
        return None
    if matched == 1:
        # A single word is somebody's whole name: only the same word is the same.
        is_whole = not pairs.alone(True) and not pairs.alone(False) and cost <= 0.3
        longest = max(len(word.plain) for word in (pairs.ours[0], pairs.theirs[0]))
        return score - 25 if is_whole and how != "low" and longest > 4 else None
    spared = 0.3 * initials + 0.5 * result
    if not more:
        most = 0.3 if how == "low" else 0.2 + 0.4 * weight
        return score if cost <= most + spared else None
    if (
        how == "low"
        or cost > (_APART_AT_MOST[(weight >= 2.0) + (weight >= 2.5)] if matched == 2 else 1.2) + spared
    ):
        return None
    if ours and theirs:
        is_one_each = (len(ours), len(theirs)) == (1, 1) and matched > 2
        return score - 8 if is_one_each and weight + result >= 2.5 else None
    return score if weight + result >= _enough(pairs, ours, theirs) else None


_NEVER: Final = 3.5
_APART_AT_MOST: Final = (0.35, 0.6, 0.85)
"""How far two words may lie apart beside which others stand, where both are what many are called, where they are not, and where both are long."""


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
        is_begun = pairs.keep_order and (matched > 2 or pairs.cost <= (0.4 if pairs.weight > 2.0 else 0.1))
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


_WORTH: Final = {
    "form": 0.0,
    "weak": 0.1,
    "does": 0.3,
    "place": 0.35,
    "name": 0.4,
    "brand": 0.6,
    "number": 0.6,
}
"""How much it says that two bodies have a word in common, by its level."""


def _worth(pairs: Pairs, pair: Pair) -> float:
    ours, theirs = (
        [of[at] for at in at_] for of, at_ in ((pairs.ours, pair.ours), (pairs.theirs, pair.theirs))
    )
    if pair.way == "kin":
        return 0.1 if level(pairs.ours[pair.ours[0]].plain) in GENERAL else 0.4
    if len(ours) + len(theirs) > 2:
        return pair.weight
    levels = {level(each[0].plain) for each in (ours, theirs)}
    if "number" in levels and len(ours[0].plain) > 3 and ours[0].plain.isdecimal():
        return 1.2
    if all(len(each[0].raw) < 5 for each in (ours, theirs)):
        return min(
            pair.weight, 0.5 if len(ours[0].raw) < 4 else 0.8, *(_WORTH.get(each, 1.0) for each in levels)
        )
    if levels == {"own"} or all(is_sound_only(each[0].raw) for each in (ours, theirs)):
        return pair.weight
    return min(_WORTH.get(each, 1.0) for each in levels)


def bodies(pairs: Pairs, how: str) -> int | None:
    """The score of two names of bodies, by what each of their words says; None where they are two."""
    worth = [_worth(pairs, pair) for pair in pairs.pairs]
    levels = [[level(word.plain) for word in of] for of in (pairs.ours, pairs.theirs)]
    alone = [[(levels[at][number], number) for number in pairs.alone(not at)] for at in (0, 1)]
    own = [pair for pair, each in zip(pairs.pairs, worth, strict=True) if each >= 0.4]
    more = [[at for each, at in side if each in ("own", "brand")] for side in alone]
    of_pairs = [
        {pairs.ours[at].plain for pair in pairs.pairs for at in pair.ours},
        {pairs.theirs[at].plain for pair in pairs.pairs for at in pair.theirs},
    ]
    kinds = [
        [at for each, at in side if each in ("does", "name") and of[at].plain not in of_pair]
        for side, of, of_pair in zip(alone, (pairs.ours, pairs.theirs), of_pairs, strict=True)
    ]
    places = [[at for each, at in side if each == "place"] for side in alone]
    numbers = [any(each == "number" for each, _at in side) for side in alone]
    strong = sum(each for each in worth if each >= 0.4)
    total, cost = sum(worth), sum(pair.cost for pair in own)
    extra = len(more[0]) + len(more[1])
    if not pairs.pairs or all(more) or all(numbers) or any(pair in pairs.slips for pair in own):
        return None
    # Each says what it does, and not the same; or where it is. Words of no table may be how another language says what it does.
    ordered = [pair.theirs for pair in sorted(own, key=lambda pair: pair.ours)]
    is_sure = len(own) > 1 and strong >= 1.5 and cost <= 0.3 and ordered == sorted(ordered)
    if any(kinds[at] and (kinds[1 - at] or (more[1 - at] and not is_sure)) for at in (0, 1)):
        return None
    if all(places) and strong < 2.0:
        return None
    if is_sure and any(kinds[at] and len(more[1 - at]) <= len(kinds[at]) + 1 for at in (0, 1)):
        return 80 - round(12 * cost)
    score = (
        97
        - round(12 * cost)
        - 6 * extra
        - 4 * sum(map(bool, kinds))
        - 3 * any(numbers)
        - (12 if how == "low" else 0)
    )
    if len(pairs.ours) == len(pairs.theirs) == 1 and levels == [["own"], ["own"]] and cost <= 0.1:
        return score - 7 if len(pairs.ours[0].raw) > 2 else None
    if strong < 1.0 or (strong < 1.2 and any(kinds)):
        is_whole = not extra and not any(numbers) and not any(kinds) and cost <= 0.5
        enough = 0.7 if not any(alone) and all(pair.way != "kin" for pair in pairs.pairs) else 0.9
        return score - 6 if is_whole and len(pairs.pairs) > 1 and total >= enough else None
    size = max(len(own), *(len(side) for pair in own for side in (pair.ours, pair.theirs)))
    if size == 1 and extra == 1 and cost <= 0.1 and not any(kinds) and sum(each == 0.3 for each in worth) > 1:
        # The town where it is, which no table has.
        of, (at,) = (pairs.ours, more[0]) if more[0] else (pairs.theirs, more[1])
        return score - 12 if at == len(of) - 1 and len(of[at].raw) > 4 else None
    if size == 1:
        length = max(len(pairs.ours[at].raw) for at in own[0].ours)
        if (
            extra
            or any(numbers)
            or cost
            > (
                1.0
                if (length > 8 or (length > 5 and total - strong > 0.5)) and not any(kinds)
                else 0.5
                if length > 5
                else 0.1
            )
        ):
            return None
        is_known = length > 7 or not any(kinds)
        is_named = length > 3 or len(pairs.ours) == len(pairs.theirs) == 1
        return score - 7 if is_known and is_named else None
    if cost > (1.0 if strong <= 2.0 else 1.3) or (extra and (strong < 2.0 or extra >= size or cost > 0.6)):
        return None
    # Words in another order are the same body's only where all are there; whose name stands before two words is another body than these alone.
    is_ordered = pairs.keep_order or not extra or (cost <= 0.9 and extra <= max(0, len(own) - 2))
    is_before = extra and size == 2 and (more[0] or more[1])[0] == 0
    return score if is_ordered and not is_before else None
