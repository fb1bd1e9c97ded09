"""The things of a batch that come as a file: a list as CSV or as a workbook, read by the readers of imports."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from ifar import identifiers
from ifar.bulk.given import MOST, things_in
from ifar.bulk.many import Many
from ifar.bulk.services.writing import RECORDER
from ifar.errors import Reason
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.files.tables.parts import column
from ifar.rights import Actor, require
from ifar.scanned import parted

SERIAL: Final = ("serial", "série", "serie", "تسلسلي", "identifier", "identifiant", "معرّف")
"""What the heading of the column says in which the things stand."""


def things_of_file(*, actor: Actor, what: Many, name: str, content: Arrived) -> list[str]:
    """The things of a list that somebody uploaded, one more than a batch takes at most; the file itself is sealed.

    Raises:
        Invalid: it is no table that can be read.
    """
    require(actor, what.permission)
    cells = cells_of_file(
        actor=actor,
        permission=what.permission,
        name=name,
        content=content,
        numbers=what.numbers,
        most=what.most,
    )
    return list(islice(things_in(cells, what.numbers, bool(what.each)), MOST + 1))


def cells_of_file(
    *,
    actor: Actor,
    permission: str,
    name: str,
    content: Arrived,
    numbers: bool,
    most: int,
    behind: bool = False,
) -> list[str]:
    """The cells of a list in which things stand, one more than are taken at most; the file itself is sealed.

    A list without headings begins with a thing. Of several columns the things stand in the one in which most identifiers can be read, or whose heading says so, else in the first.

    Args:
        permission: of the act for which it is read.
        numbers: whether no record bears the things yet.
        behind: whether what the next column says of each stands behind it.

    Raises:
        Invalid: it is no table that can be read.
    """
    require(actor, permission)
    kept = files.keep(actor=actor, purpose="bulk_list", name=name, content=content)
    look = tables.look(kept.path, kept.kind)
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(kept.path, look.layout, Path(folder), most + 1) as staging,
    ):
        parts = [part for _number, part in staging.parts()]
    if not parts:
        raise RECORDER.invalid(Reason("bulk.nothing", field="file"))
    cells = pl.concat(parts)
    columns = [column(at) for at in range(len(look.headings))]
    at = columns.index(_column(numbers, columns, look.headings, cells))
    taken = columns[at : at + 2] if behind else columns[at : at + 1]
    rows = list(zip(*(cells[text].to_list() for text in taken), strict=True))
    if _is_thing(numbers, look.headings[at]):
        rows.insert(0, look.headings[at : at + len(taken)])
    return [" ".join(filter(None, row)) for row in rows if row[0]]


def _column(numbers: bool, columns: list[str], headings: tuple[str, ...], cells: pl.DataFrame) -> str:
    if not numbers:
        read = {
            name: sum(identifiers.parse(item or "") is not None for item in cells[name].to_list())
            for name in columns
        }
        best = max(columns, key=lambda name: read[name])
        if read[best]:
            return best
    values = (name for name, heading in zip(columns, headings, strict=True) if _says(heading))
    return next(values, columns[0])


def _is_thing(numbers: bool, heading: str) -> bool:
    """Whether what stands where a heading should is a thing of a list that has none: nothing of a list is lost."""
    if not numbers and parted(heading)[0]:
        return True
    return any(text.isdecimal() for text in heading) and not _says(heading)


def _says(heading: str) -> bool:
    return any(word in heading.casefold() for word in SERIAL)
