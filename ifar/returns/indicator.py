"""SDG indicator 16.4.2: the share of seized, found or surrendered arms whose illicit origin or context was traced or established.

Series `VC_ARM_SZTRACE`, in per cent; custodians UNODC and UNODA. Two formulas are in the world, and a figure is worth nothing
without the name of its own:

* **A**, the metadata of 26 July 2018: arms whose point of diversion was identified, of all arms seized, found and surrendered.
* **B**, with which the published values can be reproduced: seized arms alone; arms of a legitimate owner and arms that cannot be
  told apart stand on neither side.

In both, the value of year y is the mean of the shares of y and y + 1 where both exist (the footnote of the published values says
"y-(y+1) average based on available data"), else the share of y. Shares are exact fractions until they are printed. A block that was
not filled gives no share; zero arms in the denominator neither. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, Literal

from ifar.returns.official import (
    BY_LOCATION,
    BY_MARKING,
    BY_TYPE,
    FOUND,
    KINDS,
    MARKINGS,
    OUTCOMES,
    SEIZED,
    SURRENDERED,
    SURRENDERED_TOTAL,
    TOTAL,
    TYPES,
    Cell,
    Key,
    Returns,
)

Formula = Literal["A", "B"]
FORMULAS: Final[tuple[Formula, ...]] = ("A", "B")

ESTABLISHED: Final = ("ILN", "ILF", "POD")
"""Outcomes in which the point of diversion was identified, by tracing or otherwise."""
OPEN: Final = ("ATT", "PEN", "NOT", "UNK")
"""Outcomes that formula B counts as not established."""

WORDS: Final[Mapping[Formula, str]] = {
    "A": "Arms whose point of diversion was identified, of all arms seized, found and surrendered (metadata of 2018).",
    "B": "Seized arms whose point of diversion was identified, of the seized arms that are uniquely marked or of unknown marking,"
    " without those of a legitimate owner (reproduces the published values).",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Numerator and denominator of one year: numbers of arms. `lacking` names the kinds of recovery that were not reported."""

    numerator: int
    denominator: int
    lacking: tuple[str, ...] = ()

    def share(self) -> Fraction | None:
        """Numerator of denominator, in per cent; None where the denominator is 0."""
        return Fraction(100 * self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Value:
    """The indicator of an area for a year: `value` as published, `single` that of the year alone, both in per cent."""

    area: str
    year: int
    formula: Formula
    value: Fraction
    single: Fraction
    tally: Tally
    years: tuple[int, ...]

    @property
    def footnote(self) -> str:
        """The footnote of the published series, which tells a mean of two years."""
        return (
            f"{self.years[0]}-{self.years[-1]} average based on available data" if len(self.years) > 1 else ""
        )


def tally(cells: Mapping[Key, Cell], about: tuple[str, int], formula: Formula) -> Tally | None:
    """Numerator and denominator of one return; None where the blocks that the formula asks for were not filled."""
    return _tally_b(cells, about) if formula == "B" else _tally_a(cells, about)


def _tally_b(cells: Mapping[Key, Cell], about: tuple[str, int]) -> Tally | None:
    counts = outcomes(cells, about, SEIZED)
    numerator = _sum(counts, ESTABLISHED)
    rest = _sum(counts, OPEN)
    if numerator is None and rest is None:
        return None
    return Tally(numerator or 0, (numerator or 0) + (rest or 0))


def _tally_a(cells: Mapping[Key, Cell], about: tuple[str, int]) -> Tally | None:
    numerator = denominator = 0
    traced, lacking = False, []
    for kind in KINDS:
        all_of_them = total(cells, about, kind)
        if all_of_them is None:
            lacking.append(kind)
            continue
        denominator += all_of_them
        established = _sum(outcomes(cells, about, kind), ESTABLISHED)
        traced = traced or established is not None
        numerator += established or 0
    return Tally(numerator, denominator, tuple(lacking)) if traced else None


def outcomes(cells: Mapping[Key, Cell], about: tuple[str, int], kind: str) -> dict[str, int]:
    """Outcomes of tracing by code, of those that were filled."""
    result = {code: _value(cells, about, kind, BY_LOCATION, name) for code, name in OUTCOMES.items()}
    return {code: value for code, value in result.items() if value is not None}


def total(cells: Mapping[Key, Cell], about: tuple[str, int], kind: str) -> int | None:
    """All arms of a kind of recovery: the declared total, else that of the types, of the markings, else their sum; else None."""
    declared = [_value(cells, about, kind, TOTAL, TOTAL), _value(cells, about, kind, BY_TYPE, TOTAL)]
    of_markings = SURRENDERED_TOTAL if kind == SURRENDERED else TOTAL
    declared.append(_value(cells, about, kind, BY_MARKING, of_markings))
    for value in declared:
        if value is not None:
            return value
    for dimension, categories in ((BY_TYPE, TYPES), (BY_MARKING, MARKINGS)):
        parts = [_value(cells, about, kind, dimension, category) for category in categories]
        if any(part is not None for part in parts):
            return sum(part or 0 for part in parts)
    return None


def _value(
    cells: Mapping[Key, Cell], about: tuple[str, int], indicator: str, dimension: str, category: str
) -> int | None:
    cell = cells.get(Key(*about, indicator, dimension, category, "na", "na", 0))
    return None if cell is None else cell.value


def _sum(counts: Mapping[str, int], codes: Iterable[str]) -> int | None:
    values = [counts[code] for code in codes if code in counts]
    return sum(values) if values else None


# Series -----------------------------------------------------------------------------------------------------------


def values(returns: Returns, formulas: Iterable[Formula] = FORMULAS) -> list[Value]:
    """The indicator of every country and year for which it can be computed, by formula, country and year."""
    by_return = returns.by_return()
    results: list[Value] = []
    for formula in formulas:
        series: dict[str, dict[int, Tally]] = {}
        for about, cells in by_return.items():
            item = tally(cells, about, formula)
            if item is not None:
                series.setdefault(about[0], {})[about[1]] = item
        results += series_values(series, formula)
    return results


def pooled(returns: Returns, area: Literal["region", "subregion", "world"], formula: Formula) -> list[Value]:
    """The indicator of regions: numerators and denominators are added up over the countries, then divided.

    A mean of the countries' shares would give a State that seized ten arms the weight of one that seized ten thousand.
    """
    sums: dict[str, dict[int, Tally]] = {}
    for about, cells in returns.by_return().items():
        item = tally(cells, about, formula)
        if item is None:
            continue
        of_year = sums.setdefault(_area(next(iter(cells.values())), area), {})
        so_far = of_year.get(about[1], Tally(0, 0))
        of_year[about[1]] = Tally(
            so_far.numerator + item.numerator, so_far.denominator + item.denominator, _both(so_far, item)
        )
    return series_values(sums, formula)


def _area(cell: Cell, area: str) -> str:
    return {"region": cell.region, "subregion": cell.subregion}.get(area, "World")


def _both(item: Tally, other: Tally) -> tuple[str, ...]:
    return tuple(kind for kind in (SEIZED, FOUND, SURRENDERED) if kind in {*item.lacking, *other.lacking})


def series_values(series: Mapping[str, Mapping[int, Tally]], formula: Formula) -> list[Value]:
    """Shares and two-year means of tallies by area and year."""
    results: list[Value] = []
    for area, by_year in sorted(series.items()):
        shares = {year: share for year, value in by_year.items() if (share := value.share()) is not None}
        for year, single in sorted(shares.items()):
            after = shares.get(year + 1)
            mean, years = (single, (year,)) if after is None else ((single + after) / 2, (year, year + 1))
            results.append(Value(area, year, formula, mean, single, by_year[year], years))
    return results


def rounded(share: Fraction, places: int = 2) -> Decimal:
    """A share as it is published: two places, half up."""
    step = Decimal(1).scaleb(-places)
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(step, ROUND_HALF_UP)
