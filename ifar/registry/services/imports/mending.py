"""Quarantined rows: mended by a person, judged anew, and proposed together as a further round of the same import.

A row is never dropped: it waits until it is mended and released, or until somebody closes it and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl
from django.db import connection, transaction
from django.db.models.functions import Now

from ifar.accounts.models import Proposal
from ifar.errors import Conflict, Invalid, NotFound
from ifar.registry.intake.fields import FIELDS
from ifar.registry.intake.screening import Screen, tidied
from ifar.registry.labels.imports import words_of
from ifar.registry.models import Import, ImportRow
from ifar.registry.selectors import imports as selectors
from ifar.registry.services.imports import releasing
from ifar.registry.services.imports.screens import screen_of
from ifar.registry.services.imports.trying import counted
from ifar.rights import Actor, require

MENDABLE: Final = ("tried", "finished", "refused")
_ROUND: Final = "UPDATE registry_importrow SET round = %s WHERE batch_id = %s AND outcome = 'quarantined' AND mended IS NOT NULL AND reasons = '{}'"
_CLOSE_ROUND: Final = """
UPDATE registry_importrow r SET outcome = 'mended', raw = NULL, mended = NULL FROM registry_importedrow i
WHERE r.batch_id = %s AND r.round = %s AND r.outcome = 'quarantined' AND i.batch_id = r.batch_id AND i.n = r.n
"""


def waiting_row(actor: Actor, batch: str, n: int) -> tuple[Import, ImportRow]:
    """A row that waits in quarantine, for somebody of its office who mends rows.

    Raises:
        NotFound: there is none for this actor.
        Conflict: its import is under way now.
    """
    imported = selectors.import_for(actor, batch)
    row = ImportRow.objects.filter(batch=imported, n=n, outcome="quarantined").first()
    if row is None or imported.agency_id != actor.agency_id:
        raise NotFound("import.row.not_found", words_of("import.row.not_found"))
    if imported.status not in MENDABLE:
        raise Conflict("import.under_way", words_of("import.under_way"))
    return imported, row


@transaction.atomic
def mend_row(*, actor: Actor, batch: str, n: int, texts: Mapping[str, str]) -> ImportRow:
    """Say what a quarantined row should read; it is judged at once, and waits for a release where nothing speaks against it.

    Args:
        texts: field -> text, all fields that the row is to say.

    Raises:
        NotFound, Conflict: see `waiting_row`.
        Invalid: a field that there is not.
    """
    require(actor, "registry:quarantine:repair")
    if unknown := sorted(set(texts) - set(FIELDS)):
        raise Invalid("import.mapping.field", words_of("import.mapping.field"), field=unknown[0])
    imported, row = waiting_row(actor, batch, n)
    values = {name: text.replace("\x00", "") for name, text in texts.items() if text}
    judged = judge(screen_of(imported), [(n, values)]).row(0, named=True)
    swallowed = (
        ["row.quote"] if "row.quote" in row.reasons and _holds_another_row(imported, row, values) else []
    )
    row.mended, row.mended_by, row.mended_at = values, actor.id, Now()
    row.reasons, row.remarks, row.round = swallowed + judged["reasons"].split(), judged["remarks"].split(), 0
    row.save(update_fields=["mended", "mended_by", "mended_at", "reasons", "remarks", "round"])
    row.refresh_from_db()
    Import.objects.filter(pk=imported.pk).update(**counted(imported))
    return row


def _holds_another_row(imported: Import, row: ImportRow, values: Mapping[str, str]) -> bool:
    """Whether a text still stands as the file had it into which the cells of a further row were taken: it holds the file's delimiter.

    What is typed says nothing about the form of the file, and the further row would be gone with the first repair of any other field.
    """
    delimiter = imported.layout["delimiter"]
    run_together = {name: text for name, text in (row.raw or {}).items() if delimiter and delimiter in text}
    return any(
        "".join(values.get(name, "").split()) == "".join(text.split()) for name, text in run_together.items()
    )


def judge(screen: Screen, rows: list[tuple[int, Mapping[str, str]]]) -> pl.DataFrame:
    """Judge rows that are given by their texts, as the trial judged those of the file."""
    columns = {
        name: pl.Series(name, [texts.get(name, "") for _, texts in rows], dtype=pl.String) for name in FIELDS
    }
    frame = pl.DataFrame({"n": pl.Series([n for n, _ in rows], dtype=pl.UInt32), **columns})
    texts = frame.with_columns(defect=pl.lit(None, dtype=pl.String))
    return screen.judge(tidied(texts))


@transaction.atomic
def close_row(*, actor: Actor, batch: str, n: int, note: str) -> None:
    """Set a quarantined row aside for good, with the reason: it is no firearm, or it stands elsewhere.

    Raises:
        NotFound, Conflict: see `waiting_row`.
        Invalid: no reason is given.
    """
    require(actor, "registry:quarantine:repair")
    if not note.strip():
        raise Invalid("import.row.note", words_of("import.row.note"), field="note")
    imported, row = waiting_row(actor, batch, n)
    row.outcome, row.note, row.mended, row.mended_by, row.mended_at = (
        "closed",
        note.strip()[:500],
        None,
        actor.id,
        Now(),
    )
    row.save(update_fields=["outcome", "note", "mended", "mended_by", "mended_at"])
    Import.objects.filter(pk=imported.pk).update(**counted(imported))


@transaction.atomic
def propose_mended(*, actor: Actor, batch: str, reason: str) -> Proposal:
    """Ask another person to release the rows that were mended since: a further round of the import.

    Raises:
        NotFound: there is no such import for this actor.
        Conflict: the import is not over yet, or no mended row waits.
    """
    require(actor, "registry:import:prepare")
    imported = selectors.import_for(actor, batch)
    if imported.status != "finished" or imported.agency_id != actor.agency_id:
        raise Conflict("import.not_finished", words_of("import.not_finished"))
    with connection.cursor() as cursor:
        cursor.execute(_ROUND, (imported.round + 1, imported.pk))
        rows = cursor.rowcount
    if not rows:
        raise Conflict("import.nothing_mended", words_of("import.nothing_mended"))
    payload = releasing.payload_of(imported, number=imported.round + 1, rows=rows)
    return releasing.proposed(actor, imported, payload, reason)


def ready_rows(batch: Import) -> tuple[pl.DataFrame, dict[int, bytes]]:
    """Values and hashes of the mended rows of the released round; one that no longer passes, because the lists or rights
    changed, waits on."""
    rows = list(ImportRow.objects.filter(batch=batch, round=batch.round, outcome="quarantined").order_by("n"))
    judged = judge(screen_of(batch), [(row.n, row.mended or {}) for row in rows])
    return judged.filter(pl.col("reasons") == ""), {row.n: bytes(row.hash) for row in rows}


def close_round(batch: Import) -> None:
    """Note the rows of the round that are in the register now as mended; their texts go."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_ROUND, (batch.pk, batch.round))
