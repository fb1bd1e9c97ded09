"""Reading a file of official figures: UNODC's workbook or CSV of any edition, a country's own filled table, the published series.

The file is read in the confined process of `ifar.files.tables`, as every file from outside is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ifar.errors import Invalid
from ifar.files import kinds, tables
from ifar.files.confinement import Unreadable
from ifar.returns import labels
from ifar.returns.official import HEADER, Returns, columns_of, returns_of
from ifar.returns.published import Published

MOST_ROWS: Final = 100_000
"""Rows of an official table: eight times what all States have told of all years."""
_HEADER_ROWS: Final = 20
"""The heading is looked for in the first rows: UNODC's workbook writes its name and a date above it."""
_PUBLISHED: Final = ("iso3", "year", "value", "source", "footnote")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def read_returns(path: Path, name: str = "") -> Returns:
    """The official figures of a file; rows that are not understood are among the faults.

    Args:
        name: what whoever brought the file calls it, where that is not its path here.

    Raises:
        Invalid: there is no such file, it is no table, or it has not the columns of the official table.
    """
    kind = _kind(path, name)
    for look in _looks(path, kind):
        columns = columns_of(look.headings)
        if columns is not None:
            return returns_of(_rows(path, look.layout, columns))
    params = {"file": name or str(path), "columns": ", ".join(HEADER)}
    raise Invalid("returns.columns", labels.of("returns.columns") % params, params=params)


def _kind(path: Path, name: str = "") -> str:
    try:
        with path.open("rb") as file:
            return kinds.recognise(file.read(kinds.HEAD)).code
    except OSError as error:
        params = {"file": name or str(path)}
        raise Invalid(
            "returns.unreadable", labels.of("returns.unreadable") % params, params=params
        ) from error


def _looks(path: Path, kind: str) -> Iterator[tables.Look]:
    """The table under each row that may be its heading: the one that the reader guesses, else every one of the first with a code column."""
    guessed = tables.look(path, kind)
    if guessed.layout.header:
        yield guessed
    above = tables.look(path, kind, {"header": 0})
    for number, row in enumerate(above.rows[:_HEADER_ROWS], 1):
        if number != guessed.layout.header and columns_of(row) is not None:
            yield tables.look(path, kind, {"header": number})


def _rows(path: Path, layout: tables.Layout, columns: Sequence[int]) -> Iterator[tuple[int, Sequence[str]]]:
    with (
        TemporaryDirectory(prefix="ifar-returns-") as folder,
        tables.stage(path, layout, Path(folder), MOST_ROWS) as staging,
    ):
        for _number, part in staging.parts():
            texts = [part[f"c{at}"].fill_null("") for at in columns]
            yield from zip(part["n"].to_list(), zip(*texts, strict=True), strict=True)
        if staging.staged is None or staging.staged.more:
            raise tables.refused(Unreadable("tables.rows", {"most": MOST_ROWS}))


def read_published(path: Path) -> list[Published]:
    """The published values of the indicator, as UNSD gives them: columns iso3, year, value, source, footnote.

    Raises:
        Invalid: there is no such file, it is no table, lacks iso3, year or value, or a row of it is not understood.
    """
    kind = _kind(path)
    look = tables.look(path, kind)
    names = [name.lower() for name in look.headings]
    lacking = [name for name in _PUBLISHED[:3] if name not in names]
    if lacking:
        params = {"file": str(path), "columns": ", ".join(lacking)}
        raise Invalid(
            "returns.published.columns", labels.of("returns.published.columns") % params, params=params
        )
    columns = [names.index(name) for name in _PUBLISHED if name in names]
    present = [name for name in _PUBLISHED if name in names]
    return [
        _published(path, line, dict(zip(present, (text.strip() for text in texts), strict=True)))
        for line, texts in _rows(path, look.layout, columns)
    ]


def _published(path: Path, line: int, row: dict[str, str]) -> Published:
    try:
        value = Decimal(row["value"])
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not _YEAR.fullmatch(row["year"]):
        params = {
            "file": str(path),
            "line": str(line),
            "row": f"{row['iso3']}, {row['year']}, {row['value']}",
        }
        raise Invalid("returns.published.row", labels.of("returns.published.row") % params, params=params)
    return Published(row["iso3"], int(row["year"]), value, row.get("source", "IAFQ"), row.get("footnote", ""))
