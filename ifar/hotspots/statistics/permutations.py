"""Conditional permutations of local statistics: each place keeps its value, everybody else's are shuffled around it (Anselin 1995).

One shuffle serves all places: the first `k` values of it are a fair draw of `k` neighbours for every place that is not among them, and
for one that is, the next value stands in. So a shuffle costs what its few first values cost, not one pass over all places. Pure.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]


class Drawn(NamedTuple):
    """What chance drew for each place: how many sums were at least the observed one, how many were more, their mean and spread."""

    reached: Ints
    above: Ints
    mean: Floats
    spread: Floats


def neighbours_sums(values: Floats, near: Weights, observed: Floats, number: int, seed: int) -> Drawn:
    """How often chance draws neighbours whose weighted sum is at least the observed one, or more.

    Args:
        values: of all places.
        near: weights without the place itself.
        observed: the weighted sums of the real neighbours.
        number: permutations.
        seed: of the permutations.
    """
    values = np.asarray(values, float)
    random = np.random.default_rng(seed)
    n = near.n
    most = min(int(near.number.max(initial=0)), n - 1)
    drawn = _drawn(random, n, most + 1, number)
    close = np.finfo(float).eps * 64 * max(1.0, float(np.abs(values).sum()))
    if _same_weights(near):
        return _counted(values, near, observed, drawn, close)
    reached, more = np.zeros(n, np.int64), np.zeros(n, np.int64)
    total, squares = np.zeros(n), np.zeros(n)
    position = np.arange(len(near.to)) - np.repeat(near.start[:-1], near.number)
    for shuffle in drawn:
        sums = Weights(near.start, position, near.weight).summed(values[shuffle])
        inside = shuffle[:most]
        for at, place in enumerate(inside.tolist()):
            k = int(near.number[place])
            if at < k:
                w = near.weight[near.start[place] + at]
                sums[place] += w * (values[shuffle[k]] - values[place])
        reached += sums >= observed - close
        more += sums > observed + close
        total += sums
        squares += sums**2
    mean = total / number
    return Drawn(reached, more, mean, np.sqrt(np.maximum(squares / number - mean**2, 0)))


def _drawn(random: np.random.Generator, n: int, most: int, number: int) -> Ints:
    """The first places of each shuffle."""
    if most * 4 > n:
        return np.array([random.permutation(n)[:most] for _ in range(number)])
    table = random.integers(n, size=(number, most))
    while True:  # draws again where one came twice, which is rare among many places
        ordered = np.sort(table, axis=1)
        twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(twice):
            break
        table[twice] = random.integers(n, size=(len(twice), most))
    return table


def _same_weights(near: Weights) -> bool:
    """Whether all neighbours of a place weigh the same."""
    if not len(near.to):
        return True
    first = np.repeat(near.weight[np.minimum(near.start[:-1], len(near.to) - 1)], near.number)
    return bool((np.abs(first - near.weight) <= 1e-15 * np.abs(first)).all())


def _counted(values: Floats, near: Weights, observed: Floats, drawn: Ints, close: float) -> Drawn:
    """The same where a sum is a number times how many are drawn: looked up among sorted sums, one place at a time corrected."""
    number, width = drawn.shape
    k = near.number
    weigh = np.where(
        k > 0,
        near.weight[np.minimum(near.start[:-1], max(len(near.to) - 1, 0))] if len(near.to) else 1.0,
        1.0,
    )
    target = np.divide(np.asarray(observed, float), weigh, out=np.zeros(near.n), where=weigh != 0)
    grown = np.concatenate([np.zeros((number, 1)), np.cumsum(values[drawn], axis=1)], axis=1)
    reached, more = np.zeros(near.n, np.int64), np.zeros(near.n, np.int64)
    mean, spread = np.zeros(near.n), np.zeros(near.n)
    for size in np.unique(k):
        of_size = np.flatnonzero(k == size)
        ordered = np.sort(grown[:, size])
        reached[of_size] = number - np.searchsorted(ordered, target[of_size] - close, side="left")
        more[of_size] = number - np.searchsorted(ordered, target[of_size] + close, side="right")
        mean[of_size], spread[of_size] = ordered.mean(), ordered.std()
    shuffle, at = np.nonzero(
        np.arange(width)[None, :] < k[drawn]
    )  # a place that was drawn as its own neighbour
    place = drawn[shuffle, at]
    before = grown[shuffle, k[place]]
    after = before - values[place] + values[drawn[shuffle, k[place]]]
    least, most = target[place] - close, target[place] + close
    np.add.at(reached, place, (after >= least).astype(np.int64) - (before >= least))
    np.add.at(more, place, (after > most).astype(np.int64) - (before > most))
    moved, squared = np.zeros(near.n), np.zeros(near.n)
    np.add.at(moved, place, after - before)
    np.add.at(squared, place, after**2 - before**2)
    fresh = mean + moved / number
    spread = np.sqrt(np.maximum(spread**2 + mean**2 + squared / number - fresh**2, 0))
    return Drawn(reached, more, fresh * weigh, spread * np.abs(weigh))
