"""Counting the roll-ups of the dashboards: each subject as a whole, in a transaction of its own.

A roll-up says how far the ledger had come when its count began. Where nothing was recorded since and the day is the same, nothing is
counted again: the roll-up is marked as looked at. Nothing regulated comes of a roll-up: frozen returns and open data are computed from
the records.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from ifar.ledger import selectors as ledger
from ifar.ledger import services as ledger_services
from ifar.licensing import counts as licensing
from ifar.recoveries import counts as recoveries
from ifar.recoveries.categories import BY_TYPE, LIST_OF, UNKNOWN_TYPE
from ifar.registry import counts as registry
from ifar.returns import selectors
from ifar.returns.dashboards.subjects import SUBJECTS, Cells, Subject, margins
from ifar.returns.models import Rollup, RollupCell
from ifar.rights import Actor, require
from ifar.tracing import counts as tracing

JOB: Final = Actor(
    kind="job", id="dashboards", name="dashboards", permissions=frozenset({selectors.PERMISSION})
)
_COLUMNS: Final = ("rollup_id", "compartment", "year", "d1", "d2", "d3", "d4", "d5", "d6", "n")
_MOST: Final = 6


def refresh(actor: Actor) -> list[str]:
    """Count every subject of which something may have changed; the names of those that were counted.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, selectors.PERMISSION)
    return [name for name, subject in SUBJECTS.items() if _refreshed(actor, subject)]


@transaction.atomic
def _refreshed(actor: Actor, subject: Subject) -> bool:
    """Count one subject, unless its latest count still says it; earlier counts go."""
    horizon = ledger.entries()
    now = ledger_services.now()
    day = timezone.localdate(now)
    latest = Rollup.objects.filter(subject=subject.name).order_by("-id").first()
    if latest is not None and latest.horizon == horizon and timezone.localdate(latest.at) == day:
        Rollup.objects.filter(pk=latest.pk).update(checked_at=now)
        return False
    cells = COUNTS[subject.name](actor, day)
    made = Rollup.objects.create(subject=subject.name, horizon=horizon, margins=margins(subject, cells))
    with connection.cursor() as cursor, cursor.copy(f"COPY returns_rollupcell ({', '.join(_COLUMNS)}) FROM STDIN") as copy:  # fmt: skip
        for (compartment, year, nodes), number in cells.items():
            copy.write_row((made.pk, compartment, year, *nodes, *([""] * (_MOST - len(nodes))), number))
    old = Rollup.objects.filter(subject=subject.name, pk__lt=made.pk)
    RollupCell.objects.filter(rollup__in=old).delete()
    old.delete()
    return True


def _recoveries(actor: Actor, _day: dt.date) -> Cells:
    result: Counter[tuple[str, int | None, tuple[str, ...]]] = Counter()
    for arms, number in recoveries.arms(actor, selectors.labels()).items():
        result["", arms.year, (arms.kind, arms.type, arms.marking, arms.outcome, arms.area)] += number
    return result


def _tracing(actor: Actor, _day: dt.date) -> Cells:
    result: Counter[tuple[str, int | None, tuple[str, ...]]] = Counter()
    for traces, number in tracing.traces(actor).items():
        result[
            "", traces.year, (traces.direction, traces.country, traces.stage, traces.why, traces.band)
        ] += number
    return result


def _flows(actor: Actor, _day: dt.date) -> Cells:
    """Where arms were made and where they were recovered; where they left the licit circuit and in which State they were recovered."""
    result: Counter[tuple[str, int | None, tuple[str, ...]]] = Counter()
    for arms, number in recoveries.arms(actor, selectors.labels()).items():
        if arms.made:
            result["", arms.year, ("made", arms.made, arms.area)] += number
    for trace, number in tracing.traces(actor).items():
        if trace.left:
            result["", trace.year, ("left", trace.left, trace.recovered)] += number
    return result


def _licences(actor: Actor, day: dt.date) -> Cells:
    return {
        (licences.compartment, None, (licences.kind, licences.state, licences.holder, licences.ends)): number
        for licences, number in licensing.licences(actor, day).items()
    }


def _stocks(actor: Actor, _day: dt.date) -> Cells:
    labels = selectors.labels()[LIST_OF[BY_TYPE]]
    return {
        (
            firearms.compartment,
            None,
            (firearms.ownership, firearms.state, firearms.custody, firearms.type),
        ): number
        for firearms, number in registry.firearms(actor, labels, UNKNOWN_TYPE).items()
    }


COUNTS: Final[Mapping[str, Callable[[Actor, dt.date], Cells]]] = {
    "recoveries": _recoveries,
    "tracing": _tracing,
    "flows": _flows,
    "licences": _licences,
    "stocks": _stocks,
}
"""Subject -> how its cells are counted."""
