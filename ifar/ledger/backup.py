"""Backup and restore: the database, the files, and the checkpoint that a restore is measured against.

A backup is a zip with `manifest.json`, `database.dump` (pg_dump's custom format) and `files/…`. It holds personal data and is
readable by its owner alone. Private keys are not in it: whoever could steal backups could otherwise sign.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ifar.errors import Conflict, IfarError, Invalid, Unavailable
from ifar.ledger.checkpoint import Checkpoint, Note, VerifierKey

TYPE: Final = "ifar.backup/1"
DUMP: Final = "database.dump"
FILES: Final = "files/"
NOT_KEPT: Final = ("django_session", "usersessions_usersession", "ledger_voucherkey")
"""Tables whose rows a backup leaves out: nobody should come back signed in, and the key comes from the secret key again."""
NOT_FILES: Final = ("incoming", "work")
"""Folders of the file store that hold what is half arrived or can be made again."""
PIECE: Final = 2**20

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        origin, note: the log and its newest checkpoint when the backup was taken ("" before the first).
        first_key: the log's first verifier key ("" before the first checkpoint).
        entries: ledger entries in the backup, signed or not.
        members: name -> (bytes, SHA-256) of everything else in it.
    """

    origin: str
    note: str
    first_key: str
    entries: int
    at: str
    members: dict[str, tuple[int, str]]

    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint, or None where the backup is older than the first one."""
        return Checkpoint.parse(Note.parse(self.note.encode()).text) if self.note else None

    def key(self) -> VerifierKey | None:
        """The log's first key."""
        return VerifierKey.parse(self.first_key) if self.first_key else None

    def encode(self) -> str:
        """The text of `manifest.json`."""
        values = {
            name: getattr(self, name) for name in ("origin", "note", "first_key", "entries", "at", "members")
        }
        return json.dumps({"type": TYPE, **values}, indent=1) + "\n"

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Read the text.

        Raises:
            Invalid: it is no manifest of a backup.
        """
        try:
            value = json.loads(data)
            if value.pop("type") != TYPE:
                raise ValueError("type")
            value["members"] = {
                str(name): (int(size), str(digest)) for name, (size, digest) in value["members"].items()
            }
            manifest = cls(**value)
            manifest.checkpoint()
            manifest.key()
        except (KeyError, TypeError, ValueError, AttributeError, IfarError) as error:
            raise Invalid("ledger.backup.malformed", "The file is no backup of ifar.") from error
        return manifest


def back_up(
    path: Path,
    address: str,
    files: Path,
    *,
    origin: str,
    programs: Path,
    now: dt.datetime,
    progress: Progress = lambda _what: None,
) -> Manifest:
    """Write database and files to `path`.

    Args:
        address: the owner's address of the database.
        files: the folder of uploaded files.
        programs: folder of PostgreSQL's client programs.

    Raises:
        Unavailable: pg_dump did not succeed.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with open(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            # A dump is compressed already, and so are most files.
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                manifest = _fill(archive, address, files, origin, programs, now, progress)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return manifest


def _fill(
    archive: zipfile.ZipFile,
    address: str,
    files: Path,
    origin: str,
    programs: Path,
    now: dt.datetime,
    progress: Progress,
) -> Manifest:
    members: dict[str, tuple[int, str]] = {}
    with psycopg.connect(address) as connection:
        # One snapshot for the checkpoint in the manifest and for the dump, so that the one is in the other.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = str(_value(connection, "SELECT pg_export_snapshot()"))
        entries = int(_value(connection, "SELECT count(*) FROM ledger_entry") or 0)
        note = str(_value(connection, "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1") or "")
        key = str(_value(connection, "SELECT vkey FROM ledger_key ORDER BY from_size, id LIMIT 1") or "")
        progress("database")
        members[DUMP] = _dump(archive, address, snapshot, programs)
    for place in _kept_files(files):
        name = f"{FILES}{place.relative_to(files).as_posix()}"
        progress(name)
        with place.open("rb") as source:
            members[name] = _store(archive, name, source)
    manifest = Manifest(origin, note, key, entries, now.isoformat(), members)
    archive.writestr("manifest.json", manifest.encode())
    return manifest


def _kept_files(files: Path) -> list[Path]:
    results = (path for path in files.rglob("*") if path.is_file()) if files.is_dir() else ()
    return sorted(path for path in results if path.relative_to(files).parts[0] not in NOT_FILES)


def _value(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def _dump(archive: zipfile.ZipFile, address: str, snapshot: str, programs: Path) -> tuple[int, str]:
    command = [
        str(programs / "pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data={name}" for name in NOT_KEPT),
    ]
    with (
        tempfile.TemporaryFile() as buffered_random,
        _process(command, address, stdout=subprocess.PIPE, stderr=buffered_random) as process,
    ):
        stored = _store(archive, DUMP, cast(IO[bytes], process.stdout))
        if process.wait():
            raise Unavailable("ledger.backup.dump", f"pg_dump did not succeed: {_words(buffered_random)}")
    return stored


@contextmanager
def _process(command: list[str], address: str, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A client program on a database; the password goes by the environment, where `ps` does not show it."""
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    password = parts.pop("password", "")
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGPASSWORD": password}
    full = [command[0], f"--dbname={make_conninfo(**parts)}", *command[1:]]
    with subprocess.Popen(full, env=environment, stdin=subprocess.DEVNULL, **streams) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _words(file: IO[bytes]) -> str:
    """The first lines that a program said: the cause stands there, the statement that failed after it."""
    file.seek(0)
    return file.read(1000).decode("utf-8", "replace").strip()


def _store(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return size, digest.hexdigest()


def read_manifest(path: Path) -> Manifest:
    """What the backup at `path` says of itself.

    Raises:
        Invalid: it is no backup.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("manifest.json") as file:
            return Manifest.parse(file.read(64 * PIECE))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise Invalid("ledger.backup.malformed", f"{path} is no backup of ifar: {error}") from error


def restore(
    path: Path, address: str, files: Path, *, programs: Path, progress: Progress = lambda _what: None
) -> Manifest:
    """Bring back database and files from a backup, after checking every byte of it against its manifest.

    The database must be empty. Rights of the roles and later migrations are the caller's next step, and the verification
    against the manifest's checkpoint the one after that.

    Raises:
        Invalid: the file is no backup, or damaged.
        Conflict: the database is not empty.
        Unavailable: pg_restore did not succeed; the database is as it was.
    """
    manifest = read_manifest(path)
    with psycopg.connect(address) as connection:
        if _value(
            connection,
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
        ):
            raise Conflict(
                "ledger.restore.not_empty",
                "The database is not empty; a restore goes into an empty one only.",
            )
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(path) as archive,
        tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as folder,
    ):
        for name in manifest.members:
            progress(name)
            _extract(archive, name, manifest.members[name], Path(folder))
        progress("database")
        _load(Path(folder) / DUMP, address, programs)
        _place(Path(folder) / FILES, files)
    return manifest


def _extract(archive: zipfile.ZipFile, name: str, asked: tuple[int, str], folder: Path) -> None:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or not (name == DUMP or name.startswith(FILES)):
        raise Invalid(
            "ledger.backup.malformed", f"The backup names a file that none of ours can have: {name}"
        )
    target = folder / pure
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as source, target.open("wb") as out:
            while (piece := source.read(PIECE)) and size <= asked[0]:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
    except (KeyError, OSError, zipfile.BadZipFile) as error:
        raise Invalid("ledger.backup.damaged", f"The backup is damaged: {name}: {error}") from error
    if (size, digest.hexdigest()) != asked:
        raise Invalid(
            "ledger.backup.damaged", f"The backup is damaged: {name} is not what the manifest says."
        )


def _load(dump: Path, address: str, programs: Path) -> None:
    command = [
        str(programs / "pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--exit-on-error",
        "--single-transaction",
        str(dump),
    ]
    with (
        tempfile.TemporaryFile() as buffered_random,
        _process(command, address, stdout=buffered_random, stderr=buffered_random) as process,
    ):
        if process.wait():
            raise Unavailable(
                "ledger.restore.failed",
                f"pg_restore did not succeed, nothing was changed: {_words(buffered_random)}",
            )


def _place(source: Path, files: Path) -> None:
    """Move the files in; one that stands there already has the same content, because names are hashes."""
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        target = files / path.relative_to(source)
        if path.is_dir():
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not target.exists():
            shutil.move(path, target)
            target.chmod(0o600)
