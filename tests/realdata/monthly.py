"""Philadelphia's shooting victims by area and month."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.feeds.incident import Incident

CELL: Final = 0.01
AREAS: Final[Mapping[str, Callable[[Incident], str]]] = {
    "police districts": lambda i: i.texts.get("district", ""),
    "neighbourhoods": lambda i: i.texts.get("place", ""),
    "cells of 0.01 degrees": lambda i: (
        f"{math.floor((i.longitude or 0) / CELL)}/{math.floor((i.latitude or 0) / CELL)}"
    ),
}
"""What an area is -> the area of an incident."""


def by_month(
    incidents: Iterable[Incident], area_of: Callable[[Incident], str]
) -> tuple[list[str], NDArray[np.int64]]:
    """Areas that had any, and their counts by month (areas x months, the first to the last month of the data)."""
    some = [(area, i.first.year * 12 + i.first.month) for i in incidents if (area := area_of(i))]
    areas = sorted({area for area, _ in some})
    first = min(month for _, month in some)
    counts = np.zeros((len(areas), max(month for _, month in some) - first + 1), np.int64)
    number = {area: at for at, area in enumerate(areas)}
    for area, month in some:
        counts[number[area], month - first] += 1
    return areas, counts
