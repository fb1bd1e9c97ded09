"""The whole strategy at a glance: where is work, where is money, where is progress, where is nothing. Six queries, however much there is."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from ifar.programme import framework, indicators
from ifar.programme.framework import Theme
from ifar.programme.fund import postings
from ifar.programme.indicators import Reported
from ifar.programme.models import Period, Project
from ifar.programme.models import Theme as ThemeRow
from ifar.rights import Actor, require

READ: Final = "programme:strategy:read"
OFFICE: Final = "programme:office:read"
"""What the office works with and no donor reads: the committee's papers, partners, documents, reports in writing."""
WORK: Final = ("planned", "active", "suspended", "closed")
"""States of projects that are work: cancelled ones are none."""
_MONEY: Final = """
SELECT project, account, sum(amount) FROM programme_posting
WHERE project <> '' AND account IN ('allocated', 'obligated', 'spent') GROUP BY project, account
"""
_INDICATORS: Final = """
SELECT i.public_id, i.direction, i.aggregation, i.baseline, i.targets, r.outcome, r.cells, i.title, i.unit, i.measure, r.project
FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result WHERE i.state = 'defined'
"""
# The values of the latest period in which anything of an indicator was approved.
_VALUES: Final = """
SELECT v.indicator, v.period, v.place, v.number, v.numerator, v.denominator
FROM programme_value v JOIN programme_period p ON p.name = v.period
JOIN (SELECT x.indicator, max(q.ends_on) AS latest FROM programme_value x JOIN programme_period q ON q.name = x.period
      WHERE x.state = 'approved' GROUP BY x.indicator) l ON l.indicator = v.indicator AND l.latest = p.ends_on
WHERE v.state = 'approved'
"""


@dataclass(frozen=True, slots=True)
class Money:
    """Money of projects, in the Fund's currency: still to be obligated, obligated, spent."""

    allocated: Decimal = postings.ZERO
    obligated: Decimal = postings.ZERO
    spent: Decimal = postings.ZERO

    @property
    def all(self) -> Decimal:
        """Everything that was given."""
        return self.allocated + self.obligated + self.spent

    def __add__(self, other: Money) -> Money:
        return Money(
            self.allocated + other.allocated, self.obligated + other.obligated, self.spent + other.spent
        )


@dataclass(slots=True)
class Part:
    """One part of the strategy: projects by state, money, indicators by how they stand."""

    code: str
    projects: Counter[str] = field(default_factory=Counter)
    money: Money = field(default_factory=Money)
    bands: Counter[str] = field(default_factory=Counter)

    @property
    def work(self) -> int:
        """How many projects."""
        return sum(self.projects.values())

    @property
    def followed(self) -> int:
        """How many indicators."""
        return sum(self.bands.values())

    @property
    def empty(self) -> bool:
        """Whether nothing is done here and nothing is given for it."""
        return not self.work and not self.money.all


@dataclass(frozen=True, slots=True)
class Whole:
    """The strategy as it stands."""

    themes: tuple[Theme, ...]
    outcomes: Mapping[str, Part]
    cells: Mapping[str, Part]
    benchmarks: Mapping[str, int]
    money: Money
    unallocated: Decimal
    projects: Counter[str]
    bands: Counter[str]
    outside: Part
    """What belongs to no cell of the matrix."""
    periods: Sequence[Period]


def themes(actor: Actor) -> tuple[Theme, ...]:
    """The framework as it stands. One query."""
    require(actor, READ)
    given = [
        Theme(theme.code, theme.kind, "", theme.inferred, theme.names) for theme in ThemeRow.objects.all()
    ]
    return framework.with_set(framework.SHIPPED, given)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def shared(amount: Decimal, ways: int) -> list[Decimal]:
    """An amount in equal parts that add up to it: the cents that are left over go to the first parts."""
    cents = int(amount.scaleb(2))
    each, rest = divmod(cents, ways)
    return [Decimal(each + (n < rest)).scaleb(-2) for n in range(ways)]


def _divided(money: Money, ways: int) -> list[Money]:
    parts = (shared(money.allocated, ways), shared(money.obligated, ways), shared(money.spent, ways))
    return [Money(*row) for row in zip(*parts, strict=True)]


def _standing(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str, list[Reported]]]:
    result: dict[str, tuple[str, list[Reported]]] = {}
    for indicator, period, place, number, numerator, denominator in rows:
        result.setdefault(indicator, (period, []))[1].append(Reported(place, number, numerator, denominator))
    return result


def band_of(direction: str, aggregation: str, baseline: Decimal | None, targets: Mapping[str, str], at: tuple[str, list[Reported]] | None) -> str:  # fmt: skip
    """How an indicator stands by its latest approved values, held against the target of their period, or the nearest earlier one."""
    if at is None:
        return "none"
    period, reported = at
    due = [name for name in sorted(targets) if name <= period]
    target = Decimal(targets[due[-1]]) if due else None
    return indicators.band(direction, baseline, target, indicators.together(aggregation, reported).number)


def whole(actor: Actor) -> Whole:
    """The whole strategy."""
    require(actor, READ)
    of_projects: dict[str, Money] = defaultdict(Money)
    for project, account, amount in _rows(_MONEY):
        of_projects[project] += Money(**{account: -amount})
    outcomes = {f"O{n}": Part(f"O{n}") for n in range(1, 5)}
    cells = {code: Part(code) for code in framework.CELLS}
    benchmarks: Counter[str] = Counter()
    outside, states = Part(""), Counter[str]()
    projects = Project.objects.values_list("public_id", "state", "outcomes", "cells", "benchmarks")
    for public_id, state, of_outcomes, of_cells, of_benchmarks in projects:
        states[state] += 1
        if state not in WORK:
            continue
        benchmarks.update(of_benchmarks)
        for parts, codes in ((outcomes, of_outcomes), (cells, of_cells)):
            known = [parts[code] for code in codes if code in parts] or ([outside] if parts is cells else [])
            for part, money in zip(known, _divided(of_projects[public_id], len(known)) if known else (), strict=True):  # fmt: skip
                part.projects[state] += 1
                part.money += money
    values, bands = _standing(_rows(_VALUES)), Counter[str]()
    for public_id, direction, aggregation, baseline, targets, outcome, of_cells, *_rest in _rows(_INDICATORS):
        band = band_of(direction, aggregation, baseline, json.loads(targets), values.get(public_id))
        bands[band] += 1
        if outcome in outcomes:
            outcomes[outcome].bands[band] += 1
        for part in [cells[code] for code in of_cells if code in cells] or [outside]:
            part.bands[band] += 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(-sum(amount), 0) FROM programme_posting WHERE account = 'unallocated'"
        )
        unallocated = cursor.fetchone()[0]
    return Whole(
        themes=themes(actor),
        outcomes=outcomes,
        cells=cells,
        benchmarks=benchmarks,
        money=sum(of_projects.values(), Money()),
        unallocated=unallocated,
        projects=states,
        bands=bands,
        outside=outside,
        periods=list(Period.objects.order_by("-ends_on")[:3]),
    )
