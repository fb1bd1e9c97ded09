"""Circles around areas: whom each one takes in, nearest first, up to a share of what is at risk (Kulldorff 1997).

A circle is centred at an area and holds every area whose place is no further than its radius. Areas at one distance come in one by
one, that with the lesser first coordinate first, then the lesser second one, as SaTScan has it (`CompareLocationDistance` in its published source,
`calculation/satscan_data/MakeNeighbors.cpp`); or together, as Kulldorff (1997) has circles. Areas at one place always come in together.
Places are planar or longitude and latitude in degrees. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""
MOST_AREAS: Final = 10_000
"""More than this and the table of neighbours no longer fits in memory."""
_SAME: Final = 1e-9
"""Two distances that differ by less than this share are one distance: rounding must not split a ring of a grid."""
_ROWS: Final = 8_000_000

Floats = NDArray[np.floating[Any]]
Ties = Literal["single", "together"]


@dataclass(frozen=True, slots=True)
class Circles:
    """All circles around all centres.

    `order[i]` are the areas nearest to centre `i`, itself first; `ends[i, k]` says whether a circle may end with its `k`-th;
    `reach[i]` is how many areas the largest circle has (0: the centre alone is too large).
    """

    order: NDArray[np.int32]
    ends: NDArray[np.bool_]
    reach: NDArray[np.int64]


def places(x: Floats, y: Floats, *, lonlat: bool) -> Floats:
    """Points whose straight distances sort as the distances between the places do: (n, 2) planar, (n, 3) on the unit sphere."""
    if not lonlat:
        return np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    longitude, latitude = np.radians(np.asarray(x, float)), np.radians(np.asarray(y, float))
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def distance(floats: Floats, other: Floats, *, lonlat: bool) -> Floats:
    """Distances between points of `places`: in their own unit, or great-circle in kilometres."""
    straight = np.sqrt(((floats - other) ** 2).sum(axis=-1))
    if not lonlat:
        return straight
    half: Floats = np.arcsin(np.minimum(straight / 2, 1.0))
    return 2 * EARTH_KM * half


def circles(points: Floats, weight: Floats, share: float, ties: Ties = "single") -> Circles:
    """The circles around each point that hold at most `share` of the whole `weight` (population at risk, or expected cases).

    Args:
        points: as `places` gives them.
        weight: of each area.
        share: of all of it.
        ties: how areas at one distance come in, see above.
    """
    n = len(points)
    spot = np.unique(np.nan_to_num(points, nan=np.inf), axis=0, return_inverse=True)[1].ravel()
    limit = share * float(weight.sum()) * (1 + 1e-12)
    rows = max(1, _ROWS // max(n, 1))
    orders, edges = [], []
    for first in range(0, n, rows):
        part = np.arange(first, min(n, first + rows))
        far = np.sqrt(((points[part, None, :] - points[None, :, :]) ** 2).sum(axis=-1))
        far[np.isnan(far)] = np.inf  # who has no place is in no circle
        far[np.arange(len(part)), part] = -1.0  # itself first, whoever stands at the same place
        order = np.argsort(far, axis=1, kind="stable")
        near = np.take_along_axis(far, order, axis=1)
        last = np.ones(near.shape, bool)
        last[:, :-1] = near[:, 1:] > np.maximum(near[:, :-1], 0.0) * (1 + _SAME)
        if ties == "single":
            order = _untied(order, last, near, spot)
            last[:, :-1] = spot[order[:, 1:]] != spot[order[:, :-1]]
        held = np.cumsum(weight[order], axis=1)
        last &= (held <= limit) & np.isfinite(near) & ~np.isnan(points[part]).any(axis=1)[:, None]
        widest = int((last * np.arange(1, n + 1)).max(initial=0))
        orders.append(order[:, :widest].astype(np.int32))
        edges.append(last[:, :widest])
    width = max(part.shape[1] for part in orders)
    whole = np.zeros((n, width), np.int32)
    ends = np.zeros((n, width), bool)
    row = 0
    for some, edge in zip(orders, edges, strict=True):
        whole[row : row + len(some), : some.shape[1]] = some
        ends[row : row + len(some), : edge.shape[1]] = edge
        row += len(some)
    reach = (ends * np.arange(1, width + 1)).max(axis=1, initial=0)
    return Circles(whole, ends, reach.astype(np.int64))


def _untied(
    order: NDArray[np.intp], last: NDArray[np.bool_], near: Floats, spot: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Areas by distance, those at one distance by coordinate; the centre stays first, whoever stands at its place.

    `spot` numbers the places by their coordinates, the first one counting most.
    """
    ring = np.zeros(order.shape, np.int64)
    ring[:, 1:] = np.cumsum(last[:, :-1] | (near[:, :-1] < 0), axis=1)
    again = np.argsort(ring * (int(spot.max(initial=0)) + 1) + spot[order], axis=1, kind="stable")
    return np.take_along_axis(order, again, axis=1)
