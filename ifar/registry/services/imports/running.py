"""Carrying out a released import, chunk by chunk, and taking it up again wherever it was broken off.

Three phases, each of which may be repeated: holders become parties, rows become firearms, and all new firearms are compared with
what the register holds for possible duplicates. Several connections write at once; each chunk is a transaction of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import batched
from queue import Full, Queue
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from ifar.outbox.services import state_fact
from ifar.parties import selectors as parties
from ifar.registry import pairs, staging
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.models import Import
from ifar.registry.services import duplicates
from ifar.registry.services.imports import mending, releasing
from ifar.registry.services.imports.parts import CHUNK, Source, source_of
from ifar.registry.services.imports.progress import Alone, Progress, Say
from ifar.registry.services.imports.trying import counted, try_out
from ifar.registry.services.imports.writing import Release, parties_of, write_holders, write_rows
from ifar.rights import Actor

WRITERS: Final = 3
LOOK_AFTER: Final = 1.0
"""Seconds after which whoever waits for the writers looks whether any of them still lives."""
COMPARED: Final = 5000
_RELEASED: Final = """
SELECT e.actor, e.agency, a.proposal, a.details FROM registry_importact a JOIN ledger_entry e ON e.entry = a.entry
WHERE a.batch_id = %s AND a.kind = 'released' AND a.proposal = %s
"""
_MISSING: Final = """
SELECT count(*) FROM registry_importrow r WHERE r.batch_id = %s AND r.outcome = 'ready'
AND NOT EXISTS (SELECT FROM registry_importedrow i WHERE i.batch_id = r.batch_id AND i.n = r.n)
"""
_NEW: Final = (
    "SELECT n, firearm_id FROM registry_importedrow WHERE batch_id = %s AND n > %s ORDER BY n LIMIT %s"
)
_LOOK_AT: Final = "SELECT registry_gather_statistics()"
"""A table that grew by a million rows a minute ago has no statistics yet, and the planner would read it whole each time."""
_FLAGGED: Final = (
    "SELECT count(*) FROM registry_importedrow i WHERE i.batch_id = %s AND EXISTS "
    "(SELECT FROM registry_duplicate d WHERE d.newer_id = i.firearm_id)"
)


def work(batch: str, say: Say | None = None) -> None:
    """Do what an import waits for: try it, or carry out what was released of it. Returns at once where somebody else does."""
    imported = Import.objects.select_related("agency", "file").get(public_id=batch)
    if imported.status == "trying":
        try_out(imported, say)
    elif imported.status == "running":
        run(imported, say)


def run(batch: Import, say: Say | None = None) -> None:
    """Carry out a released import from wherever it stands to its end.

    Raises:
        Unavailable: the staged rows are gone; try the import again, what was written already stays and is recognised.
    """
    with Alone(batch) as alone:
        if alone.got:
            _run(batch, Progress(batch, say))


def _run(batch: Import, progress: Progress) -> None:
    release = release_of(batch)
    source = source_of(batch)
    with _Writers() as writers:
        _holders(release, source, writers, progress, batch.total)
        _rows(release, source, writers, progress, batch.total)
    _compare(batch, progress, batch.total)
    _finish(batch, release)


def release_of(batch: Import) -> Release:
    """Under what an import's rows are written now: what was released may be carried out whoever holds which role by then."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED, [batch.public_id, batch.proposal])
        actor, agency, proposal, _ = cursor.fetchone()
    office = batch.agency
    permissions = frozenset({"parties:party:write", "registry:event:record"})
    releaser = Actor(kind="person", id=actor, agency=agency, permissions=permissions)
    recorder = Actor(
        kind="person", id=batch.actor, agency=office.public_id, agency_id=office.pk, agency_kind=office.kind, country=office.country
    )  # fmt: skip
    return Release(
        batch_id=batch.pk,
        batch=batch.public_id,
        agency_id=office.pk,
        source=ColumnMapping.of(batch.mapping or {}).source,
        zone=settings.TIME_ZONE,
        proposal=proposal,
        releaser=releaser,
        recorder=recorder,
        has_parties=parties.office_has_any(office.pk),
    )


# The phases -------------------------------------------------------------------------------------------------------------


class _Writers:
    """A few threads, each with a connection of its own, that write chunks; hardly more chunks wait than there are threads."""

    def __init__(self) -> None:
        self._chunks: Queue[tuple[Callable[..., int], tuple[Any, ...]] | None] = Queue(maxsize=1)
        self._problems: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._work, name=f"import-{n}", daemon=True) for n in range(WRITERS)
        ]

    def __enter__(self) -> _Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            if self._any_lives():
                self._put(None)
        for thread in self._threads:
            thread.join()

    def write(self, work: Callable[..., int], *arguments: Any) -> None:
        """Hand a chunk over, waiting until a thread is near being free; raises what an earlier chunk raised."""
        self._raise()
        self._put((work, arguments))

    def finish(self) -> None:
        """Wait until all chunks are written."""
        with self._chunks.all_tasks_done:
            while self._chunks.unfinished_tasks:
                if not self._chunks.all_tasks_done.wait(LOOK_AFTER):
                    self._check_any_lives()
        self._raise()

    def _put(self, chunk: tuple[Callable[..., int], tuple[Any, ...]] | None) -> None:
        while True:
            try:
                self._chunks.put(chunk, timeout=LOOK_AFTER)
            except Full:
                self._check_any_lives()
            else:
                return

    def _any_lives(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _check_any_lives(self) -> None:
        """Raises where nobody is left to write: the import then stands still, is found silent and is taken up again."""
        if not self._any_lives():
            self._raise()
            raise RuntimeError("import: every writer ended before all chunks were written")

    def _raise(self) -> None:
        if self._problems:
            raise self._problems[0]

    def _work(self) -> None:
        try:
            while (chunk := self._chunks.get()) is not None:
                try:
                    if not self._problems:
                        _again(*chunk)
                except BaseException as problem:  # noqa: BLE001 - handed to the thread that waits for the chunks
                    self._problems.append(problem)
                finally:
                    self._chunks.task_done()
        finally:
            connection.close()


def _again(work: Callable[..., int], arguments: tuple[Any, ...]) -> None:
    """Write a chunk, once more where another import wrote one of its rows a moment before."""
    try:
        work(*arguments)
    except IntegrityError:
        work(*arguments)


def _holders(release: Release, source: Source, writers: _Writers, progress: Progress, total: int) -> None:
    """Make parties of the holders of ready rows; a part's holders are all there before the next part is looked at."""
    seen = 0
    for part in source.parts():
        holders = list(part.holders())
        there = parties_of(release, (key for key, _, _ in holders))
        for chunk in batched((holder for holder in holders if holder[0] not in there), CHUNK, strict=False):
            writers.write(write_holders, release, chunk)
            progress("parties", seen, total)
        writers.finish()
        seen += len(part)
    progress("parties", total, total)


def _rows(release: Release, source: Source, writers: _Writers, progress: Progress, total: int) -> None:
    """Write the firearms of ready rows; holders' parties are all there."""
    done = 0
    for part in source.parts():
        for chunk in part.chunks():
            writers.write(write_rows, release, chunk)
            done += len(chunk)
            progress("firearms", done, total)
    writers.finish()
    progress("firearms", total, total)


def _compare(batch: Import, progress: Progress, total: int) -> None:
    """Put possible duplicates among the new firearms, and between them and the register, into the queue."""
    done = last = 0
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_AT)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NEW, (batch.pk, last, COMPARED))
            rows = cursor.fetchall()
            if not rows:
                break
            duplicates.note_pairs(
                [duplicates.Pair(*pair) for pair in pairs.duplicates_of([number for _, number in rows])]
            )
        last = rows[-1][0]
        done += len(rows)
        progress("pairs", done, total)


def _finish(batch: Import, release: Release) -> None:
    """Close the round: what was taken in enters the ledger as one act, and whoever waits for an import hears of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if batch.round > 1:
            mending.close_round(batch)
        else:
            cursor.execute(_MISSING, [batch.pk])
            if missing := cursor.fetchone()[0]:
                raise RuntimeError(f"import {batch.public_id}: {missing} ready rows were not written")
        cursor.execute(_FLAGGED, [batch.pk])
        flagged = cursor.fetchone()[0]
        cursor.execute(
            "WITH gone AS (DELETE FROM registry_importholder WHERE batch_id = %s RETURNING 1) SELECT count(*) FROM gone",
            [batch.pk],
        )
        holders = cursor.fetchone()[0]
        result = counted(batch)
        details = {
            "rows": batch.rows,
            "counts": result["counts"],
            "flagged": flagged,
            "holders": holders,
            "round": batch.round,
        }
        releasing.write_act(release.releaser, batch, "finished", details, release.proposal)
        Import.objects.filter(pk=batch.pk).update(
            status="finished",
            phase="",
            flagged=flagged,
            holders=F("holders") + holders,
            finished_at=Now(),
            proposal="",
            **result,
        )
        state_fact(
            topic="registry.imported", key=batch.public_id, payload={"round": batch.round, **result["counts"]}
        )
    if batch.round == 1:
        staging.discard(batch.public_id)
