"""What dashboards show: the subjects, in which dimensions each is counted, which charts are made of that, and what can be asked for.

A chart is a sum of cells over all dimensions but its own. The figures of a chart lead to the rows behind them by the same names: the
address of a dashboard with one dimension more is the address of those rows. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

YEAR: Final = "year"
COMPARTMENT: Final = "compartment"
NOT_SAID: Final = "-"
"""How an address names what nobody answered, which is empty in the cells."""

Form = Literal["columns", "bars", "funnel", "flow"]
Row = tuple[str, ...]
"""The nodes of a cell in the order of a chart's dimensions; years as text."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its dimensions, how it is drawn, how many of its rows at most (the rest is said in words), what it is of alone; `answered`:
    what nobody answered is not in it."""

    name: str
    dims: tuple[str, ...]
    form: Form = "bars"
    most: int = 0
    only: tuple[str, str] | None = None
    answered: bool = False

    @property
    def sets(self) -> tuple[str, ...]:
        """The dimensions over which its sums are made."""
        return (*self.dims, self.only[0]) if self.only else self.dims


@dataclass(frozen=True, slots=True)
class Subject:
    """One dashboard.

    `dims`: what is kept in `d1`, `d2`, … of a cell; `yearly`: whether cells belong to years; `apart`: whether everybody sees only their own
    compartments (Protocol art. 4), and not the whole State; `filters`: the dimensions that can be asked for.
    """

    name: str
    dims: tuple[str, ...]
    charts: tuple[Chart, ...]
    filters: tuple[str, ...]
    yearly: bool = True
    apart: bool = False

    def column(self, dim: str) -> str:
        """The column of a dimension in the roll-up."""
        return dim if dim in (YEAR, COMPARTMENT) else f"d{self.dims.index(dim) + 1}"

    def chart(self, name: str) -> Chart | None:
        """A chart by its name."""
        return next((chart for chart in self.charts if chart.name == name), None)

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        """Every set of dimensions that a chart or a filter needs the sums of."""
        alone: list[tuple[str, ...]] = [
            (name,) for name in (*self.filters, *((YEAR,) if self.yearly else ()))
        ]
        return tuple(dict.fromkeys([*(chart.sets for chart in self.charts), *alone]))


SUBJECTS: Final[Mapping[str, Subject]] = {
    subject.name: subject
    for subject in (
        Subject(
            "recoveries",
            ("kind", "type", "marking", "outcome", "area"),
            (
                Chart("years", (YEAR, "kind"), "columns"),
                Chart("types", ("type",)),
                Chart("marking", ("marking",)),
                Chart("outcomes", ("outcome",)),
                Chart("areas", ("area",), most=12),
            ),
            ("kind", "type", "marking", "area"),
        ),
        Subject(
            "tracing",
            ("direction", "country", "stage", "why", "band"),
            (
                Chart("years", (YEAR, "direction"), "columns"),
                Chart("funnel", ("stage",), "funnel"),
                Chart("bands", ("band",), answered=True),
                Chart("why", ("why",), answered=True),
                Chart("countries", ("country",), most=12, answered=True),
            ),
            ("direction", "country"),
        ),
        Subject(
            "flows",
            ("how", "origin", "destination"),
            (
                Chart("made", ("origin", "destination"), "flow", 12, ("how", "made")),
                Chart("left", ("origin", "destination"), "flow", 12, ("how", "left")),
            ),
            (),
        ),
        Subject(
            "licences",
            ("kind", "state", "holder", "ends"),
            (
                Chart("kinds", ("kind",)),
                Chart("states", ("state",)),
                Chart("ends", ("ends",)),
                Chart("holders", ("holder",)),
            ),
            ("kind", "state"),
            yearly=False,
            apart=True,
        ),
        Subject(
            "stocks",
            ("ownership", "state", "custody", "type"),
            (
                Chart("owners", ("ownership",)),
                Chart("types", ("type",)),
                Chart("states", ("state",), most=12),
                Chart("custody", ("custody",), most=12),
            ),
            ("ownership", "type", "state"),
            yearly=False,
            apart=True,
        ),
    )
}

Cells = Mapping[tuple[str, int | None, tuple[str, ...]], int]
"""(compartment, year, nodes in the order of a subject's dimensions) -> how many."""


def margins(subject: Subject, cells: Cells) -> dict[str, list[list[str | int]]]:
    """The sums of every set, for all rows: names of the dimensions, by commas -> [[compartment, node, …, number], …]."""
    places = [(_key(dims), _places(subject, dims)) for dims in subject.sets]
    sums: dict[str, Counter[Row]] = {key: Counter() for key, _at in places}
    for (compartment, year, nodes), number in cells.items():
        whole = (*nodes, "" if year is None else str(year))
        kept = compartment if subject.apart else ""
        for key, at in places:
            sums[key][(kept, *(whole[n] for n in at))] += number
    return {key: [[*row, number] for row, number in sorted(result.items())] for key, result in sums.items()}


def _key(dims: Sequence[str]) -> str:
    return ",".join(dims)


def _places(subject: Subject, dims: Sequence[str]) -> list[int]:
    order = (*subject.dims, YEAR)
    return [order.index(dim) for dim in dims]


def read(
    subject: Subject, kept: Mapping[str, Sequence[Sequence[str | int]]], compartments: Iterable[str]
) -> dict[tuple[str, ...], Counter[Row]]:
    """The sums that `margins` made, of some compartments together."""
    open_to = set(compartments)
    result: dict[tuple[str, ...], Counter[Row]] = {}
    for dims in subject.sets:
        sums: Counter[Row] = Counter()
        for compartment, *nodes, number in kept.get(_key(dims), ()):
            if not subject.apart or compartment in open_to:
                sums[tuple(map(str, nodes))] += int(number)
        result[dims] = sums
    return result


def of_chart(chart: Chart, sums: Mapping[tuple[str, ...], Mapping[Row, int]]) -> dict[Row, int]:
    """The sums of one chart, by its own dimensions."""
    result = sums.get(chart.sets, {})
    if chart.only is None:
        return dict(result)
    return {row[:-1]: number for row, number in result.items() if row[-1] == chart.only[1]}


def funnel(stages: Sequence[str], reached: Mapping[Row, int]) -> dict[Row, int]:
    """How many came at least to each stage, of how many came to which as their furthest."""
    result: dict[Row, int] = {}
    for at, stage in enumerate(stages):
        result[(stage,)] = sum(reached.get((text,), 0) for text in stages[at:])
    return result


def largest(rows: Mapping[Row, int], most: int) -> tuple[list[tuple[Row, int]], int, int]:
    """The rows with most first; of more than `most`, how many are left out and what they come to."""
    order = sorted(rows.items(), key=lambda row: (-row[1], row[0]))
    if not most or len(order) <= most:
        return order, 0, 0
    rest = order[most:]
    return order[:most], len(rest), sum(number for _row, number in rest)
