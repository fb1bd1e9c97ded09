"""The folder of sealed contents: `IFAR_HOME/files/ab/cd/<sha256>`, each file of mode 0400, named by the hash of what it holds.

A content arrives in `incoming`, is hashed on the way, and is moved into its place in one step; a crash leaves at most a
stray file in `incoming`, which `sweep` removes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.conf import settings

from ifar.errors import NotFound, TooLarge
from ifar.files.kinds import HEAD
from ifar.files.labels import words_of

SEALED: Final = 0o400
STRAY_SECONDS: Final = 24 * 3600
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arrived:
    """A content that lies in `incoming`: where, its hash, its size, its first bytes."""

    path: Path
    sha256: str
    size: int
    head: bytes


def root() -> Path:
    """The store's folder, made on first use with access for its own account alone."""
    return _folder(Path(settings.IFAR_HOME) / "files")


def incoming() -> Path:
    """The folder in which contents arrive; on the same file system as the store."""
    return _folder(root() / "incoming")


def work(name: str) -> Path:
    """A folder for what is derived and may be made again, such as the staged rows of an import."""
    return _folder(_folder(root() / "work") / name)


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(sha256: str) -> Path:
    """Where a content lies, whether or not it is there."""
    return root() / sha256[:2] / sha256[2:4] / sha256


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def too_large(limit: int) -> TooLarge:
    """The refusal of a content that passes `limit` bytes."""
    return TooLarge("files.too_large", words_of("files.too_large", {"limit": limit}), params={"limit": limit})


def receive(content: Iterable[bytes], limit: int) -> Arrived:
    """Take a content in, hashing it on the way.

    Raises:
        TooLarge: it has more than `limit` bytes; nothing is left behind.
    """
    seen, size, head = hashlib.sha256(), 0, b""
    with NamedTemporaryFile(dir=incoming(), delete=False) as file:
        path = Path(file.name)
        try:
            for piece in content:
                size += len(piece)
                if size > limit:
                    raise too_large(limit)
                head = head or piece[:HEAD]
                seen.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return Arrived(path, seen.hexdigest(), size, head)


def seal(arrived: Arrived) -> Path:
    """Move an arrived content into its place, read-only; a content that is there already is left as it is."""
    place = path_of(arrived.sha256)
    if place.exists():
        arrived.path.unlink(missing_ok=True)
        return place
    _folder(place.parent)
    arrived.path.chmod(SEALED)
    arrived.path.rename(place)
    _sync(place.parent)
    return place


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def found(sha256: str) -> Path:
    """Where a content lies.

    Raises:
        NotFound: it is not in the store.
    """
    place = path_of(sha256)
    if not place.is_file():
        raise NotFound("files.content.missing")
    return place


def is_whole(sha256: str) -> bool:
    """Whether a content is there and still hashes to its name."""
    place = path_of(sha256)
    if not place.is_file():
        return False
    seen = hashlib.sha256()
    for piece in pieces(place):
        seen.update(piece)
    return seen.hexdigest() == sha256


def remove(sha256: str) -> None:
    """Take a content out of the store for good, as a lawful erasure says; one that is gone already is no fault."""
    place = path_of(sha256)
    place.unlink(missing_ok=True)
    if place.parent.is_dir():
        _sync(place.parent)


def sweep(older_than: float = STRAY_SECONDS) -> int:
    """Remove what arrived long ago and was never sealed; returns how many."""
    removed = 0
    for path in incoming().iterdir():
        if path.is_file() and time.time() - path.stat().st_mtime > older_than:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
