"""Official figures of this State, computed from its records at the moment they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from ifar.errors import NotFound
from ifar.ledger import selectors as ledger
from ifar.recoveries import categories, figures
from ifar.recoveries.categories import Justice
from ifar.reference import selectors as reference
from ifar.returns import composition, indicator, words
from ifar.returns.composition import Block, Country, Line
from ifar.returns.editions import Revision, revisions
from ifar.returns.indicator import FORMULAS, Formula, Tally, Value
from ifar.returns.models import Edition
from ifar.returns.official import Cell, Key, Returns
from ifar.rights import Actor, require

PERMISSION = figures.PERMISSION
NOBODY: Final = "XXX"
"""The code of a State that is not on the list of countries; ISO 3166-1 leaves it to whoever needs one."""


@dataclass(frozen=True, slots=True)
class YearlyReturn:
    """The IAFQ return of one year: its tables, the figures beside them, people, and all cells in the official columns."""

    year: int
    country: Country
    blocks: tuple[Block, ...]
    others: tuple[Line, ...]
    justice: Mapping[Justice, int]
    cells: tuple[Cell, ...]
    labels: categories.Labels

    def tally(self, formula: Formula) -> Tally | None:
        """Numerator and denominator of SDG 16.4.2 of this year."""
        about = (self.country.iso3, self.year)
        return indicator.tally({cell.key: cell for cell in self.cells}, about, formula)


def country() -> Country:
    """The State whose register this is, as the official table names it: its name is English there."""
    code = settings.IFAR_COUNTRY
    found = reference.rows_of("country").filter(code=code).first()
    name = settings.IFAR_COUNTRY_NAME or reference.words("country", "en").get(code, code)
    if found is None:
        return Country(NOBODY, name)
    areas = reference.words("area", "en")
    return Country(found.alpha3, name, areas.get(found.region, ""), "")


def labels() -> categories.Labels:
    """Reference list -> code -> its label in the IAFQ: the first where the scheme divides more finely."""
    found = reference.mappings_of(categories.LIST_OF.values(), "iafq")
    return {name: {code: values[0] for code, values in codes.items()} for name, codes in found.items()}


def yearly_return(actor: Actor, year: int, until: int | None = None) -> YearlyReturn:
    """The return of a year, computed now; with `until`, from nothing but the ledger's entries up to that place.

    Raises:
        Forbidden: the actor may not read official figures.
        NotFound: nothing was recovered in that year.
    """
    require(actor, PERMISSION)
    groups = figures.groups(actor, year, until)
    seizures = figures.seizures(actor, year, until)
    justice = composition.judged(figures.accused(actor, year, until))
    if not groups and not seizures and not justice:
        raise NotFound("returns.year", words.of("returns.year"))
    named = labels()
    sums = composition.summed(((one.counted, one.items, one.pieces) for one in groups), named)
    if seizures:
        sums[categories.Cell("Instances/cases of seizures", categories.TOTAL, categories.TOTAL)] = seizures
    where = country()
    return YearlyReturn(
        year,
        where,
        tuple(composition.blocks(sums)),
        tuple(composition.others(sums)),
        justice,
        composition.composed(sums, justice, where, year),
        named,
    )


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of the list: arms by kind of recovery, and SDG 16.4.2 by formula where it can be computed."""

    year: int
    arms: Mapping[str, int]
    values: Mapping[Formula, Value]


def yearly_rows(actor: Actor) -> list[YearRow]:
    """The years for which anything was recovered, the latest first, each with both formulas and their means of two years.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    arms = figures.years(actor)
    tallies: dict[Formula, dict[int, Tally]] = {formula: {} for formula in FORMULAS}
    for year in arms:
        of_year = yearly_return(actor, year)
        for formula in FORMULAS:
            one = of_year.tally(formula)
            if one is not None:
                tallies[formula][year] = one
    values = {
        formula: {value.year: value for value in indicator.series_values({"": tallies[formula]}, formula)}
        for formula in FORMULAS
    }
    return [
        YearRow(year, arms[year], {formula: values[formula][year] for formula in FORMULAS if year in values[formula]})
        for year in sorted(arms, reverse=True)
    ]  # fmt: skip


def behind(actor: Actor, year: int, cell: categories.Cell) -> tuple[int, QuerySet[Any]]:
    """How many items a cell counts, and those of them that the actor may open.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    named = labels()
    groups = [one for one in figures.groups(actor, year) if cell in categories.cells_of(one.counted, named)]
    return sum(one.items for one in groups), figures.items_in(actor, year, [one.key for one in groups])


# Editions ---------------------------------------------------------------------------------------------------------


def editions(actor: Actor, year: int) -> QuerySet[Edition]:
    """The frozen editions of a year, the latest first.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return Edition.objects.filter(year=year).order_by("-number")


def edition(actor: Actor, year: int, number: int) -> Edition:
    """One edition.

    Raises:
        NotFound: there is none.
    """
    found = editions(actor, year).filter(number=number).first()
    if found is None:
        raise NotFound("returns.edition", words.of("returns.edition"))
    return found


def cells_of(year: int, code: str, listed: Sequence[Sequence[Any]]) -> tuple[Cell, ...]:
    """The cells that an edition, or a proposal of one, keeps."""
    where = country()
    return tuple(
        Cell(
            Key(code, year, indicator_, dimension, category, sex, age, repeat),
            value,
            where.name,
            where.region,
            where.subregion,
            source=composition.SOURCE,
        )
        for indicator_, dimension, category, sex, age, repeat, value in listed
    )


def changed(before: Sequence[Cell], after: Sequence[Cell]) -> list[Revision]:
    """What two states of a return say differently."""
    return revisions(Returns(tuple(before)), Returns(tuple(after)))


def recomputed(actor: Actor, found: Edition) -> tuple[Cell, ...]:
    """The figures of an edition, computed again from the ledger alone as it stood when the edition entered it.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return yearly_return(actor, found.year, ledger.place_of(found.entry) - 1).cells
