"""ST-DBSCAN: events that lie close in space and in time, in groups of any shape (Birant & Kut 2007).

An event with enough others within both distances is a core; cores that reach each other are one group with all whom they reach;
the rest is noise. It tests nothing: where many events are, groups appear by chance. Use it to see, and the scan to judge. Pure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.statistics.weights import near_pairs

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]


def st_dbscan(points: Floats, time: Floats, *, radius: float, span: float, least: int) -> Ints:
    """The group of each event, 0, 1, 2 … in the order of their first core; -1: noise.

    Args:
        points: where, as `circles.places` gives them (on the sphere: straight distances of the unit sphere).
        time: when, in any unit.
        radius: how far apart two events may be.
        span: how long apart, in the unit of time.
        least: events within both distances, oneself among them, that make a core. An event at the edge of two groups is in the first.
    """
    points, time = np.asarray(points, float), np.asarray(time, float)
    n = len(points)
    item, other = near_pairs(points, radius)
    close = np.abs(time[item] - time[other]) <= span
    item, other = item[close], other[close]
    core = np.bincount(item, minlength=n) + 1 >= least
    root = np.arange(n)
    inner = core[item] & core[other]
    a, b = item[inner], other[inner]
    while len(a):  # the smallest number that is in reach becomes everybody's, a few steps at a time
        before = root.copy()
        np.minimum.at(root, a, root[b])
        root = np.minimum(root, root[root])
        if (root == before).all():
            break
    group = np.where(core, root, n)
    edge = core[other] & ~core[item]
    np.minimum.at(group, item[edge], root[other[edge]])
    names, result = np.unique(group, return_inverse=True)
    number = np.where(names == n, -1, np.arange(len(names)))
    return number[result].astype(np.int64)
