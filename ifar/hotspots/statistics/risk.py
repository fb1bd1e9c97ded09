"""A composite index of risk per area: indicators made comparable, weighed by a person, put together, with how sure the order is. Pure.

As the OECD and the Joint Research Centre's *Handbook on Constructing Composite Indicators* (2008) asks: what is put in is visible, weights
are somebody's choice and stand beside the figure, and the uncertainty of that choice is shown by changing it. It orders areas; it does not
measure danger, and it knows nothing of persons. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid

Floats = NDArray[np.floating[Any]]
Mean = Literal["geometric", "arithmetic"]
DRAWS: Final = 500
JITTER: Final = 0.25
"""Each weight is changed by up to this share of itself, or of the mean weight where it is small."""


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one area.

    Attributes:
        area: its code.
        value: 0 to 100.
        low, high: between which it lies for nine of ten changed weights.
        rank: 1 is the highest; `best` and `worst` are its ranks for nine of ten changed weights.
        parts: indicator -> its value between 0 and 100; missing where the area has none.
        known: how many of the indicators the area has.
    """

    area: str
    value: float
    low: float
    high: float
    rank: int
    best: int
    worst: int
    parts: Mapping[str, float]
    known: int


def index(
    areas: Sequence[str],
    indicators: Mapping[str, Sequence[float | None]],
    weights: Mapping[str, int],
    *,
    mean: Mean = "geometric",
    seed: int = 1,
    draws: int = DRAWS,
) -> list[Index]:
    """The index of each area, the highest first; areas of which less than half of the weight is known are left out.

    Args:
        areas: codes.
        indicators: name -> a value for each area, high meaning more risk; None where nothing is known: missing is not zero.
        weights: name -> whole number of 0 or more that a person set.
        mean: geometric: one low part does not make up for a high one; arithmetic: it does.
        seed: of the changed weights.
        draws: how many.

    Raises:
        Invalid: no weight, a weight below 0, or one for what is no indicator.
    """
    names = [name for name, weight in weights.items() if weight > 0]
    if not names or any(weight < 0 for weight in weights.values()) or set(weights) - set(indicators):
        raise Invalid(
            "hotspots.weights_of_risk", "Give at least one indicator a weight above 0, and none below."
        )
    table = np.array(
        [[np.nan if v is None else float(v) for v in indicators[name]] for name in names], float
    ).T
    low, high = np.nanmin(table, axis=0), np.nanmax(table, axis=0)
    spread = np.where(high > low, high - low, 1.0)
    scaled = 100 * (table - low) / spread
    weight = np.array([weights[name] for name in names], float)
    there = ~np.isnan(scaled)
    enough = (there * weight).sum(axis=1) >= 0.5 * weight.sum()
    kept = np.flatnonzero(enough)
    if not len(kept):
        return []
    scaled, there = scaled[kept], there[kept]
    value = _put_together(scaled, there, weight, mean)
    random = np.random.default_rng(seed)
    least = weight.mean()
    changed = np.empty((draws, len(kept)))
    for draw in range(draws):
        near = weight + random.uniform(-JITTER, JITTER, len(weight)) * np.maximum(weight, least)
        changed[draw] = _put_together(scaled, there, np.maximum(near, 1e-9), mean)
    ranks = (-changed).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    own = (-value).argsort(kind="stable").argsort(kind="stable") + 1
    out = [
        Index(
            areas[at], float(value[k]), float(np.quantile(changed[:, k], 0.05)), float(np.quantile(changed[:, k], 0.95)), int(own[k]),
            int(np.quantile(ranks[:, k], 0.05, method="lower")), int(np.quantile(ranks[:, k], 0.95, method="higher")),
            {name: float(scaled[k, j]) for j, name in enumerate(names) if there[k, j]}, int(there[k].sum()),
        )
        for k, at in enumerate(kept.tolist())
    ]  # fmt: skip
    return sorted(out, key=lambda item: (item.rank, item.area))


def _put_together(scaled: Floats, there: NDArray[np.bool_], weight: Floats, mean: Mean) -> Floats:
    share = there * weight
    share = share / share.sum(axis=1, keepdims=True)
    filled = np.where(there, scaled, 0.0)
    if mean == "arithmetic":
        return np.asarray((share * filled).sum(axis=1))
    # between 1 and 101, so that an indicator at its lowest does not make the whole 0
    return np.asarray(np.exp((share * np.log(filled + 1)).sum(axis=1)) - 1)
