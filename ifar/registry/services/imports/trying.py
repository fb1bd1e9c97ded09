"""Trying an import: every row read, judged and noted with what would become of it; nothing enters the register.

A part is judged while the confined reader reads the next one and another thread writes the last one down. What needs all rows together (repetitions in the file, rows
that were imported before) the database answers set by set.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import polars as pl
from django.db import connection, transaction

from ifar.errors import Conflict, IfarError, Invalid
from ifar.files import store, tables
from ifar.files.tables.layout import Layout
from ifar.registry import staging
from ifar.registry.intake import screening
from ifar.registry.labels.imports import words_of
from ifar.registry.models import Import
from ifar.registry.services.imports import queue
from ifar.registry.services.imports.progress import Alone, Progress, Say
from ifar.registry.services.imports.receiving import opened
from ifar.registry.services.imports.screens import screen_of
from ifar.rights import Actor, require

COLUMNS: Final = ("batch_id", "n", "outcome", "reasons", "remarks", "hash", "raw")
COPY: Final = f"COPY registry_importrow ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv)"
_REPEATS: Final = """
WITH twice AS (SELECT hash, min(n) AS first FROM registry_importrow WHERE batch_id = %s GROUP BY hash HAVING count(*) > 1)
UPDATE registry_importrow r SET outcome = 'repeat', first = t.first, raw = NULL FROM twice t
WHERE r.batch_id = %s AND r.hash = t.hash AND r.n > t.first RETURNING r.reasons, r.remarks
"""
_KNOWN: Final = """
UPDATE registry_importrow r SET outcome = 'known', raw = NULL FROM registry_importedrow i
WHERE r.batch_id = %s AND r.outcome IN ('ready', 'quarantined') AND i.agency_id = %s AND i.hash = r.hash
"""
_BY_HASH: Final = "SET LOCAL enable_nestloop = off"
"""The planner has no statistics of a batch that was written a moment ago, takes it for one row, and would compare each row of
the second import of a file with every other."""
_COUNT: Final = "SELECT outcome, count(*) FROM registry_importrow WHERE batch_id = %s GROUP BY outcome"
_CODES: Final = "SELECT code, count(*) FROM registry_importrow, unnest({column}) AS code WHERE batch_id = %s AND outcome = %s AND {column} <> '{{}}' GROUP BY code"


def begin_trial(*, actor: Actor, batch: str) -> Import:
    """Have an import tried in the background.

    Raises:
        NotFound: there is no such import for this actor.
        Conflict: it is under way, or has no mapping yet.
    """
    require(actor, "registry:import:prepare")
    with transaction.atomic():
        imported = opened(actor, batch)
        if not imported.mapping:
            raise Conflict("import.not_mapped", words_of("import.not_mapped"))
        Import.objects.filter(pk=imported.pk).update(
            status="trying", actor=actor.id, phase="reading", done=0, total=0, problem=None, beat_at=None
        )
        queue.hand_over(batch)
    imported.refresh_from_db()
    return imported


def try_out(batch: Import, say: Say | None = None) -> None:
    """Judge all rows of an import whose trial has begun; a trial that was broken off begins anew.

    A file that turns out to be unreadable leaves the import `failed`, with the words that say why.
    """
    with Alone(batch) as alone:
        if not alone.got:
            return
        try:
            _try_out(batch, Progress(batch, say))
        except IfarError as error:
            problem = {"code": error.code, "message": str(error), "params": error.params}
            Import.objects.filter(pk=batch.pk).update(status="failed", problem=problem)
            staging.discard(batch.public_id)
            raise


def _try_out(batch: Import, progress: Progress) -> None:
    folder = staging.emptied(batch.public_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_importrow WHERE batch_id = %s", [batch.pk])
        cursor.execute("DELETE FROM registry_importholder WHERE batch_id = %s", [batch.pk])
    rows = 0
    with (
        tables.stage(store.found(batch.file_id), Layout(**batch.layout), folder) as staged,
        _Notes() as notes,
    ):
        screen = screen_of(batch)
        for number, part in staged.parts():
            texts = screen.texts(part)
            notes.write(_note, batch, number, texts, screen.judge(texts), list(screen.mapping.columns))
            rows += len(part)
            progress("reading", rows, batch.rows)
    if staged.staged is None:
        raise Invalid("tables.no_rows")
    progress("comparing", rows, rows)
    _finish(batch, rows, staged.staged)


def _close_own_connection() -> None:
    """Runs in the writing thread: the name `connection` means the connection of the thread that looks it up."""
    connection.close()


class _Notes:
    """A thread with a connection of its own that writes down judged parts while the next one is judged; one part may wait."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import-notes")
        self._last: Future[None] | None = None

    def __enter__(self) -> _Notes:
        return self

    def write(self, work: Callable[..., None], *arguments: Any) -> None:
        """Hand a part over once the one before is written; raises what went wrong with that."""
        if self._last is not None:
            self._last.result()
        self._last = self._thread.submit(work, *arguments)

    def __exit__(self, *problem: object) -> None:
        closed = self._thread.submit(_close_own_connection)
        self._thread.shutdown()
        closed.result()
        if self._last is not None and problem[0] is None:
            self._last.result()


def _note(
    batch: Import, number: int, texts: pl.DataFrame, values: pl.DataFrame, fields: Sequence[str]
) -> None:
    copy_rows(batch, values, texts, screening.hashes(texts, fields))
    staging.write(batch.public_id, number, texts, values)


def copy_rows(batch: Import, values: pl.DataFrame, texts: pl.DataFrame, hashes: list[bytes]) -> None:
    """Note what becomes of judged rows; the texts of those that must wait are kept with them."""
    waits = values["reasons"] != ""
    raw = [
        json.dumps(_row_texts(row), ensure_ascii=False) for row in texts.filter(waits).iter_rows(named=True)
    ]
    series = pl.Series("raw", [None], dtype=pl.String).new_from_index(0, len(values))
    if raw:
        series = series.scatter(waits.arg_true(), raw)
    lines = values.select(
        batch_id=pl.lit(batch.pk),
        n=pl.col("n"),
        outcome=pl.when(pl.col("reasons") == "").then(pl.lit("ready")).otherwise(pl.lit("quarantined")),
        reasons=pl.lit("{") + pl.col("reasons").str.replace_all(" ", ",", literal=True) + pl.lit("}"),
        remarks=pl.lit("{") + pl.col("remarks").str.replace_all(" ", ",", literal=True) + pl.lit("}"),
        hash=pl.lit("\\x") + pl.Series("hash", hashes, dtype=pl.Binary).bin.encode("hex"),
        raw=series,
    )
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(lines.write_csv(include_header=False).encode())


def _row_texts(row: dict[str, Any]) -> dict[str, str]:
    """The texts of a row by field, without what is not said; NUL, which no database keeps, was replaced on reading."""
    return {name: text for name, text in row.items() if name not in ("n", "defect") and text}


def _finish(batch: Import, rows: int, staged: tables.Staged) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_HASH)
        cursor.execute(_REPEATS, [batch.pk, batch.pk])
        cursor.execute(_KNOWN, [batch.pk, batch.agency_id])
        Import.objects.filter(pk=batch.pk).update(
            status="tried",
            spans=[list(span) for span in staged.parts],
            rows=rows,
            blank=staged.blank,
            phase="",
            **counted(batch),
        )


def counted(batch: Import) -> dict[str, dict[str, int]]:
    """Rows by outcome; reasons of those that wait and remarks on those that are taken in, each with its count."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [batch.pk])
        counts = dict(cursor.fetchall())
        cursor.execute(_CODES.format(column="reasons"), [batch.pk, "quarantined"])
        reasons = Counter(dict(cursor.fetchall()))
        cursor.execute(_CODES.format(column="remarks"), [batch.pk, "ready"])
        remarks = Counter(dict(cursor.fetchall()))
    return {"counts": counts, "reasons": dict(reasons.most_common()), "remarks": dict(remarks.most_common())}
