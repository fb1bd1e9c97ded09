"""The table in which UNODC publishes the Illicit Arms Flows Questionnaire (IAFQ), and one cell of it.

Legal basis: Conference of the Parties to UNTOC, resolution 8/3. Source of the shape and of every string: the public files
`data_iafq_firearms_trafficking` of UNODC's data portal, editions of 17 June 2022 and 26 August 2024; strings are kept as they are
published, errors of spelling included, because other programs compare them.

Two peculiarities of the published table are dealt with here and nowhere else: the tracing table carries the name of the seizures'
places ("by location"), and some labels stand twice in one return (`Cell.repeat` numbers them in the order of the file).
An empty value says that the block was not filled: no cell comes of it, and it is never zero. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

HEADER: Final = (
    "Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category", "Sex", "Age", "Year",
    "Unit of measurement", "VALUE", "Source",
)  # fmt: skip

SEIZED: Final = "Arms seized"
FOUND: Final = "Arms found"
SURRENDERED: Final = "Arms surrendered"
KINDS: Final = (SEIZED, FOUND, SURRENDERED)

BY_TYPE: Final = "by type"
BY_MARKING: Final = "by marking"
BY_CONDITION: Final = "by condition"
BY_GROUND: Final = "by legal justification of seizure"
BY_LOCATION: Final = "by location"
TOTAL: Final = "Total"
SURRENDERED_TOTAL: Final = "Surrendered"
"""How the published table calls the total of surrendered arms by marking."""

TYPES: Final = (
    "pistol", "revolver", "rifle (Inlcuding Carbine)", "shotgun (Including Short Carbine)", "submachine gun", "machine gun",
    "other weapons", "Unknown status on type",
)  # fmt: skip
MARKINGS: Final = ("uniquely marked", "altered marking", "no marking", "unknown Status On Marking")
CONDITIONS: Final = (
    "Industrially manufactured arms", "Assembled arms", "Converted arms", "Modified arms", "Reactivated arms",
    "otherwise illicitly manufactured",
)  # fmt: skip
GROUNDS: Final = (
    "illicit posession", "illicit use", "illicit trafficking", "illicit manufacture", "Altered markings", "other", "unknown",
)  # fmt: skip
PLACES: Final = (
    "national territory", "land borders", "planes and airports", "vessels and harbours", "other", "unknown",
)  # fmt: skip

UNIQUE: Final[Mapping[str, str]] = {
    "LEG": "Uniquely identifiable - from legitimate owner in national registry",
    "ILN": "Uniquely identifiable - from illegitimate owner in national registry",
    "ILF": "Uniquely identifiable - from illegitimate owner in foreign registry",
    "POD": "Uniquely identifiable - point of diversion otherwise identified",
    "ATT": "Uniquely identifiable - tracing attempted, no point of diversion identified",
    "PEN": "Uniquely identifiable - tracing procedure pending",
    "NOT": "Uniquely identifiable - no tracing procedure initiated",
}
"""Outcomes of tracing for arms that can be told apart, IAFQ tables 5.1-5.3."""
NOT_UNIQUE: Final[Mapping[str, str]] = {
    "ILM": "Not uniquely identifiable - Illicitly manufactured",
    "ALT": "Not uniquely identifiable - Erased or altered marking",
    "NFI": "Not uniquely identifiable - No further information available",
}
UNKNOWN_MARKING: Final = {"UNK": "Unknown status regarding marking"}
OUTCOMES: Final[Mapping[str, str]] = {**UNIQUE, **NOT_UNIQUE, **UNKNOWN_MARKING}
"""The eleven outcomes: code -> category as published."""
UNIQUE_TOTAL: Final = "Uniquely identifiable - total uniquely identifiable through marking"
NOT_UNIQUE_TOTAL: Final = "Total not uniquely identifiable through marking"

_ISO3: Final = re.compile(r"[A-Z]{3}(_[A-Z0-9_]+)?")
_WHOLE: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:\.0+)?")
_LONGEST: Final = 15


class Key(NamedTuple):
    """What a cell is about; `repeat` is 0 for the first of cells with one label in a return, 1 for the second."""

    iso3: str
    year: int
    indicator: str
    dimension: str
    category: str
    sex: str
    age: str
    repeat: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure.

    `value` counts arms, rounds, persons or cases, as the indicator says; `source` as UNODC names it (IAFQ, SOF, …); `line` is the
    row of the file it was read from, 0 where it was computed; `note` what whoever reported it said of it.
    """

    key: Key
    value: int
    country: str = ""
    region: str = ""
    subregion: str = ""
    unit: str = "Counts"
    source: str = ""
    line: int = 0
    note: str = ""

    def row(self) -> tuple[str | int, ...]:
        """The cell as a row of the published table, in the order of `HEADER`."""
        key = self.key
        return (
            key.iso3, self.country, self.region, self.subregion, key.indicator, key.dimension, key.category, key.sex, key.age,
            key.year, self.unit, self.value, self.source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be understood: where, which column, what stands there.

    `about` is the country and year that it concerns, where at least these can be read: no figure of that return is computed then.
    """

    line: int
    column: str
    text: str
    about: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Returns:
    """Official figures of one file: cells in the order of the file, and the rows that were not understood."""

    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...] = ()

    def countries(self) -> tuple[str, ...]:
        """The codes of the countries, in alphabetical order."""
        return tuple(sorted({cell.key.iso3 for cell in self.cells}))

    def by_return(self) -> dict[tuple[str, int], dict[Key, Cell]]:
        """The cells of each return, by country and year; returns with a row that was not understood are left out."""
        spoilt = {fault.about for fault in self.faults}
        result: dict[tuple[str, int], dict[Key, Cell]] = {}
        for cell in self.cells:
            about = (cell.key.iso3, cell.key.year)
            if about not in spoilt:
                result.setdefault(about, {})[cell.key] = cell
        return result


def columns_of(heading: Sequence[str]) -> tuple[int, ...] | None:
    """Where each column of `HEADER` stands under this heading; None if one is missing or stands twice."""
    plain = [_plain(name) for name in heading]
    if any(plain.count(_plain(name)) != 1 for name in HEADER):
        return None
    return tuple(plain.index(_plain(name)) for name in HEADER)


def _plain(name: str) -> str:
    return " ".join(name.lstrip("﻿").split()).lower()


def returns_of(rows: Iterable[tuple[int, Sequence[str]]]) -> Returns:
    """Read rows (line in the file, texts in the order of `HEADER`); blank values give no cell.

    A row that is not understood becomes a fault and changes no other row. Rows of one label are numbered as they come.
    """
    cells: list[Cell] = []
    faults: list[Fault] = []
    seen: Counter[Key] = Counter()
    for line, texts in rows:
        cell = cell_of(line, [text.strip() for text in texts])
        if isinstance(cell, Fault):
            faults.append(cell)
        elif cell is not None:
            repeat = seen[cell.key]
            seen[cell.key] += 1
            cells.append(_numbered(cell, repeat) if repeat else cell)
    return Returns(tuple(cells), tuple(faults))


def _numbered(cell: Cell, repeat: int) -> Cell:
    return Cell(
        cell.key._replace(repeat=repeat), cell.value, cell.country, cell.region, cell.subregion, cell.unit, cell.source, cell.line
    )  # fmt: skip


def cell_of(line: int, texts: Sequence[str]) -> Cell | Fault | None:
    """One row as a cell; None where its value is empty, a fault where it is not understood."""
    iso3, country, region, subregion, indicator, dimension, category, sex, age, year, unit, value, source = (
        texts
    )
    if not value:
        return None
    if not _ISO3.fullmatch(iso3):
        return Fault(line, "Iso3_code", iso3)
    of_year = _YEAR.fullmatch(year)
    if of_year is None:
        return Fault(line, "Year", year)
    about = (iso3, int(of_year[1]))
    number = _WHOLE.fullmatch(value)
    if number is None or len(number[1]) > _LONGEST:
        return Fault(line, "VALUE", value, about)
    if not indicator:
        return Fault(line, "Indicator", indicator, about)
    key = Key(iso3, about[1], indicator, dimension, category, sex, age, 0)
    return Cell(key, int(number[1].replace(",", "")), country, region, subregion, unit, source, line)
