"""The confined reader's own process: it looks at a file, or stages it, and answers what it found.

    look FILE KIND GIVEN
    stage FILE LAYOUT FOLDER [MOST]

`GIVEN` and `LAYOUT` are JSON. While it stages, `FOLDER/progress` holds the number of rows staged so far.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError

from ifar.files.tables import containers, parts, text, workbook
from ifar.files.tables.layout import TEXT, Layout, Look
from ifar.files.tables.refusal import MOST_ROWS, Refusal


def look(path: Path, kind: str, given: dict[str, Any]) -> Look:
    """Look at a file of a kind of `files/kinds.py`."""
    header = given.get("header")
    if kind == "text":
        return text.look(
            path, encoding=given.get("encoding", ""), delimiter=given.get("delimiter", ""), header=header
        )
    if kind == "zip":
        form = containers.workbook_in(path)
    else:
        containers.check_ole(path)
        form = "xls"
    return workbook.look(path, form, sheet=given.get("sheet", ""), header=header)


def stage(path: Path, layout: Layout, folder: Path, most: int | None = None) -> dict[str, Any]:
    """Write the parts of a table; returns the count of its rows, of blank rows, each part's first and last row, and whether it goes on.

    With `most`, it ends after so many rows.
    """
    cut = None if most is None else most + 1
    data_frames: Iterator[pl.DataFrame] = (
        text.frames(path, layout) if layout.format == TEXT else workbook.frames(path, layout, cut)
    )
    rows = blank = 0
    more = False
    spans: list[tuple[int, int]] = []
    for data in data_frames:
        empty = parts.blank_rows(data)
        blank += int(empty.sum())
        kept = data.filter(~empty)
        if not len(kept):
            continue
        more = most is not None and rows + len(kept) > most
        if more and most is not None:
            kept = kept.head(most - rows)
            if not len(kept):
                break
        rows += len(kept)
        if rows > MOST_ROWS:
            raise Refusal("rows", most=MOST_ROWS)
        parts.write(folder, len(spans), kept)
        spans.append((int(kept["n"][0]), int(kept["n"][-1])))
        (folder / "progress").write_text(str(rows))
        if more:
            break
    if not rows:
        raise Refusal("no_rows")
    return {"rows": rows, "blank": blank, "parts": spans, "more": more}


def main(arguments: list[str]) -> Any:
    """Run one command; a refusal is an answer too."""
    try:
        if arguments[0] == "look":
            return look(Path(arguments[1]), arguments[2], json.loads(arguments[3])).as_json()
        most = int(arguments[4]) if len(arguments) > 4 else None
        return stage(Path(arguments[1]), Layout(**json.loads(arguments[2])), Path(arguments[3]), most)
    except Refusal as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except (MemoryError, CalamineError) as error:
        return {
            "refused": "tables.memory" if isinstance(error, MemoryError) else "tables.damaged",
            "params": {},
        }
