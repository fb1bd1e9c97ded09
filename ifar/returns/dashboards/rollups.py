"""The figures of a dashboard out of its roll-up, as far as the actor may see them, and as of when they are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from ifar.ledger import selectors as ledger
from ifar.returns import selectors
from ifar.returns.dashboards import subjects
from ifar.returns.dashboards.subjects import COMPARTMENT, YEAR, Row, Subject
from ifar.returns.models import Rollup
from ifar.rights import Actor, require

LATE: Final = dt.timedelta(hours=1)
"""A roll-up that is older than this, while acts were recorded, has been left behind: the page says so in other words."""


@dataclass(frozen=True, slots=True)
class DashboardFilter:
    """What a dashboard is narrowed to: years from and until, and one node in some dimensions (empty: what nobody answered)."""

    since: int | None = None
    until: int | None = None
    nodes: Mapping[str, str] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether it is narrowed at all."""
        return self.since is not None or self.until is not None or bool(self.nodes)


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a subject.

    Attributes:
        sums: dimensions -> nodes -> how many.
        options: the same for all rows, from which filters take what can be asked for.
        at: when it was counted; `checked`: when it was last seen that nothing came since; `since`: how many acts were recorded after it.
    """

    sums: Mapping[tuple[str, ...], Mapping[Row, int]]
    options: Mapping[tuple[str, ...], Mapping[Row, int]]
    at: dt.datetime
    checked: dt.datetime
    since: int


def figures(actor: Actor, subject: Subject, asked: DashboardFilter) -> Figures | None:
    """The figures of a subject; None where it was never counted. Two statements, three where it is narrowed.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, selectors.PERMISSION)
    latest = Rollup.objects.filter(subject=subject.name).order_by("-id").first()
    if latest is None:
        return None
    options = subjects.read(subject, latest.margins, actor.compartments)
    sums = _narrowed(actor, subject, latest.pk, asked) if asked.anything else options
    since = max(ledger.entries() - latest.horizon, 0)
    return Figures(sums, options, latest.at, latest.checked_at, since)


def _narrowed(
    actor: Actor, subject: Subject, rollup: int, asked: DashboardFilter
) -> dict[tuple[str, ...], Counter[Row]]:
    """All sums of a subject in one statement over its cells."""
    where, values = ["rollup_id = %s"], [rollup]
    rows: list[tuple[str, Any]] = [
        (f"{YEAR} >= %s", asked.since),
        (f"{YEAR} <= %s", asked.until),
        *((f"{subject.column(dim)} = %s", node) for dim, node in asked.nodes.items()),
        (f"{COMPARTMENT} = ANY(%s)", sorted(actor.compartments) if subject.apart else None),
    ]
    for condition, value in rows:
        if value is not None:
            where.append(condition)
            values.append(value)
    dims = list(dict.fromkeys(dim for group in subject.sets for dim in group))
    columns = [subject.column(dim) for dim in dims]
    sets = ", ".join(f"({', '.join(subject.column(dim) for dim in group)})" for group in subject.sets)
    sums: dict[tuple[str, ...], Counter[Row]] = {group: Counter() for group in subject.sets}
    by_mask = {_mask(dims, group): group for group in subject.sets}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT GROUPING({', '.join(columns)}), sum(n)::bigint, {', '.join(columns)} FROM returns_rollupcell"
            f" WHERE {' AND '.join(where)} GROUP BY GROUPING SETS ({sets})",
            values,
        )
        for mask, number, *nodes in cursor.fetchall():
            row = by_mask[mask]
            at = dict(zip(dims, nodes, strict=True))
            sums[row][tuple("" if at[dim] is None else str(at[dim]) for dim in row)] += number
    return sums


def _mask(dims: list[str], chosen: tuple[str, ...]) -> int:
    """What GROUPING says of a row of this set: one bit for each column that is not in it, the first the highest."""
    return sum(1 << (len(dims) - 1 - at) for at, dim in enumerate(dims) if dim not in chosen)
