"""The folder between the pages outside and the register: what came lies in `in`, what is answered in `out`, and beside them the inspectorate's public key.

It is all that both know of each other: the pages outside have no database and no secret of the register, and the register learns nothing but what lies here.
Files are named by chance and dated to the beginning of their day; each that comes touches all of them, so that what the file system notes besides is the
time of the last one. The register takes them away in the following night and in no order. Neither side trusts what the other wrote.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ifar.oversight.envelopes import LARGEST, Envelope, envelope_of, is_box, is_public

MOST_WAITING: Final = 400
"""Letters that may wait for the night: whoever sends rubbish fills this and no disk."""
MOST_BYTES: Final = 2 * 2**30
_SLACK: Final = 4096


class Full(Exception):
    """Too much waits already."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder, wherever it is."""

    root: Path

    def _sub(self, name: str) -> Path:
        path = self.root / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    # The pages outside -------------------------------------------------------------------------------------------------

    def key(self) -> str:
        """The inspectorate's public key; empty where there is none."""
        try:
            value = json.loads((self.root / "key.json").read_bytes()).get("public", "")
        except (OSError, ValueError, AttributeError):
            return ""
        return value if isinstance(value, str) and is_public(value) else ""

    def put(self, envelope: Envelope) -> None:
        """Leave a letter for the night.

        Raises:
            Full: too much waits already.
        """
        folder, content = self._sub("in"), envelope.written()
        waiting = [entry.stat().st_size for entry in os.scandir(folder)]
        if len(waiting) >= MOST_WAITING or sum(waiting) + len(content) > MOST_BYTES:
            raise Full
        path = folder / f"{envelope.box}-{secrets.token_hex(8)}"
        part = folder / f".{path.name}"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        self._date_alike()

    def _date_alike(self) -> None:
        """Date everything that waits to the beginning of its day; that the file system notes when, it does of all of them alike."""
        for path in (*self._sub("in").iterdir(), self._sub("in")):
            with suppress(OSError):
                day = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
                moment = dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()
                os.utime(path, (moment, moment))

    def knows(self, box: str) -> bool:
        """Whether a box is one of ours: something waits for the night, or the register made it."""
        if (self.root / "out" / box).is_file():
            return True
        with suppress(OSError):
            return any(entry.name.startswith(f"{box}-") for entry in os.scandir(self.root / "in"))
        return False

    def box(self, box: str) -> bytes:
        """What the register put into a box; nothing before the first night."""
        try:
            return (self.root / "out" / box).read_bytes()
        except OSError:
            return b""

    # The register ------------------------------------------------------------------------------------------------------

    def arrived(self, before: dt.date) -> Iterator[tuple[Path, Envelope | None]]:
        """What came before a day, in no order; what is no letter comes without one, to be removed."""
        waits = {before.isoformat(), (before + dt.timedelta(days=1)).isoformat()}  # their clock may be ahead
        paths = [path for path in self._sub("in").iterdir() if not path.name.startswith(".")]
        secrets.SystemRandom().shuffle(paths)
        for path in paths:
            envelope = envelope_of(_content(path))
            if envelope is None or not path.name.startswith(envelope.box):
                yield path, None
            elif envelope.day not in waits:
                yield path, envelope

    def publish_key(self, public: str) -> None:
        """Tell the pages outside to which key they seal; an empty one, that they take nothing."""
        self._replace(self.root / "key.json", json.dumps({"public": public}).encode())

    def publish_box(self, box: str, content: bytes) -> None:
        """Put what was answered into a box."""
        assert is_box(box)
        if self.box(box) != content:
            self._replace(self._sub("out") / box, content)

    def _replace(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        part.write_bytes(content)
        part.replace(path)


def _content(path: Path) -> bytes:
    """A file's bytes; nothing where it is no plain file or too large."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            of_file = os.fstat(file.fileno())
            if stat.S_ISREG(of_file.st_mode) and of_file.st_size <= LARGEST + _SLACK:
                return file.read(LARGEST + _SLACK)
    return b""
