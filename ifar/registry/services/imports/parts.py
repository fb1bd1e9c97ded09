"""Where the rows of a released import come from: the staged parts of its file, or the rows that were mended since.

A part stays a frame; only the few rows of a chunk become objects at a time, so that memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from django.db import connection

from ifar.errors import Unavailable
from ifar.registry import staging
from ifar.registry.intake.holders import Holder, holder_of
from ifar.registry.labels.imports import words_of
from ifar.registry.models import Import
from ifar.registry.services.imports import mending

CHUNK: Final = 1000
_READY: Final = "SELECT n, hash FROM registry_importrow WHERE batch_id = %s AND n BETWEEN %s AND %s AND outcome = 'ready' ORDER BY n"


@dataclass(frozen=True, slots=True)
class Ready:
    """A row to be written: its number in the file, its hash, its judged values."""

    n: int
    hash: bytes
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Ready rows: their judged values as a frame, and their hashes by row."""

    values: pl.DataFrame
    hashes: Mapping[int, bytes]

    def __len__(self) -> int:
        return len(self.values)

    def holders(self) -> Iterator[tuple[bytes, int, Holder]]:
        """Each holder of the part once: key, first row, and what that row says of them."""
        first = self.values.filter(pl.col("holder").is_not_null()).unique(
            subset="holder", keep="first", maintain_order=True
        )
        for row in first.select("n", "^holder.*$").iter_rows(named=True):
            yield row["holder"], row["n"], holder_of(row)

    def chunks(self) -> Iterator[list[Ready]]:
        """The rows, `CHUNK` at a time."""
        for chunk in self.values.iter_slices(CHUNK):
            yield [Ready(row["n"], self.hashes[row["n"]], row) for row in chunk.iter_rows(named=True)]


@dataclass(frozen=True, slots=True)
class Staged:
    """The ready rows of the staged parts."""

    batch: Import

    def parts(self) -> Iterator[Part]:
        """Part by part, in the order of the file.

        Raises:
            Unavailable: parts are gone from the disk.
        """
        if not staging.is_there(self.batch.public_id, len(self.batch.spans)):
            raise Unavailable("import.staging_lost", words_of("import.staging_lost"))
        for number, (first, last) in enumerate(self.batch.spans):
            with connection.cursor() as cursor:
                cursor.execute(_READY, (self.batch.pk, first, last))
                hashes = {n: bytes(hash) for n, hash in cursor.fetchall()}
            ready = pl.Series(list(hashes), dtype=pl.UInt32)
            yield Part(
                staging.values(self.batch.public_id, number).filter(pl.col("n").is_in(ready.implode())),
                hashes,
            )


@dataclass(frozen=True, slots=True)
class Mended:
    """The mended rows of the round that was released."""

    batch: Import

    def parts(self) -> Iterator[Part]:
        """All of them in one part."""
        yield Part(*mending.ready_rows(self.batch))


Source = Staged | Mended


def source_of(batch: Import) -> Source:
    """Where the rows of an import's present round come from."""
    return Mended(batch) if batch.round > 1 else Staged(batch)
