"""Many tests at once: which of them to believe (Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001), and the normal tail. Pure."""

from __future__ import annotations

import math
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
_erfc: Final = np.frompyfunc(math.erfc, 1, 1)


def two_sided(z: Floats) -> Floats:
    """P-value of a standard normal score, both sides."""
    floats: Floats = np.asarray(_erfc(np.abs(np.asarray(z, float)) / math.sqrt(2)), float)
    return floats


def adjusted(p: Floats, method: Literal["bh", "by"] = "bh") -> Floats:
    """P-values adjusted for the share of false discoveries: below α, at most that share of what is believed is chance.

    `bh` holds where tests are independent or push the same way, as neighbours' statistics do; `by` holds whatever they do, and
    finds less. Missing values stay missing and count not.
    """
    p = np.asarray(p, float)
    out = np.full(p.shape, np.nan)
    there = ~np.isnan(p)
    some = p[there]
    m = len(some)
    if not m:
        return out
    order = np.argsort(some)[::-1]
    factor = m / np.arange(m, 0, -1)
    if method == "by":
        factor = factor * (1 / np.arange(1, m + 1)).sum()
    lowered = np.minimum(np.minimum.accumulate(some[order] * factor), 1.0)
    back = np.empty(m)
    back[order] = lowered
    out[there] = back
    return out
