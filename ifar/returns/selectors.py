"""Official figures of this State, computed from its records at the moment they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, QuerySet

from ifar.accounts.selectors import proposals
from ifar.errors import NotFound
from ifar.ledger import selectors as ledger
from ifar.recoveries import categories, figures
from ifar.recoveries.categories import Justice
from ifar.reference import selectors as reference
from ifar.returns import composition, indicator
from ifar.returns import labels as returns_labels
from ifar.returns.composition import Block, Country, Line
from ifar.returns.editions import Revision, revisions
from ifar.returns.forms.tables import Answer
from ifar.returns.indicator import FORMULAS, Formula, Tally, Value
from ifar.returns.models import Answer as Said
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
    noted: Mapping[tuple[str, str, str], Answer]

    def tally(self, formula: Formula) -> Tally | None:
        """Numerator and denominator of SDG 16.4.2 of this year."""
        about = (self.country.iso3, self.year)
        return indicator.tally({cell.key: cell for cell in self.cells}, about, formula)


def country() -> Country:
    """The State whose register this is, as the official table names it: its name is English there."""
    code = settings.IFAR_COUNTRY
    result = reference.rows_of("country").filter(code=code).first()
    name = settings.IFAR_COUNTRY_NAME or reference.words("country", "en").get(code, code)
    if result is None:
        return Country(NOBODY, name)
    areas = reference.words("area", "en")
    return Country(result.alpha3, name, areas.get(result.region, ""), "")


def labels() -> categories.Labels:
    """Reference list -> code -> its label in the IAFQ: the first where the scheme divides more finely."""
    mappings = reference.mappings_of(categories.LIST_OF.values(), "iafq")
    return {name: {code: values[0] for code, values in codes.items()} for name, codes in mappings.items()}


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
        raise NotFound("returns.year", returns_labels.of("returns.year"))
    named = labels()
    sums = composition.summed(((group.counted, group.items, group.pieces) for group in groups), named)
    if seizures:
        sums[categories.Cell("Instances/cases of seizures", categories.TOTAL, categories.TOTAL)] = seizures
    where = country()
    noted = answers(actor, "iafq", year, until)
    cells = composition.composed(sums, justice, where, year)
    return YearlyReturn(
        year,
        where,
        tuple(composition.blocks(sums)),
        tuple(composition.others(sums)),
        justice,
        tuple(
            replace(cell, note=answer.note) if (answer := noted.get(cell.key[2:5])) else cell
            for cell in cells
        ),
        named,
        noted,
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
            tally = of_year.tally(formula)
            if tally is not None:
                tallies[formula][year] = tally
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
    groups = [
        group for group in figures.groups(actor, year) if cell in categories.cells_of(group.counted, named)
    ]
    return sum(group.items for group in groups), figures.items_in(
        actor, year, [group.key for group in groups]
    )


def answers(
    actor: Actor, form: str, year: int, until: int | None = None
) -> dict[tuple[str, str, str], Answer]:
    """What people said of the figures of a form's year, the latest of each, by indicator, dimension and category.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    rows = Said.objects.filter(form=form, year=year).order_by("at", "entry")
    result: dict[tuple[str, str, str], Answer] = {}
    for answer in rows:
        if until is not None and ledger.place_of(answer.entry) > until:
            continue
        name = (answer.cell[0], answer.cell[1], answer.cell[2])
        if answer.withdrawn:
            result.pop(name, None)
        else:
            result[name] = Answer(
                answer.value, answer.note, answer.said_by, answer.at, str(answer.entry), answer.withheld
            )
    return result


# Editions ---------------------------------------------------------------------------------------------------------


def editions(actor: Actor, year: int, form: str = "iafq") -> QuerySet[Edition]:
    """The frozen editions of a form's year, the latest first.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return Edition.objects.filter(form=form, year=year).order_by("-number")


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal that waits for a second person; `opens`: whether whoever reads may open it."""

    public_id: str
    at: dt.datetime
    opens: bool


def freezing(actor: Actor, year: int, form: str = "iafq") -> WaitingProposal | None:
    """Who asked already to freeze the return of a form's year, and waits for a second person. One query, two where there is one.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    result = proposals.waiting_about(
        "", ("returns.frozen",), object__startswith=f"{form.upper()}-{year}-"
    ).first()
    if result is None:
        return None
    opens = proposals.proposals_for(actor).filter(pk=result.pk).exists()
    return WaitingProposal(result.public_id, result.at, opens)


def edition(actor: Actor, year: int, number: int, form: str = "iafq") -> Edition:
    """One edition.

    Raises:
        NotFound: there is none.
    """
    record = editions(actor, year, form).filter(number=number).first()
    if record is None:
        raise NotFound("returns.edition", returns_labels.of("returns.edition"))
    return record


def cells_of(
    year: int, code: str, listed: Sequence[Sequence[Any]], source: str = composition.SOURCE
) -> tuple[Cell, ...]:
    """The cells that an edition, or a proposal of one, keeps. `source` names the form where a cell does not say how it was stated."""
    where = country()
    cells = []
    for indicator_, dimension, category, sex, age, repeat, value, *values in listed:
        note, stated = values if len(values) == 2 else ("", source)
        key = Key(code, year, indicator_, dimension, category, sex, age, repeat)
        cells.append(Cell(key, value, where.name, where.region, where.subregion, source=stated, note=note))
    return tuple(cells)


def changed(before: Sequence[Cell], after: Sequence[Cell]) -> list[Revision]:
    """What two states of a return say differently."""
    return revisions(Returns(tuple(before)), Returns(tuple(after)))


def frozen(actor: Actor) -> dict[tuple[str, int], tuple[int, dt.datetime]]:
    """The latest edition of each return of each year: (return, year) -> number and moment. One query.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    rows = Edition.objects.order_by("year", "number").values_list("form", "year", "number", "at")
    return {(form, year): (number, at) for form, year, number, at in rows}


def recomputed(actor: Actor, record: Edition) -> tuple[Cell, ...]:
    """The figures of an edition, computed again from the ledger alone as it stood when the edition entered it.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return yearly_return(actor, record.year, ledger.place_of(record.entry) - 1).cells


def frozen_counts(actor: Actor) -> dict[tuple[str, int], int]:
    """(form, year) -> how many editions are frozen.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    rows = (
        Edition.objects.values("form", "year")
        .annotate(editions=Count("entry"))
        .values_list("form", "year", "editions")
    )
    return {(form, year): editions for form, year, editions in rows}
