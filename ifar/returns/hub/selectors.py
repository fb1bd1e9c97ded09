"""What the hub holds: the returns of all States side by side, where each figure comes from, what changed, who has not reported.

What a State did not consent to have compared is not compared: of such a return the hub says that it came, and shows no figure beside others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.db.models import Count, Max, QuerySet

from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.returns import comparing, indicator, labels
from ifar.returns.checks import Mismatch, mismatches
from ifar.returns.comparing import Ranked, Strange
from ifar.returns.editions import Revision, revisions
from ifar.returns.indicator import FORMULAS, Formula, Tally
from ifar.returns.models import Received
from ifar.returns.official import SEIZED, Cell, Key, Returns
from ifar.rights import Actor, require
from ifar.tracing.services import exchange as directory

READ: Final = "returns:package:read"


@dataclass(frozen=True, slots=True)
class Row:
    """A State in the comparison of a year: what holds of it (None: nothing), whether it may be compared, its figures, what to look at."""

    area: str
    name: str
    held: Received | None
    compared: bool
    last: int | None
    arms: int | None
    tallies: Mapping[Formula, Tally]
    wrong: tuple[Mismatch, ...]
    versions: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All States' returns of a form's year."""

    form: str
    year: int
    rows: tuple[Row, ...]
    ranked: Mapping[Formula, Sequence[Ranked]]
    pooled: Mapping[Formula, Tally]
    strange: Sequence[Strange]


def received(actor: Actor) -> QuerySet[Received]:
    """All packages and files that came, the latest first; a file once, by one of its returns.

    Raises:
        Forbidden: the actor does not see what the hub received.
    """
    require(actor, READ)
    return Received.objects.exclude(kind="file").order_by("-at")


def files(actor: Actor) -> list[dict[str, Any]]:
    """The official files that were read: name, hash, when, how many returns; the latest first."""
    require(actor, READ)
    results = (
        Received.objects.filter(kind="file")
        .values("hash", "name")
        .annotate(returns=Count("entry"), at=Max("at"))
    )
    return [dict(row) for row in results.order_by("-at")]


def years(actor: Actor, form: str) -> dict[int, int]:
    """The years for which anything is held, the latest first, each with how many States it is of."""
    require(actor, READ)
    receipts = Received.objects.filter(form=form, reason="").values("year")
    states = receipts.annotate(states=Count("sender", distinct=True)).values_list("year", "states")
    return dict(sorted(states, reverse=True))


def names() -> dict[str, str]:
    """Alpha-3 code -> the country's name in the reader's language."""
    spoken = reference.words("country")
    return {
        item.alpha3: spoken.get(item.code, item.code)
        for item in reference.rows_of("country").filter(valid_to__isnull=True)
    }


def holds(rows: Sequence[Received]) -> dict[str, tuple[Received, int]]:
    """State -> what holds of its returns of one form and year, and how many versions came; `rows` in the order in which they came.

    What a State sent itself goes before any file, also where it withdrew it: then nothing holds.
    """
    signed: dict[str, Received] = {}
    read: dict[str, Received] = {}
    count: dict[str, int] = {}
    for record in rows:
        (read if record.kind == "file" else signed)[record.sender] = record
        count[record.sender] = count.get(record.sender, 0) + 1
    held = read | signed
    return {area: (value, count[area]) for area, value in held.items() if value.kind != "withdrawal"}


def cells_of(record: Received) -> tuple[Cell, ...]:
    """The figures of what came, in the official columns."""
    cells = []
    for indicator_, dimension, category, sex, age, repeat, value, *values in record.cells:
        key = Key(record.sender, record.year, indicator_, dimension, category, sex, age, repeat)
        note, source = values if len(values) == 2 else ("", record.form.upper())
        cells.append(Cell(key, value, record.sender, source=source, note=note))
    return tuple(cells)


def may_compare(record: Received) -> bool:
    """Whether the figures may stand beside those of others: published ones may, a State's own where it consents."""
    return record.kind == "file" or "compare" in record.consent


def comparison(actor: Actor, form: str, year: int) -> Comparison:
    """The returns of all States for a form's year. Four queries.

    Raises:
        Forbidden: the actor does not see what the hub received.
    """
    require(actor, READ)
    of_years: dict[int, list[Received]] = {year: [], year - 1: []}
    for record in Received.objects.filter(form=form, year__in=of_years, reason="").order_by("at", "entry"):
        of_years[record.year].append(record)
    held, before = holds(of_years[year]), holds(of_years[year - 1])
    reported: dict[str, list[int]] = {}
    for area, of_year in Received.objects.filter(form=form, reason="").exclude(kind="withdrawal").values_list("sender", "year").distinct():  # fmt: skip
        reported.setdefault(area, []).append(of_year)
    alpha3 = dict(reference.rows_of("country").values_list("code", "alpha3"))
    expected = {alpha3[code] for code in directory.known_keys() if code in alpha3} | reported.keys()
    spoken = names()
    rows = [
        _row(area, spoken.get(area, area), held.get(area), reported.get(area, ()), year) for area in expected
    ]
    rows.sort(key=lambda row: row.name)
    shares = {
        formula: {row.area: row.tallies[formula] for row in rows if formula in row.tallies}
        for formula in FORMULAS
    }
    arms_then = {area: _arms(cells_of(item)) for area, (item, _) in before.items() if may_compare(item)}
    pairs = {
        row.area: (then, row.arms)
        for row in rows
        if row.arms is not None and (then := arms_then.get(row.area)) is not None
    }
    return Comparison(
        form,
        year,
        tuple(rows),
        {formula: comparing.ranked({area: (tally.numerator, tally.denominator) for area, tally in share.items()}) for formula, share in shares.items()},
        {formula: Tally(sum(tally.numerator for tally in share.values()), sum(tally.denominator for tally in share.values())) for formula, share in shares.items()},
        comparing.outliers(pairs),
    )  # fmt: skip


def _row(area: str, name: str, held: tuple[Received, int] | None, reported: Sequence[int], year: int) -> Row:
    last = comparing.last_reported(reported, year)
    if held is None:
        return Row(area, name, None, False, last, None, {}, (), 0)
    record, versions = held
    if not may_compare(record):
        return Row(area, name, record, False, last, None, {}, (), versions)
    cells = cells_of(record)
    by_key = {cell.key: cell for cell in cells}
    tallies: dict[Formula, Tally] = {}
    if record.form == "iafq":
        for formula in FORMULAS:
            if tally := indicator.tally(by_key, (area, year), formula):
                tallies[formula] = tally
    return Row(
        area, name, record, True, last, _arms(cells), tallies, tuple(mismatches(Returns(cells))), versions
    )


def _arms(cells: Sequence[Cell]) -> int | None:
    if not cells:
        return None
    return indicator.total({cell.key: cell for cell in cells}, (cells[0].key.iso3, cells[0].key.year), SEIZED)


@dataclass(frozen=True, slots=True)
class Version:
    """What came of a State's return at one time.

    Attributes:
        shown: whether what it says may be shown, its words too; of a withdrawal, whether what it withdrew might.
        changes: what it changed of the version before; None where one of the two may not be shown, so that neither is learnt from the other.
    """

    one: Received
    shown: bool
    changes: tuple[Revision, ...] | None


def versions_of(rows: Sequence[Received]) -> tuple[Version, ...]:
    """All that came of one State's return of a year, the latest first; `rows` in the order in which they came."""
    versions: list[Version] = []
    last: Received | None = None
    for record in rows:
        if record.kind == "withdrawal":
            versions.append(Version(record, last is not None and may_compare(last), None))
            continue
        changes: tuple[Revision, ...] | None = () if may_compare(record) else None
        if last is not None:
            both = may_compare(record) and may_compare(last)
            changes = tuple(revisions(Returns(cells_of(last)), Returns(cells_of(record)))) if both else None
        versions.append(Version(record, may_compare(record), changes))
        last = record
    return tuple(reversed(versions))


@dataclass(frozen=True, slots=True)
class StateReturn:
    """A State's return of a year at the hub: what holds, every version that came with what it changed, what does not add up.

    Of what its State did not consent to have shown there are no cells, and nothing that is reckoned from them.
    """

    area: str
    name: str
    held: Received | None
    cells: tuple[Cell, ...]
    versions: tuple[Version, ...]
    wrong: tuple[Mismatch, ...]
    shares: Mapping[Formula, tuple[Tally, Fraction | None, tuple[float, float] | None]]


def state_return(actor: Actor, area: str, form: str, year: int) -> StateReturn:
    """All that the hub has of one State's return of a year.

    Raises:
        Forbidden: the actor does not see what the hub received.
        NotFound: nothing of it ever came.
    """
    require(actor, READ)
    rows = list(Received.objects.filter(sender=area, form=form, year=year, reason="").order_by("at", "entry"))
    if not rows:
        raise NotFound("returns.received", labels.of("returns.received"))
    held = holds(rows).get(area)
    cells = cells_of(held[0]) if held and may_compare(held[0]) else ()
    by_key = {cell.key: cell for cell in cells}
    shares: dict[Formula, tuple[Tally, Fraction | None, tuple[float, float] | None]] = {}
    if form == "iafq":
        for formula in FORMULAS:
            if tally := indicator.tally(by_key, (area, year), formula):
                interval = comparing.wilson(tally.numerator, tally.denominator) if tally.denominator else None
                shares[formula] = (tally, tally.share(), interval)
    return StateReturn(
        area,
        names().get(area, area),
        held[0] if held else None,
        cells,
        versions_of(rows),
        tuple(mismatches(Returns(cells))),
        shares,
    )


def compared_files(actor: Actor, older: str, newer: str) -> list[Revision]:
    """What two official files say differently, by their hashes.

    Raises:
        NotFound: one of them was not read.
    """
    require(actor, READ)
    returnses = []
    for digest in (older, newer):
        rows = Received.objects.filter(kind="file", hash=digest)
        cells = tuple(cell for record in rows for cell in cells_of(record))
        if not cells:
            raise NotFound("returns.received", labels.of("returns.received"))
        returnses.append(Returns(cells))
    return revisions(returnses[0], returnses[1])
