"""Whether a paper still stands: not withdrawn, within its days, and its subject still is what it says.

What a paper is about lives in a higher app: a licence may be suspended, a firearm may have another owner. That app registers here
who answers for its kind of identifier. Where nobody does, nothing speaks against a paper.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils import timezone

from ifar.documents.models import Paper

Why = Literal["withdrawn", "expired", "not_yet_valid", "subject"]


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a paper stands; if not, why and since when (None: not known, or not yet)."""

    stands: bool
    why: Why | None = None
    since: dt.datetime | None = None


Supplier = Callable[[Collection[Paper]], Mapping[str, dt.datetime]]
"""Number of each paper whose subject is no longer what the paper says -> since when."""
_suppliers: Final[dict[str, Supplier]] = {}


def provide(kind: str, supplier: Supplier) -> None:
    """Have `supplier` asked about the papers whose subject has an identifier of this kind letter (`F`, `L` …), many at once."""
    _suppliers[kind] = supplier


def of(paper: Paper, now: dt.datetime) -> Validity:
    """Whether a paper stands now."""
    return of_all([paper], now)[paper.public_id]


def of_all(papers: Collection[Paper], now: dt.datetime) -> dict[str, Validity]:
    """Whether each of these papers stands now; each supplier is asked once."""
    asked: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.withdrawn_at is None:
            asked[paper.about[:1]].append(paper)
    fallen: dict[str, dt.datetime] = {}
    for kind, some in asked.items():
        if kind in _suppliers:
            fallen |= _suppliers[kind](some)
    return {paper.public_id: _of(paper, now, fallen.get(paper.public_id)) for paper in papers}


def _of(paper: Paper, now: dt.datetime, fallen: dt.datetime | None) -> Validity:
    if paper.withdrawn_at is not None:
        return Validity(False, "withdrawn", paper.withdrawn_at)
    today = timezone.localdate(now)
    if today < paper.valid_from:
        return Validity(False, "not_yet_valid")
    if fallen is not None:
        return Validity(False, "subject", fallen)
    if paper.valid_to is not None and today > paper.valid_to:
        after = dt.datetime.combine(paper.valid_to + dt.timedelta(days=1), dt.time())
        return Validity(False, "expired", timezone.make_aware(after))
    return Validity(True)
