"""What agreement tells: how often one person's rows, and two people's, agree so. Learnt from the file itself, without labels.

Expectation-maximisation of the classifying kind (Celeux and Govaert 1992): the rows that are surely one person under the weights of
one round give the counts for the next; all pairs within a person count, so that the hard ones are counted too, and a sample of the
others stands for two people. Plain EM drifts here: namesakes agree in more than chance allows (a name and an e-mail address made of
it), and become the class that it finds. Prior counts carry a file of ten rows; in one of a thousand they hardly show. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ifar.parties.linkage.levels import COMPARED, LEVELS, ORDERS, SAME, STRAIGHT, SWAPPED, UNSAID

Levels = tuple[int, ...]

PRIOR_SAME: Final = 15.0
"""Imagined pairs of one person behind each prior of `among`."""
PRIOR_APART: Final = 300.0
"""Imagined pairs of two people behind each prior of `apart`."""
SWAPPED_AMONG: Final = 0.03
SWAPPED_APART: Final = 0.5
"""Whom two names meet by chance, they meet in either order alike."""
FEWEST: Final = 1e-9
"""No level is impossible, however seldom it is met."""


@dataclass(frozen=True)
class Weights:
    """What was learnt.

    Attributes:
        same, apart: probability of each level among pairs of one person, and of two; by comparison, orders last.
        prior: probability that two rows, drawn blindly, are one person.
    """

    same: tuple[tuple[float, ...], ...]
    apart: tuple[tuple[float, ...], ...]
    prior: float

    @cached_property
    def logs(self) -> tuple[tuple[float, ...], ...]:
        """Natural logarithm of what each level tells, by comparison: above 0 it speaks for one person."""
        rows = [
            tuple(
                math.log(max(m, FEWEST) / max(u, FEWEST)) if level != UNSAID else 0.0
                for level, (m, u) in enumerate(zip(ms, us, strict=True))
            )
            for ms, us in zip(self.same[: len(COMPARED)], self.apart, strict=False)
        ]
        return (*rows, *(_of_order(order[SWAPPED]) for order in self.same[len(COMPARED) :]))

    @cached_property
    def chances(self) -> tuple[float, ...]:
        """How often two people share a value, by comparison; never seldomer than was known before."""
        return tuple(
            max(levels[SAME], compared.chance) for levels, compared in zip(self.apart, COMPARED, strict=False)
        )

    @cached_property
    def odds(self) -> float:
        """Natural logarithm of the odds before anything is compared."""
        return math.log(self.prior / (1 - self.prior))


def before(rows: int) -> Weights:
    """The weights before a file of so many rows is looked at: every tenth row has another one of the same person."""
    same = [(0.0, *comparison.among) for comparison in COMPARED] + [_order(SWAPPED_AMONG) for _ in ORDERS]
    apart = [
        (0.0, comparison.chance, *((1 - comparison.chance) * share for share in comparison.apart))
        for comparison in COMPARED
    ]
    square = max(rows * (rows - 1) / 2, 1.0)
    return Weights(
        tuple(same), (*apart, *(_order(SWAPPED_APART) for _ in ORDERS)), min(0.1, 0.1 * max(rows, 1) / square)
    )


def _of_order(swapped: float) -> tuple[float, ...]:
    levels = [0.0] * LEVELS
    levels[SWAPPED] = math.log(max(swapped, FEWEST) / SWAPPED_APART)
    return tuple(levels)


def _order(swapped: float) -> tuple[float, ...]:
    levels = [0.0] * LEVELS
    levels[STRAIGHT], levels[SWAPPED] = 1 - swapped, swapped
    return tuple(levels)


def learnt(same: Iterable[Levels], apart: Iterable[Levels], expected: float, rows: int) -> Weights:
    """Learn from pairs.

    Args:
        same, apart: agreements of pairs that are surely one person, and of pairs that are two.
        expected: how many pairs of the file are one person, in all likelihood.
        rows: of the file.
    """
    prior = before(rows)
    square = max(rows * (rows - 1) / 2, 1.0)
    return Weights(
        _shares(same, prior.same, PRIOR_SAME),
        _shares(apart, prior.apart, PRIOR_APART),
        (expected + 1) / (square + 1 / prior.prior),
    )


def _shares(
    agreements: Iterable[Levels], prior: Sequence[Sequence[float]], strength: float
) -> tuple[tuple[float, ...], ...]:
    counts = [[strength * share for share in levels] for levels in prior]
    for levels, number in Counter(agreements).items():  # few ways to agree, met by thousands of pairs
        for count, level in zip(counts, levels, strict=True):
            count[level] += number
    return tuple((0.0, *(count / sum(row[1:]) for count in row[1:])) for row in counts)
