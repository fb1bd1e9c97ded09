"""Declarations of national statistics: what makers said that they made, by year, licensee and type. Read, summed and compared with a book. Pure.

They count what entered commerce or was exported (AFMER): no stock, no scrap, no serial numbers. No firearm is made of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.typed import whole_number

MADE: Final = "manufactured"
EXPORTED: Final = "exported"
ACTIVITIES: Final[Mapping[str, str]] = {MADE: MADE, "export": EXPORTED, EXPORTED: EXPORTED}
"""Activity as a table writes it -> what it counts: what entered commerce, or was exported."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "year": ("year",),
    "key": ("key", "rds_key", "licence"),
    "licensee": ("licensee",),
    "city": ("city",),
    "state": ("state",),
    "type": ("type", "firearm_type"),
    "activity": ("activity",),
    "quantity": ("quantity",),
}
"""Column -> the names under which a table has it."""
NEEDED: Final = ("year", "licensee", "type", "activity", "quantity")
OTHER_TYPES: Final = "misc"
"""How a declaration calls types that it does not tell apart."""
LONGEST: Final = 200
SHEET: Final = 48_000
"""Bytes of the lines of one part: an entry of the log has room for them and what stands around them."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One line: who declared how many of which type."""

    key: str
    licensee: str
    place: str
    type: str
    activity: str
    quantity: int

    def plain(self) -> list[str | int]:
        """As it is kept."""
        return [self.key, self.licensee, self.place, self.type, self.activity, self.quantity]


def of_plain(row: Sequence[str | int]) -> Declared:
    """A line as it is kept."""
    key, licensee, place, kind, activity, quantity = row
    return Declared(str(key), str(licensee), str(place), str(kind), str(activity), int(quantity))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a table: a stable word, the line, and what stood there."""

    what: str
    line: int = 0
    value: str = ""


def read(table: str) -> tuple[dict[int, list[Declared]], list[Wrong]]:
    """The lines of a table by their year, and what is wrong with it: CSV with names of `COLUMNS` in its first row."""
    reader = csv.DictReader(io.StringIO(table.lstrip("\ufeff")), strict=True)
    names = {name.strip().lower(): name for name in reader.fieldnames or ()}
    result = {
        column: next((names[text] for text in known if text in names), "")
        for column, known in COLUMNS.items()
    }
    if not all(result[column] for column in NEEDED):
        return {}, [Wrong("table")]
    years: dict[int, list[Declared]] = defaultdict(list)
    wrong: list[Wrong] = []
    try:
        for row in reader:
            report = {column: " ".join((row.get(name) or "").split()) for column, name in result.items()}
            if not any(report.values()):
                continue
            year, quantity = whole_number(report["year"]), whole_number(report["quantity"])
            activity = ACTIVITIES.get(report["activity"].lower())
            if year is None or not 1900 <= year <= 2999:
                wrong.append(Wrong("year", reader.line_num, report["year"][:40]))
            elif quantity is None or quantity >= 10**9:
                wrong.append(Wrong("quantity", reader.line_num, report["quantity"][:40]))
            elif activity is None:
                wrong.append(Wrong("activity", reader.line_num, report["activity"][:40]))
            elif not report["licensee"] or not report["type"] or len(max(report.values(), key=len)) > LONGEST:
                wrong.append(Wrong("line", reader.line_num))
            else:
                place = ", ".join(filter(None, (report["city"], report["state"])))
                line = Declared(report["key"], report["licensee"], place, report["type"], activity, quantity)
                years[year].append(line)
    except csv.Error:
        wrong.append(Wrong("table", reader.line_num))
    return dict(years), wrong


def totals(rows: Iterable[Declared]) -> dict[str, dict[str, int]]:
    """Type as published -> activity -> how many."""
    result: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys((MADE, EXPORTED), 0))
    for declared in rows:
        result[declared.type][declared.activity] += declared.quantity
    return {kind: result[kind] for kind in sorted(result)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a maker declared of a type and an activity, and what its book says."""

    type: str
    activity: str
    declared: int
    in_book: int


def as_declared(kind: str, wider: Mapping[str, str], types: Collection[str]) -> str:
    """The type under which a declaration counts a firearm: its own, the narrowest wider one that it tells apart, else the others."""
    seen = kind
    while seen and seen not in types:
        seen = wider.get(seen, "")
    return seen or OTHER_TYPES


def differences(declared: Iterable[Declared], book: Mapping[tuple[str, str], int]) -> list[Difference]:
    """Where declaration and book of one maker differ, by type and activity.

    Args:
        book: type as declared and activity -> how many left the book in that way.
    """
    values: dict[tuple[str, str], int] = defaultdict(int)
    for item in declared:
        values[item.type, item.activity] += item.quantity
    keys = sorted(values.keys() | book.keys())
    return [
        Difference(*key, values.get(key, 0), book.get(key, 0))
        for key in keys
        if values.get(key, 0) != book.get(key, 0)
    ]


def sheets(rows: Iterable[Declared]) -> Iterator[list[list[str | int]]]:
    """The lines in parts that an entry of the log takes."""
    part: list[list[str | int]] = []
    size = 0
    for declared in rows:
        line = declared.plain()
        more = len(json.dumps(line).encode())
        if part and size + more > SHEET:
            yield part
            part, size = [], 0
        part.append(line)
        size += more
    if part:
        yield part
