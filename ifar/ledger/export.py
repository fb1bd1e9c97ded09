"""The whole log as one file that verifies without us: a zip laid out as C2SP tlog-tiles, with every checkpoint and key.

    manifest.json               what it is: origin, size, root, when it was written
    keys.json                   verifier keys and the tree sizes from which on they answer
    checkpoint                  the newest checkpoint with its cosignatures
    checkpoints.jsonl           every checkpoint, one JSON object a line
    tile/<L>/<N>[.p/<W>]        hashes of the tree
    tile/entries/<N>[.p/<W>]    entries, 256 in a bundle

Personal values and salts are not in it: it holds what the tree commits to and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from ifar.errors import NotFound
from ifar.ledger import sessions, tiles
from ifar.ledger.checkpoint import Note, Signature, encode_base64
from ifar.ledger.reading import PLAINLY

TYPE: Final = "ifar.log/1"


def write(
    address: str,
    path: Path,
    *,
    origin: str,
    now: dt.datetime,
    progress: Callable[[int, int], object] = lambda _done, _of: None,
) -> int:
    """Write the log in the database at `address` to `path`; returns the number of entries.

    Raises:
        NotFound: nothing has been signed yet.
    """
    with psycopg.connect(address) as connection, _replacing(path) as archive:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(PLAINLY)
        row = connection.execute(
            "SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
        if row is None:
            raise NotFound(
                "ledger.export.empty", "Nothing has been signed yet, so there is no log to export."
            )
        size, root = int(row[0]), bytes(row[1])
        manifest = {
            "type": TYPE,
            "origin": origin,
            "size": size,
            "root": encode_base64(root),
            "at": now.isoformat(),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1) + "\n")
        archive.writestr("keys.json", json.dumps(_keys(connection), indent=1) + "\n")
        _write_checkpoints(connection, archive)
        _write_tiles(connection, archive, size)
        _write_entries(connection, archive, size, progress)
    return size


@contextmanager
def _replacing(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that appears under its name only when it is whole, readable by its owner alone."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                yield archive
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def _keys(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    rows = connection.execute("SELECT vkey, from_size FROM ledger_key ORDER BY from_size, id")
    return [{"vkey": vkey, "from_size": from_size} for vkey, from_size in rows]


def cosigned(note: str, lines: list[str]) -> str:
    """A checkpoint's note with the witnesses' cosignatures under the log's own signatures."""
    read = Note.parse(note.encode())
    own = (Signature.parse(line.removesuffix("\n")) for line in lines)
    return Note(read.text, (*read.signatures, *own)).encode().decode()


def _write_checkpoints(connection: psycopg.Connection[Any], archive: zipfile.ZipFile) -> None:
    rows = connection.execute(
        """SELECT c.note, coalesce(array_agg(s.line ORDER BY s.id) FILTER (WHERE s.line IS NOT NULL), '{}')
           FROM ledger_checkpoint c LEFT JOIN ledger_cosignature s ON s.size = c.size
           GROUP BY c.size, c.note ORDER BY c.size"""
    )
    newest = ""
    with archive.open("checkpoints.jsonl", "w", force_zip64=True) as file:
        for note, lines in rows:
            newest = cosigned(note, lines)
            file.write(json.dumps({"note": newest}, ensure_ascii=False).encode() + b"\n")
    archive.writestr("checkpoint", newest)


def _write_tiles(connection: psycopg.Connection[Any], archive: zipfile.ZipFile, size: int) -> None:
    read = sessions.tile_read(connection)
    for tile in tiles.tiles_of(size):
        # Hashes do not compress.
        archive.writestr(tile.path(), read(tile.level, tile.index), zipfile.ZIP_STORED)


def _write_entries(
    connection: psycopg.Connection[Any],
    archive: zipfile.ZipFile,
    size: int,
    progress: Callable[[int, int], object],
) -> None:
    for bundle in tiles.bundles_of(size):
        first = bundle.index * tiles.WIDTH
        rows = connection.execute(
            "SELECT e.canonical FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id "
            "WHERE l.index >= %s AND l.index < %s ORDER BY l.index",
            (first, first + bundle.width),
            binary=True,
        )
        archive.writestr(bundle.path(), tiles.encode_bundle(bytes(data) for (data,) in rows))
        progress(first + bundle.width, size)
