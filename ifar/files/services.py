"""Depositing files: the original is sealed under its hash, a clean copy is made of what will be shown."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from ifar.errors import Invalid
from ifar.files import kinds, selectors, store
from ifar.files.confinement import Limits, Unreadable, run
from ifar.files.labels import words_of
from ifar.files.models import Deposit, Derivative, File, Removal
from ifar.files.purposes import PURPOSES
from ifar.files.store import Arrived
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

LONGEST_NAME = 200
_WAIT = "SELECT pg_advisory_xact_lock(1767268768, hashtext(%s))"
PICTURE_LIMITS = Limits(seconds=10, memory=768 * 1024 * 1024, output=64 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A deposited file: its hash, size, recognised kind, the name it came with, where the sealed original lies."""

    sha256: str
    size: int
    kind: str
    name: str
    path: Path


def keep(*, actor: Actor, purpose: str, name: str, content: Arrived | Path | Iterable[bytes]) -> StoredFile:
    """Deposit a file for a purpose of `purposes.py`.

    Args:
        name: what the depositor calls it; kept as text, never used as a path.
        content: an upload that already arrived, a file on disk, or pieces of bytes.

    Raises:
        Invalid: the file is empty or of a kind that the purpose does not take.
        TooLarge: it passes the purpose's limit. Nothing was kept in either case.
    """
    rule = PURPOSES[purpose]
    require(actor, rule.deposit)
    limit = settings.IFAR_UPLOAD_LIMIT if rule.limit is None else min(rule.limit, settings.IFAR_UPLOAD_LIMIT)
    pieces = store.pieces(content) if isinstance(content, Path) else content
    arrived = pieces if isinstance(pieces, Arrived) else store.receive(pieces, limit)
    try:
        kind = _accepted(arrived, rule.kinds, limit)
    except BaseException:
        arrived.path.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        path = _deposit(actor, purpose, name, arrived, kind)
        if kind.family == "picture":
            _show(arrived.sha256, path)
    return StoredFile(arrived.sha256, arrived.size, kind.code, _plain_name(name), path)


def keep_clean(*, actor: Actor, purpose: str, name: str, content: Arrived) -> StoredFile:
    """Deposit the clean copy of a picture and nothing else: of the original, with what a camera writes into it, no byte is kept.

    Raises:
        Invalid: it is empty, of a kind that the purpose does not take, or cannot be read as a picture.
        TooLarge: it passes the purpose's limit.
    """
    rule = PURPOSES[purpose]
    require(actor, rule.deposit)
    limit = settings.IFAR_UPLOAD_LIMIT if rule.limit is None else min(rule.limit, settings.IFAR_UPLOAD_LIMIT)
    try:
        _accepted(content, rule.kinds, limit)
        clean = _cleaned(content.path, content.sha256)
    finally:
        content.path.unlink(missing_ok=True)
    kind = kinds.recognise(clean.head)
    with transaction.atomic():
        path = _deposit(actor, purpose, name, clean, kind)
    return StoredFile(clean.sha256, clean.size, kind.code, _plain_name(name), path)


def _wait(sha256: str) -> None:
    """Let nobody else put this content into the store or take it out until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [sha256])


def _sealed(arrived: Arrived, kind: kinds.Kind) -> Path:
    """Put a content into its place, under its lock: one that is being erased just now is put there again afterwards."""
    _wait(arrived.sha256)
    path = store.seal(arrived)
    File.objects.bulk_create(
        [File(sha256=arrived.sha256, size=arrived.size, kind=kind.code, media_type=kind.media_type)],
        ignore_conflicts=True,
    )
    return path


def _deposit(actor: Actor, purpose: str, name: str, arrived: Arrived, kind: kinds.Kind) -> Path:
    path = _sealed(arrived, kind)
    Deposit.objects.create(
        file_id=arrived.sha256,
        name=_plain_name(name),
        purpose=purpose,
        actor=actor.id,
        agency_id=actor.agency_id,
        compartment=AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"),
    )
    return path


def keep_copy(original: str, form: str, arrived: Arrived) -> kinds.Kind:
    """Put a copy that was made of a content beside it, in the caller's transaction; its kind."""
    kind = kinds.recognise(arrived.head)
    _sealed(arrived, kind)
    Derivative.objects.create(original_id=original, form=form, file_id=arrived.sha256)
    return kind


def _accepted(arrived: Arrived, allowed: frozenset[str], limit: int) -> kinds.Kind:
    if arrived.size > limit:
        raise store.too_large(limit)
    kind = kinds.recognise(arrived.head)
    if kind == kinds.EMPTY:
        raise Invalid("files.empty", words_of("files.empty"))
    if kind.code not in allowed:
        params = {"kind": kind.code, "allowed": sorted(allowed)}
        raise Invalid("files.kind", words_of("files.kind", params), params=params)
    return kind


def _plain_name(name: str) -> str:
    """The last part of a name without control characters, at most `LONGEST_NAME` characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:LONGEST_NAME] or "file"


def _show(sha256: str, original: Path) -> None:
    """Make the clean copy of a picture, unless there is one.

    Raises:
        Invalid: it cannot be read as a picture.
    """
    if selectors.copy_of(sha256, selectors.CLEAN) is None:
        keep_copy(sha256, selectors.CLEAN, _cleaned(original, sha256))


def _cleaned(original: Path, sha256: str) -> Arrived:
    """The clean copy of a picture, arrived and not yet sealed.

    Raises:
        Invalid: it cannot be read as a picture.
    """
    target = store.incoming() / f"{sha256}.clean"
    try:
        run("ifar.files.picture", [str(original), str(target)], PICTURE_LIMITS)
        return store.receive(store.pieces(target), PICTURE_LIMITS.output)
    except Unreadable as error:
        code = "files.picture.heic" if error.code == kinds.HEIC.code else "files.picture.unreadable"
        raise Invalid(code, words_of(code)) from error
    finally:
        target.unlink(missing_ok=True)


def erase(contents: Collection[str], *, purpose: str, erasure: uuid.UUID) -> None:
    """Take deposited pictures and their clean copies out of the store, once the caller's transaction is committed.

    A content that was deposited for another purpose too stays: it is that deposit's. What comes again later is a deposit like any other.

    Args:
        contents: hashes of originals.
        erasure: the ledger entry of the lawful erasure.
    """
    for sha256 in sorted(set(contents)):
        _wait(sha256)
    kept = (
        Deposit.objects.filter(file__in=contents).exclude(purpose=purpose).values_list("file_id", flat=True)
    )
    gone = sorted(set(contents) - set(kept))
    # Two originals may have one clean copy: it stays as long as one of them does.
    left = Derivative.objects.exclude(original__in=gone).exclude(original__in=selectors.erased().values("pk"))
    shared = left.values("file")
    copies = (
        Derivative.objects.filter(original__in=gone)
        .exclude(file__in=shared)
        .values_list("file_id", flat=True)
    )
    leaving = sorted({*gone, *copies})
    Removal.objects.bulk_create(
        [Removal(file_id=sha256, erasure=erasure) for sha256 in leaving], ignore_conflicts=True
    )

    def remove() -> None:
        for sha256 in leaving:
            _take_out(sha256)

    transaction.on_commit(remove)


@transaction.atomic
def _take_out(sha256: str) -> bool:
    """Take an erased content out of the store, unless it came again meanwhile; whether it was there."""
    _wait(sha256)
    there = store.path_of(sha256).is_file()
    if there and selectors.erased().filter(pk=sha256).exists():
        store.remove(sha256)
        return True
    return False


def remove_erased() -> int:
    """Take out what was erased and is there all the same: the process ended between the two, or a backup brought it back.

    Returns how many. The job of `ifar check-files`.
    """
    return sum(_take_out(sha256) for sha256 in selectors.erased().values_list("sha256", flat=True))


def damaged() -> Iterator[str]:
    """The hashes of all contents that are missing from the store or no longer hash to their names."""
    for sha256 in selectors.all_contents().values_list("sha256", flat=True).iterator():
        if not store.is_whole(sha256):
            yield sha256
