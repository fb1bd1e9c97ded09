"""Open data: the fixed list of tables that a State publishes of a year, and their files, byte for byte.

Published for anybody: how many firearms were seized, found and surrendered, by type and area, by their marks, by outcome of tracing; and
what became of applications for licences. Nothing personal: no name, no identifier, no day, no place finer than a subdivision of the
State's own list. What is too small is kept back (`suppression.py`). The labels are those of UNODC's official table, so that anybody can
put them beside each other; an area is its ISO 3166-2 code. What nobody answered counts as *not reported*, so that every table adds up.

The bytes of a file follow from what was published and from nothing else: its checksum stands on the ledger. A change of form needs a new
`SCHEMA`, and what was published under the old one is still written in the old form. Pure.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ifar.returns.official import (  # fmt: skip
    KINDS,
    MARKINGS,
    NOT_UNIQUE,
    NOT_UNIQUE_TOTAL,
    OUTCOMES,
    TYPES,
    UNIQUE,
    UNIQUE_TOTAL,
)
from ifar.returns.open_data.suppression import ALL, Axis, Cell, Family, Place, Table, suppress

SCHEMA: Final = "ifar.open-data/1"
MISSING: Final = "not reported"
TOTAL: Final = "Total"
"""How files call the sum over a whole dimension."""
DECISIONS: Final = ("granted", "refused")

RECOVERIES: Final = "recoveries"
MARKING: Final = "marking"
TRACING: Final = "tracing"
APPLICATIONS: Final = "applications"
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    RECOVERIES: ("kind", "type", "area"),
    MARKING: ("kind", "marking"),
    TRACING: ("kind", "outcome"),
    APPLICATIONS: ("licence", "decision"),
}
"""The list of published tables: name -> dimensions. Another table is another decision of two people and of this list."""

_SUBTOTALS: Final[Mapping[str, str]] = {**dict.fromkeys(UNIQUE.values(), UNIQUE_TOTAL), **dict.fromkeys(NOT_UNIQUE.values(), NOT_UNIQUE_TOTAL)}  # fmt: skip

Published = list[list[Any]]
"""[[name, [[dimension, [nodes in order]], …], [value or None, …]], …], as it stands in the ledger, the last dimension running fastest;
`ALL` is the sum over a dimension. An entry of the ledger has room for 65,535 bytes: so the nodes stand there once."""


def rows_of(table: Sequence[Any]) -> Iterator[tuple[Place, int | None]]:
    """The cells of a published table: place and value, None where it is kept back."""
    _name, axes, values = table
    return zip(itertools.product(*(nodes for _dim, nodes in axes)), values, strict=True)


class Arm(NamedTuple):
    """What of recovered arms open data tell: official labels, code of the area; empty is what nobody said."""

    kind: str
    type: str
    area: str
    marking: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a year's open data."""

    country: str
    year: int
    number: int
    threshold: int
    note: str
    tables: Published

    @property
    def stem(self) -> str:
        """What all its files are called."""
        return f"open-data-{self.country}-{self.year}-v{self.number}"


def families(arms: Mapping[Arm, int], decided: Mapping[tuple[str, str], int]) -> tuple[Family, Family]:
    """The tables of a year: those of recovered arms, which share their sums, and that of applications.

    Args:
        decided: (kind of licence, one of `DECISIONS`) -> how many applications.
    """
    kinds = Axis.flat("kind", KINDS)
    rest = [label for label in OUTCOMES.values() if label not in _SUBTOTALS]
    axes = {
        RECOVERIES: (kinds, Axis.flat("type", (*TYPES, MISSING)), Axis.flat("area", (*sorted({arm.area for arm in arms} - {""}), MISSING))),
        MARKING: (kinds, Axis.flat("marking", (*MARKINGS, MISSING))),
        TRACING: (kinds, Axis("outcome", {**_SUBTOTALS, UNIQUE_TOTAL: ALL, NOT_UNIQUE_TOTAL: ALL, **dict.fromkeys([*rest, MISSING], ALL)})),
    }  # fmt: skip
    of_arms = tuple(
        Table(name, axes[name], _summed(arms, [Arm._fields.index(dim) for dim in TABLES[name]]))
        for name in (RECOVERIES, MARKING, TRACING)
    )
    licences = Axis.flat("licence", sorted({kind for kind, _decision in decided}))
    of_applications = Table(APPLICATIONS, (licences, Axis.flat("decision", DECISIONS)), dict(decided.items()))
    return Family(of_arms, 1), Family((of_applications,))


def _summed(arms: Mapping[Arm, int], at: Sequence[int]) -> Counter[Place]:
    sums: Counter[Place] = Counter()
    for arm, number in arms.items():
        sums[tuple(arm[n] or MISSING for n in at)] += number
    return sums


def published(
    arms: Mapping[Arm, int],
    decided: Mapping[tuple[str, str], int],
    threshold: int,
    earlier: Published = (),  # type: ignore[assignment]
) -> Published:
    """The tables of a year with what is kept back as None.

    Args:
        earlier: the tables of all versions before, of which everything that any kept back stays so.
    """
    before = {(table[0], place) for table in earlier for place, value in rows_of(table) if value is None}
    results: Published = []
    for family in families(arms, decided):
        known = _known(family, before)
        kept = suppress(family, threshold, known).cells
        absent = {table.name for table in family.tables if not table.counts and table.name == APPLICATIONS}
        results += [result for result in written(family, kept) if result[0] not in absent]
    return results


def written(family: Family, kept: Collection[Cell]) -> Published:
    """The tables of a family as they stand in the ledger, with None in the cells that are kept back."""
    results: Published = []
    for table in family.tables:
        nodes = [[ALL, *(node for node in axis.nodes if node != ALL)] for axis in table.axes]
        values = [
            None if family.cell(table.name, place) in kept else table.values[place]
            for place in itertools.product(*nodes)
        ]
        results.append([table.name, [[axis.name, of] for axis, of in zip(table.axes, nodes, strict=True)], values])  # fmt: skip
    return results


def _known(family: Family, before: Iterable[tuple[str, Place]]) -> set[Cell]:
    return {family.cell(name, place) for name, place in before if name in family.by_name}


# Files ------------------------------------------------------------------------------------------------------------


def files(edition: Edition) -> dict[str, bytes]:
    """Every file of an edition: one CSV for each table, and all of it as JSON."""
    result = {f"{edition.stem}-{table[0]}.csv": _csv(edition, table) for table in edition.tables}
    result[f"{edition.stem}.json"] = _json(edition)
    return result


def digests(edition: Edition) -> list[list[str]]:
    """[[name of the file, SHA-256 of its bytes], …]."""
    return [[name, hashlib.sha256(content).hexdigest()] for name, content in files(edition).items()]


def _named(node: str) -> str:
    return TOTAL if node == ALL else node


def _csv(edition: Edition, table: Sequence[Any]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    name, axes, _values = table
    writer.writerow(["country", "year", "version", "table", *(dim for dim, _nodes in axes), "value", "status"])  # fmt: skip
    for nodes, value in rows_of(table):
        row = ("", "suppressed") if value is None else (value, "published")
        writer.writerow([edition.country, edition.year, edition.number, name, *map(_named, nodes), *row])
    return buffer.getvalue().encode()


def _json(edition: Edition) -> bytes:
    result = {
        "schema": SCHEMA,
        "country": edition.country,
        "year": edition.year,
        "version": edition.number,
        "threshold": edition.threshold,
        "note": edition.note,
        "tables": [
            {
                "name": table[0],
                "dimensions": [dim for dim, _nodes in table[1]],
                "rows": [
                    {**dict(zip(TABLES[table[0]], map(_named, nodes), strict=True)), "value": value, "suppressed": value is None}
                    for nodes, value in rows_of(table)
                ],
            }
            for table in edition.tables
        ],
    }  # fmt: skip
    return (json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


# Changes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Telling:
    """A cell that tells of few to whoever keeps an earlier version too.

    Attributes:
        before: what the earlier version says.
        after: what is published now, None where the cell is kept back now.
        low: where it is kept back: the least that the sums around it give, if nothing else changed that is kept back; else `after`.
        high: the most.
    """

    table: str
    place: Place
    before: int
    after: int | None
    low: int
    high: int


def telling(earlier: Sequence[Published], later: Published, threshold: int) -> list[Telling]:
    """The cells that tell of few to whoever compares versions: for both people to weigh.

    A cell that both versions publish tells by its change, where that is smaller than the threshold. One that was published and is kept back
    now tells where what the sums around it changed by leaves less than the threshold open: `before + change of the sum - changes of what
    else of it is published`, for every sum of which it is part.

    Args:
        earlier: all versions before, the latest first; a cell is compared with the latest that published it.
    """
    versions = [{table[0]: dict(rows_of(table)) for table in tables} for tables in earlier]
    tellings = []
    for table in later:
        name, now = table[0], dict(rows_of(table))
        for place, after in now.items():
            then = next(
                (version[name] for version in versions if version.get(name, {}).get(place) is not None), {}
            )
            before = then.get(place)
            if before is None:
                continue
            if after is not None:
                if 0 < abs(after - before) < threshold:
                    tellings.append(Telling(name, place, before, after, after, after))
            elif given := [max(0, before + change) for change in _changes_of(table[1], place, then, now)]:
                low, high = min(given), max(given)
                if high - low < threshold:
                    tellings.append(Telling(name, place, before, None, low, high))
    return tellings


def _changes_of(
    axes: Sequence[Any], place: Place, then: Mapping[Place, int | None], now: Mapping[Place, int | None]
) -> Iterator[int]:
    """By how much each published sum above a cell says that it changed, if nothing else changed that is kept back."""
    lines = [[leaf for leaf in nodes if leaf not in (ALL, UNIQUE_TOTAL, NOT_UNIQUE_TOTAL)] for _dim, nodes in axes]  # fmt: skip
    for above in itertools.product(*({node, _SUBTOTALS.get(node, ALL), ALL} for node in place)):
        whole = _change(above, then, now)
        if above == place or whole is None:
            continue
        parts = itertools.product(
            *([leaf for leaf in line if _within(leaf, node)] for line, node in zip(lines, above, strict=True))
        )
        others = (part for part in parts if not all(map(_within, part, place)))
        yield whole - sum(_change(part, then, now) or 0 for part in others)


def _within(leaf: str, node: str) -> bool:
    return node in (leaf, ALL, _SUBTOTALS.get(leaf))


def _change(place: Place, then: Mapping[Place, int | None], now: Mapping[Place, int | None]) -> int | None:
    """What a cell that both versions publish changed by; a node that one of them does not have counts nothing there."""
    before, after = then.get(place, 0), now.get(place, 0)
    return None if before is None or after is None else after - before
