"""The sum checks of the IAFQ's form: what should add up in a return, and where it does not.

A warning for the person who signs, never a refusal: of the returns that UNODC published, one in ten breaks a sum
(domain page 4.1), and the figure that was reported stays what was reported. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.returns.official import (
    BY_CONDITION,
    BY_GROUND,
    BY_LOCATION,
    BY_MARKING,
    BY_TYPE,
    CONDITIONS,
    FOUND,
    GROUNDS,
    KINDS,
    MARKINGS,
    NOT_UNIQUE,
    NOT_UNIQUE_TOTAL,
    PLACES,
    SEIZED,
    SURRENDERED,
    SURRENDERED_TOTAL,
    TOTAL,
    TYPES,
    UNIQUE,
    UNIQUE_TOTAL,
    UNKNOWN_MARKING,
    Cell,
    Key,
    Returns,
)


@dataclass(frozen=True, slots=True)
class Check:
    """Parts of a block and the total that they should give, both as published categories (dimension, category)."""

    code: str
    indicator: str
    parts: tuple[tuple[str, str], ...]
    whole: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A block that does not add up, a warning: the parts give `added`, the declared total is `declared`."""

    iso3: str
    year: int
    check: Check
    added: int
    declared: int


def _block(
    code: str, indicator: str, dimension: str, categories: tuple[str, ...], whole: tuple[str, str]
) -> Check:
    return Check(code, indicator, tuple((dimension, category) for category in categories), whole)


def _checks() -> Iterator[Check]:
    for kind in KINDS:
        all_types = (TOTAL, TOTAL) if kind == SEIZED else (BY_TYPE, TOTAL)
        all_marks = (BY_MARKING, SURRENDERED_TOTAL if kind == SURRENDERED else TOTAL)
        yield _block("type", kind, BY_TYPE, TYPES, all_types)
        yield _block("marking", kind, BY_MARKING, MARKINGS, all_marks)
        yield _block("unique", kind, BY_LOCATION, tuple(UNIQUE.values()), (BY_LOCATION, UNIQUE_TOTAL))
        yield _block(
            "not_unique", kind, BY_LOCATION, tuple(NOT_UNIQUE.values()), (BY_LOCATION, NOT_UNIQUE_TOTAL)
        )
    yield _block("condition", SEIZED, BY_CONDITION, CONDITIONS, (BY_CONDITION, TOTAL))
    yield _block("place", SEIZED, BY_LOCATION, PLACES, (BY_LOCATION, TOTAL))
    yield _block("ground", SEIZED, BY_GROUND, GROUNDS, (BY_GROUND, TOTAL))
    outcome = (UNIQUE_TOTAL, NOT_UNIQUE_TOTAL, *UNKNOWN_MARKING.values())
    for kind in (FOUND, SURRENDERED, SEIZED):
        yield _block("outcome", kind, BY_LOCATION, outcome, (BY_LOCATION, TOTAL))


CHECKS: Final = tuple(_checks())
_PLACES: Final = next(check for check in CHECKS if check.code == "place")
_OUTCOMES: Final = next(check for check in CHECKS if check.code == "outcome" and check.indicator == SEIZED)
_SHARING: Final = {(SEIZED, "place"): _OUTCOMES, (SEIZED, "outcome"): _PLACES}
"""Blocks whose totals carry one label."""


def mismatches(returns: Returns) -> list[Mismatch]:
    """Every block of every return that was filled, has a total and does not add up to it.

    Where a label stands twice, both figures count as parts. The places of seizures and the outcomes of tracing call their totals by
    one label: either of two will do, and a single one that the other block adds up to is the other block's.
    """
    results = []
    for about, cells in sorted(returns.by_return().items()):
        for check in CHECKS:
            added = _added(cells, about, check)
            declared = _values(cells, about, check.indicator, *check.whole)
            if added is None or not declared or added in declared:
                continue
            other = _SHARING.get((check.indicator, check.code))
            if other and len(declared) == 1 and _added(cells, about, other) == declared[0]:
                continue
            results.append(Mismatch(*about, check, added, declared[0]))
    return results


def _added(cells: Mapping[Key, Cell], about: tuple[str, int], check: Check) -> int | None:
    parts = [value for part in check.parts for value in _values(cells, about, check.indicator, *part)]
    return sum(parts) if parts else None


def _values(
    cells: Mapping[Key, Cell], about: tuple[str, int], indicator: str, dimension: str, category: str
) -> list[int]:
    results = []
    for repeat in (0, 1):
        cell = cells.get(Key(*about, indicator, dimension, category, "na", "na", repeat))
        if cell is not None:
            results.append(cell.value)
    return results
