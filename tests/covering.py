"""Which cases of a family the suite runs; `make scale` runs every one (`EVERY_CASE`)."""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Hashable, Iterable
from random import Random
from typing import Any, Final

EVERY_CASE: Final = "EVERY_CASE" in os.environ
"""Whether every case is run: `make scale`, or whoever looks for a fault."""


def parts(case: Any) -> Iterable[Hashable]:
    """What a case is made of: each of its values, at its place; of a case that is one value, that."""
    return enumerate(case) if isinstance(case, tuple) else [case]


def covering[Case](
    cases: Iterable[Case], tells: Callable[[Case], Iterable[Hashable]] = parts, seed: object = ""
) -> list[Case]:
    """As few of the cases as tell together all that the cases tell, in their order; all of them where `EVERY_CASE` is set.

    Covered is whatever `tells` names of any case: by default each value of each argument at least once. A family that has to
    try two things together names them as one: `(role, method)`. What stands for itself names itself, and is always run.

    Among cases that tell as much, chance decides, the same in each run and each process: otherwise the first role, the first
    language and the first table would be tried with everything and the others with what they alone have. `seed` draws otherwise
    for each member of a family that is covered piece by piece.
    """
    every = list(cases)
    if EVERY_CASE:
        return every
    hashableses = [set(tells(case)) for case in every]
    order = Random(str(seed)).sample(range(len(every)), len(every))
    waiting = [(-len(hashableses[at]), place, at) for place, at in enumerate(order)]
    heapq.heapify(waiting)
    known: set[Hashable] = set()
    chosen = []
    while waiting:
        _, place, at = heapq.heappop(waiting)
        new = -len(hashableses[at] - known)
        if waiting and new > waiting[0][0]:  # others tell more by now
            heapq.heappush(waiting, (new, place, at))
        elif new:
            known |= hashableses[at]
            chosen.append(at)
    return [every[at] for at in sorted(chosen)]


def some[Case](cases: Iterable[Case], of: int, seed: object = "") -> list[Case]:
    """One of each `of` neighbours, in their order, drawn by chance alike in each run; all of them where `EVERY_CASE` is set.

    For cases that one piece of the product decides alike, of which any shows that it is asked at all.
    """
    every = list(cases)
    if EVERY_CASE:
        return every
    random = Random(str(seed))
    return [random.choice(every[at : at + of]) for at in range(0, len(every), of)]
