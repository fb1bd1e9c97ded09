"""Who took part in an initiative, as numbers by sex and age: never who somebody is. Pure.

A figure is of one day of one initiative. It is a table of cells, each a sex, an age group and how many; the total is their sum, so that the
parts cannot say something else than the whole. Age groups follow the United Nations' definition of youth (15 to 24 years, A/RES/50/81) and the
usual one of older persons (60 and over). What nobody asked stands as *not said*, and is no zero of anything.

Figures count attendance: who comes twice counts twice, because nobody is asked for a name by which they could be known again. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

SEXES: Final = ("female", "male", "other", "not_said")
AGES: Final = ("under_15", "15_24", "25_59", "60_up", "not_said")
YOUTH: Final = "15_24"
PARTS: Final[Mapping[str, tuple[str, ...]]] = {"sex": SEXES, "age": AGES}
"""Division of an indicator -> the names of its parts; other divisions have none that are the same everywhere."""
MOST: Final = 100_000
"""More than this on one day is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of one sex and age group."""

    sex: str
    age: str
    number: int


def wrong(cells: Iterable[Cell]) -> str:
    """Why a table cannot be taken, or nothing: `unknown`, `double`, `negative`, `most`, `empty` (nobody came: then there is no figure)."""
    results = list(cells)
    if any(cell.sex not in SEXES or cell.age not in AGES for cell in results):
        return "unknown"
    if len({(cell.sex, cell.age) for cell in results}) < len(results):
        return "double"
    if any(cell.number < 0 for cell in results):
        return "negative"
    whole = total(results)
    return "empty" if whole == 0 else "most" if whole > MOST else ""


def total(cells: Iterable[Cell]) -> int:
    """How many in all."""
    return sum(cell.number for cell in cells)


def kept(cells: Iterable[Cell]) -> list[dict[str, str | int]]:
    """The table as an act holds it: in order, without empty cells."""
    there = {(cell.sex, cell.age): cell.number for cell in cells if cell.number}
    return [
        {"sex": sex, "age": age, "number": there[sex, age]}
        for sex in SEXES
        for age in AGES
        if (sex, age) in there
    ]


def read(counts: Iterable[Mapping[str, str | int]]) -> list[Cell]:
    """A table that an act holds."""
    return [Cell(str(count["sex"]), str(count["age"]), int(count["number"])) for count in counts]


@dataclass(frozen=True, slots=True)
class Reached:
    """Several figures together: how many in all, by sex, by age, and in each cell."""

    total: int
    sex: Mapping[str, int]
    age: Mapping[str, int]
    cells: Mapping[tuple[str, str], int]

    def share(self, by: str, name: str) -> Decimal | None:
        """Per cent of those of whom it is said; None where it is said of nobody."""
        counted = self.sex if by == "sex" else self.age
        values = sum(number for key, number in counted.items() if key != "not_said")
        return (Decimal(100 * counted.get(name, 0)) / values).quantize(Decimal("0.1")) if values else None


def together(tables: Iterable[Iterable[Cell]]) -> Reached:
    """Add tables up."""
    cells: Counter[tuple[str, str]] = Counter()
    for table in tables:
        for cell in table:
            cells[cell.sex, cell.age] += cell.number
    sex: Counter[str] = Counter()
    age: Counter[str] = Counter()
    for (one_sex, one_age), number in cells.items():
        sex[one_sex] += number
        age[one_age] += number
    return Reached(cells.total(), sex, age, cells)


GEM: Final = (0, 1, 2, 3)
"""The United Nations' gender equality marker of a project (UNSDG guidance note on financial markers): what its money is expected to contribute to gender
equality and women's empowerment: nothing, a limited part, a significant part, the principal objective."""
DAC: Final = (0, 1, 2)
"""The OECD DAC's gender equality policy marker: not targeted, a significant objective, the principal objective. Another scale with other rules; neither is worked out from the other."""
