"""The yearly IAFQ return of a State, composed from what was counted; every cell in the shape of the official table.

A block is filled where anybody answered its question for at least one item: then a category that nobody gave is zero. A block that
nobody answered is missing, and missing is not zero (G5). Totals of blocks are the sums of their cells; where that is less than the
arms there were, some were never asked about, and the page says how many. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.recoveries import categories
from ifar.recoveries.categories import Cell as Counting
from ifar.recoveries.categories import Justice
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
)

OFFENCES: Final = (
    "Illicit trafficking of firearms", "Other arms offences", "Drug trafficking", "Other type of trafficking", "Violent crime",
    "Acts of terrorism", "Other forms of organized crime", "Other",
)  # fmt: skip
SOURCE: Final = "IAFQ"


@dataclass(frozen=True, slots=True)
class Country:
    """The State as the official table names it: ISO 3166-1 alpha-3, name, region and subregion of M49."""

    iso3: str
    name: str
    region: str = ""
    subregion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a block: its label, its figure (None where it is missing), and the counted cell whose items stand behind it."""

    category: str
    value: int | None
    behind: Counting | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One table of the return: the kind of recovery, what it divides by, its rows, its totals, how many arms it should speak of.

    `answered` is the number of arms that it speaks of; None where nobody answered anything, and the block is missing.
    """

    indicator: str
    name: str
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    arms: int
    answered: int | None

    @property
    def filled(self) -> bool:
        """Whether anybody answered the block's question."""
        return self.answered is not None


_PLAIN: Final[tuple[tuple[str, str, tuple[str, ...], frozenset[str]], ...]] = (
    (categories.BY_TYPE, BY_TYPE, TYPES, frozenset(KINDS)),
    (categories.BY_MARKING, BY_MARKING, MARKINGS, frozenset(KINDS)),
    (categories.BY_CONDITION, BY_CONDITION, CONDITIONS, frozenset({SEIZED})),
    (categories.BY_GROUND, BY_GROUND, GROUNDS, frozenset({SEIZED})),
    (categories.BY_LOCATION, BY_LOCATION, PLACES, frozenset({SEIZED})),
    (categories.BY_OFFENCE, categories.BY_OFFENCE, OFFENCES, frozenset({SEIZED})),
)
"""Block as it is counted, its dimension in the official table, its categories in their order, the kinds of recovery that have it."""


def blocks(sums: Mapping[Counting, int]) -> list[Block]:
    """The tables of a return about arms, kind by kind, in the order of the official form."""
    results = []
    for indicator in KINDS:
        arms = sums.get(Counting(indicator, categories.TOTAL, categories.TOTAL), 0)
        for counted, dimension, names, kinds in _PLAIN:
            if indicator in kinds:
                results.append(_block(sums, indicator, counted, dimension, names, arms))
        results.append(_tracing(sums, indicator, arms))
    return results


def _block(
    sums: Mapping[Counting, int],
    indicator: str,
    counted: str,
    dimension: str,
    names: Sequence[str],
    arms: int,
) -> Block:
    cells = [Counting(indicator, counted, name) for name in names]
    if counted == categories.BY_CONDITION:
        cells.append(Counting(indicator, counted, categories.OTHERWISE_MADE, 2))
    lines, answered = _lines(sums, cells)
    if counted in categories.SEVERAL_ANSWERS:
        return Block(indicator, dimension, lines, (), arms, None if answered is None else min(answered, arms))
    total = _total_of(indicator, dimension)
    return Block(indicator, dimension, lines, (Line(total, answered),) if total else (), arms, answered)


def _total_of(indicator: str, dimension: str) -> str:
    """The label of a block's total; the types of seized arms have none of their own, their total is that of all arms."""
    if dimension == BY_TYPE and indicator == SEIZED:
        return ""
    return SURRENDERED_TOTAL if (dimension, indicator) == (BY_MARKING, SURRENDERED) else TOTAL


def _tracing(sums: Mapping[Counting, int], indicator: str, arms: int) -> Block:
    def cells(names: Mapping[str, str]) -> list[Counting]:
        return [Counting(indicator, categories.BY_TRACING, name) for name in names.values()]

    lines, answered = _lines(sums, [*cells(UNIQUE), *cells(NOT_UNIQUE), *cells(UNKNOWN_MARKING)])
    if answered is None:
        totals: tuple[Line, ...] = tuple(Line(name, None) for name in (UNIQUE_TOTAL, NOT_UNIQUE_TOTAL, TOTAL))
    else:
        unique = sum(sums.get(cell, 0) for cell in cells(UNIQUE))
        others = sum(sums.get(cell, 0) for cell in cells(NOT_UNIQUE))
        totals = (Line(UNIQUE_TOTAL, unique), Line(NOT_UNIQUE_TOTAL, others), Line(TOTAL, answered))
    return Block(indicator, categories.BY_TRACING, lines, totals, arms, answered)


def _lines(sums: Mapping[Counting, int], cells: Sequence[Counting]) -> tuple[tuple[Line, ...], int | None]:
    filled = any(cell in sums for cell in cells)
    lines = tuple(Line(cell.category, sums.get(cell, 0) if filled else None, cell) for cell in cells)
    return lines, sum(line.value or 0 for line in lines) if filled else None


def others(sums: Mapping[Counting, int]) -> list[Line]:
    """The totals of the return that stand outside the tables of arms: parts, ammunition, cases of seizure, and the arms themselves.

    A label that was never counted is missing where nothing of its kind is recorded at all, which nobody can tell from zero.
    """
    names = (SEIZED, FOUND, SURRENDERED, "Parts and components seized", "Ammunition seized", "Instances/cases of seizures")  # fmt: skip
    cells = [Counting(name, categories.TOTAL, categories.TOTAL) for name in names]
    return [Line(cell.indicator, sums.get(cell), cell) for cell in cells]


def composed(
    sums: Mapping[Counting, int], justice: Mapping[Justice, int], country: Country, year: int
) -> tuple[Cell, ...]:
    """All cells of a return in the official columns; what is missing has none."""
    cells: list[Cell] = []
    seen: Counter[Key] = Counter()

    def say(
        indicator: str, dimension: str, category: str, value: int | None, sex: str = "na", age: str = "na"
    ) -> None:
        if value is not None:
            key = Key(country.iso3, year, indicator, dimension, category, sex, age, 0)
            numbered = key._replace(repeat=seen[key])
            seen[key] += 1
            cells.append(
                Cell(numbered, value, country.name, country.region, country.subregion, source=SOURCE)
            )

    for line in others(sums):
        if line.category not in (FOUND, SURRENDERED):  # their totals stand in the tables by type
            say(line.category, TOTAL, TOTAL, line.value)
    for block in blocks(sums):
        dimension = BY_LOCATION if block.name == categories.BY_TRACING else block.name
        for line in (*block.lines, *block.totals):
            say(block.indicator, dimension, line.category, line.value)
    for row, number in sorted(justice.items()):
        say(row.indicator, row.block, row.category, number, row.sex, TOTAL)
    return tuple(cells)


def summed(
    groups: Iterable[tuple[categories.CategoryFacts, int, int]], labels: categories.Labels
) -> dict[Counting, int]:
    """The counted cells of groups of items: what an item of the group is, how many items, how many pieces together."""
    sums: dict[Counting, int] = {}
    for counted, items, pieces in groups:
        number = items if counted.kind == "firearm" else pieces
        for cell, times in categories.cells_of(counted, labels).items():
            sums[cell] = sums.get(cell, 0) + times * number
    return sums


def judged(people: Iterable[tuple[categories.Accused, int]]) -> dict[Justice, int]:
    """The cells of criminal justice of groups of people."""
    sums: dict[Justice, int] = {}
    for accused, number in people:
        for cell in categories.justice_of(accused):
            sums[cell] = sums.get(cell, 0) + number
    return sums
