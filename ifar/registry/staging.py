"""The staged rows of an import: parts on disk, derived from the sealed file, made again by trying it once more.

A part holds, for each row, its texts by field (`t_serial` …) beside what they were judged to mean. Personal data stand in it, so
the folder is the account's own and goes when the import is over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ifar.files import store

TEXT = "t_"
MOST_ALIKE = 20
"""Rows of one serial number that are looked at, so that a word which stands on all of them costs nothing more."""


def folder(batch: str) -> Path:
    """The folder of an import's parts."""
    return store.work(batch)


def emptied(batch: str) -> Path:
    """The same folder with nothing in it."""
    discard(batch)
    return folder(batch)


def discard(batch: str) -> None:
    """Remove the parts of an import that is over, or is to be tried anew."""
    shutil.rmtree(folder(batch), ignore_errors=True)


def _path(batch: str, number: int) -> Path:
    return folder(batch) / f"row-{number:05}.arrow"


def write(batch: str, number: int, texts: pl.DataFrame, values: pl.DataFrame) -> None:
    """Write a judged part, in one step."""
    serieses = [texts[name].alias(TEXT + name) for name in texts.columns if name not in ("n", "defect")]
    shown = pl.DataFrame([text for text in serieses if (text != "").any()])
    unfinished = _path(batch, number).with_suffix(".unfinished")
    pl.concat([values, shown], how="horizontal").write_ipc(unfinished, compression="lz4")
    unfinished.rename(_path(batch, number))


def is_there(batch: str, count: int) -> bool:
    """Whether all of an import's parts are there."""
    return all(_path(batch, number).exists() for number in range(count))


def part(batch: str, number: int) -> pl.DataFrame:
    """A judged part."""
    return pl.read_ipc(_path(batch, number))


def values(batch: str, number: int) -> pl.DataFrame:
    """The values of a judged part, without its texts."""
    return pl.scan_ipc(_path(batch, number)).select(pl.exclude(f"^{TEXT}.*$")).collect()


def rows(batch: str, spans: Sequence[Sequence[int]], numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Single rows by their number in the file; reads only the parts that hold them."""
    wanted = sorted(set(numbers))
    result: dict[int, dict[str, Any]] = {}
    for number, (first, last) in enumerate(spans):
        here = [n for n in wanted if first <= n <= last]
        if here and _path(batch, number).exists():
            for row in part(batch, number).filter(pl.col("n").is_in(here)).iter_rows(named=True):
                result[row["n"]] = row
    return result


def numbered(batch: str, count: int, serials: Sequence[str]) -> list[tuple[int, str, str]]:
    """The first rows that bear each of these serial numbers, in the order of the file: number of the row, serial number, code of the make or
    nothing."""
    parts = [path for number in range(count) if (path := _path(batch, number)).exists()]
    if not parts:
        return []
    columns = ("n", "serial_text", "make")
    lazy_frame = pl.concat([pl.scan_ipc(path).select(columns) for path in parts])
    kept = lazy_frame.filter(pl.col("serial_text").is_in(list(serials))).sort("n")
    first = kept.group_by("serial_text", maintain_order=True).head(MOST_ALIKE).select(columns).sort("n")
    return [(int(n), str(text), str(make or "")) for n, text, make in first.collect().iter_rows()]


def unnamed(batch: str, count: int, name: str, limit: int) -> list[tuple[str, int]]:
    """The commonest texts of a coded field for which no code was found, each with how many rows say it.

    Args:
        count: of the parts; one that is not there says nothing.
        name: a coded field, such as `make`.
    """
    parts = [path for number in range(count) if (path := _path(batch, number)).exists()]
    if not parts:
        return []
    raw = pl.col(f"{name}_raw")
    counted = (
        pl.concat([pl.scan_ipc(path).select(name, f"{name}_raw") for path in parts])
        .filter(pl.col(name).is_null() & raw.is_not_null() & (raw != ""))
        .group_by(raw)
        .len()
        .sort("len", f"{name}_raw", descending=[True, False])
        .head(limit)
    )
    return [(str(text), int(rows)) for text, rows in counted.collect().iter_rows()]


def texts_of(row: dict[str, Any]) -> dict[str, str]:
    """What a staged row says, by field, without what it does not say."""
    return {
        name.removeprefix(TEXT): str(value) for name, value in row.items() if name.startswith(TEXT) and value
    }
