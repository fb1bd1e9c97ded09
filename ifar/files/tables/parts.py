"""The staged form of a table: parts of at most `ROWS` rows, every cell as text, with its row's number and defect.

Columns `n` (row in the file, from 1, the header counted), `defect` (null where the row is sound) and `c0`, `c1` …
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from ifar.files.tables.refusal import LONGEST_CELL

ROWS: Final = 50_000
DEFECTS: Final = ("quote", "width", "undecodable", "control", "long")
"""A row seems to have swallowed the next one because a quotation mark was not closed; it has more or fewer cells than the
header, bytes of another encoding, control characters, a cell that was cut."""

_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def column(at: int) -> str:
    """Name of the column at a position, from 0."""
    return f"c{at}"


def frame(
    numbers: Sequence[int] | pl.Series,
    columns: Sequence[pl.Series],
    wrong_width: pl.Series | None = None,
    lines: pl.Series | None = None,
) -> pl.DataFrame:
    """A part's frame: cells trimmed of nothing, NUL and lone surrogates replaced, long cells cut, defects named.

    A row of the wrong width in which a cell runs over several lines most likely swallowed the row after it.
    `lines` are the texts from which the cells come, one for each row, where there are any: they hold what the cells hold.
    """
    data = pl.DataFrame([pl.Series("n", numbers, dtype=pl.UInt32), *columns])
    cells = [pl.col(name) for name in data.columns if name != "n"]
    together = pl.concat_str(cells, separator="\t", ignore_nulls=True) if lines is None else pl.lit(lines)
    odd = data.lazy().select(
        control=together.str.contains(_CONTROL), lost=together.str.contains("�", literal=True),
        long=together.str.len_bytes() > LONGEST_CELL, broken=together.str.contains("\n", literal=True),
    ).collect()  # fmt: skip
    if odd["long"].any():
        odd = odd.with_columns(
            data.select(long=pl.max_horizontal(cell.str.len_bytes() for cell in cells) > LONGEST_CELL)["long"]
        )
    width = pl.Series("width", [False]) if wrong_width is None else wrong_width
    defect = (
        pl.when(pl.lit(width) & pl.lit(odd["broken"])).then(pl.lit("quote"))
        .when(pl.lit(width)).then(pl.lit("width"))
        .when(pl.lit(odd["lost"])).then(pl.lit("undecodable"))
        .when(pl.lit(odd["control"])).then(pl.lit("control"))
        .when(pl.lit(odd["long"])).then(pl.lit("long"))
    )  # fmt: skip
    data = data.with_columns(defect.alias("defect"))
    if odd["control"].any():
        data = data.with_columns(cell.str.replace_all("\x00", "�", literal=True) for cell in cells)
    if odd["long"].any():
        data = data.with_columns(cell.str.slice(0, LONGEST_CELL) for cell in cells)
    return data


def blank_rows(data: pl.DataFrame) -> pl.Series:
    """Which rows have no content in any cell."""
    blank = pl.Series("blank", [True]).new_from_index(0, len(data))
    for name in data.columns:
        if name[0] == "c" and blank.any():
            at = blank.arg_true()
            cells = data[name].gather(at)
            blank = blank.scatter(at, (cells.is_null() | (cells.str.strip_chars() == "")))
    return blank


def write(folder: Path, number: int, data: pl.DataFrame) -> None:
    """Write a part in one step, so that nobody reads half of it."""
    path = path_of(folder, number)
    unfinished = path.with_suffix(".unfinished")
    data.write_ipc(unfinished)  # read once, a moment later: packing costs more than it saves
    unfinished.rename(path)


def path_of(folder: Path, number: int) -> Path:
    """Where a part lies; numbers count from 0."""
    return folder / f"raw-{number:05}.arrow"
