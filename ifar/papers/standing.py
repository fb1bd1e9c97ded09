"""Whether a paper still stands: not withdrawn, within its days, and its subject still is what it says.

What a paper is about lives in a higher app: a licence may be suspended, a firearm may have another owner. That app registers here
who answers for its kind of identifier. Where nobody does, nothing speaks against a paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from ifar.papers.models import Paper

Why = Literal["withdrawn", "expired", "not_yet_valid", "subject"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a paper stands; if not, why and since when (None: not known, or not yet)."""

    stands: bool
    why: Why | None = None
    since: dt.datetime | None = None


Supplier = Callable[[Paper], dt.datetime | None]
"""Since when the subject of a paper is no longer what the paper says; None where it still is."""
_suppliers: Final[dict[str, Supplier]] = {}


def supply(kind: str, supplier: Supplier) -> None:
    """Have `supplier` asked about every paper whose subject has an identifier of this kind letter (`F`, `L` …)."""
    _suppliers[kind] = supplier


def of(paper: Paper, now: dt.datetime) -> Standing:
    """Whether a paper stands now."""
    if paper.withdrawn_at is not None:
        return Standing(False, "withdrawn", paper.withdrawn_at)
    today = now.date()
    if today < paper.valid_from:
        return Standing(False, "not_yet_valid")
    supplier = _suppliers.get(paper.about[:1])
    since = supplier(paper) if supplier else None
    if since is not None:
        return Standing(False, "subject", since)
    if paper.valid_to is not None and today > paper.valid_to:
        ended = dt.datetime.combine(paper.valid_to + dt.timedelta(days=1), dt.time(), dt.UTC)
        return Standing(False, "expired", ended)
    return Standing(True)
