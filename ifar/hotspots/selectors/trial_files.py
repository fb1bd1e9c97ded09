"""Files of sources before they are loaded: whether they are tables or answers of a service, their headings and first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ifar.files import store, tables
from ifar.hotspots import feeding
from ifar.hotspots.feeds import addresses
from ifar.hotspots.feeds.reading import Row, Unreadable
from ifar.hotspots.models import Source, Trial

MOST_LOOKED_AT: Final = 50_000
"""So many rows are read for the words of a column; a word that comes only after them is named by the trial."""
ANSWERS: Final = ("ucdp", "acled", "table")
"""Kinds of sources of which saved answers of their services are taken too."""


def rows_of_answers(kind: str, path: Path, deleted: set[str]) -> Iterator[Row]:
    """The rows of what a service answered; what it says was withdrawn is added to `deleted` on the way."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        pieces = iter(lambda: file.read(2**20), "")
        yield from feeding.rows_of_answers(kind, addresses.answers_in(pieces), deleted)


def headings_of(trial: Trial) -> Sequence[str]:
    """The headings of a file that was begun; none where it is not what its source delivers, which its trial says."""
    path = store.found(trial.file)
    if trial.source.kind == "geojson" or is_answer(trial.source, path):
        try:
            return feeding.headings_of(first_rows_of(trial))
        except Unreadable:
            return ()
    return tables.look(path, str(trial.mapping["kind"])).headings


def first_rows_of(trial: Trial) -> list[Row]:
    """The first rows of a file that was begun, as they are read before anything is judged: for a page that somebody waits for."""
    path = store.found(trial.file)
    if is_answer(trial.source, path):
        return list(islice(rows_of_answers(trial.source.kind, path, set()), MOST_LOOKED_AT))
    if trial.source.kind == "geojson":
        return feeding.rows_of_geojson(path.read_text("utf-8-sig", errors="replace"))
    look = tables.look(path, str(trial.mapping["kind"]))
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(path, look.layout, Path(folder), MOST_LOOKED_AT) as staging,
    ):
        parts = (part.iter_rows(named=True) for _number, part in staging.parts())
        return list(feeding.rows_of_table(look.headings, parts))


def is_answer(source: Source, path: Path) -> bool:
    """Whether a file is what a service answered, and no table."""
    if source.kind not in ANSWERS:
        return False
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf\x1e \t\r\n")[:1] == b"{"
