"""The files of the index of settled marks: what stands in them, and how they are made and exchanged.

A folder holds, in the byte order of the machine's processor family (little end first):
    starts     where each bucket of keys begins (uint64); a bucket is a few neighbouring keys
    low        of each entry, which of the keys of its bucket it is (uint8)
    rows       of each entry, the mark that carries the key (uint32)
    refs       of each mark, what it is in the register (`ref_of`, int64)
    texts      of each mark, its look-alike key, a byte for each character, in `WIDTH` bytes; nothing where it is longer
    makes      of each mark, the make of its firearm (`make_number`, uint32)
    ends       of each mark, where its words end (uint64)
    words      its kind, the mark itself and its look-alike key, in UTF-8 with 0xFF between them
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, NamedTuple
from zlib import crc32

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from ifar.registry.search.deletion_keys import HIGHEST_KEY, LOWEST_KEY

FORM: Final = 3
"""Version of the files; of another one nothing is read."""

CURRENT: Final = "current"
"""The link to the folder that is in use; exchanged in one step."""

_UNFINISHED: Final = ".unfinished"

_SPAN: Final = HIGHEST_KEY - LOWEST_KEY + 1
PART_BITS: Final = 20
PARTS: Final = -(-_SPAN >> PART_BITS)
"""Keys are sorted in parts of a million, each of which fits into little memory whatever the register's size."""

_ENTRIES_OF_A_BUCKET: Final = 24
_MOST_BITS: Final = 8
_FORM_BITS: Final = 4
_N_BITS: Final = 16  # one more than a smallint needs, so that nothing can run into the next

WIDTH: Final = 16
"""Bytes of a text, so that it lies in one line of the processor's memory and hundreds are fetched at once."""

_BETWEEN: Final = b"\xff"
"""Between the words of a mark; it never occurs in UTF-8."""

Integers = NDArray[Any]


class Words(NamedTuple):
    """What a mark is and says: its kind, the mark as it is compared, and its look-alike key; and the make of its firearm, where that is known."""

    kind: str
    plain: str
    folded: str
    make: str = ""


def ref_of(firearm_id: int, n: int, form: int) -> int:
    """One number for one understanding of a mark; `registry_compacted` takes it apart again, and the trigger that notes alterations makes it."""
    return (firearm_id << _N_BITS | n) << _FORM_BITS | form


def home() -> Path:
    """The folder of these files."""
    return Path(settings.IFAR_HOME) / "search"


def bytes_of(text: str) -> bytes:
    """A byte for each character: two characters may share one, which brings them nearer and never farther."""
    if text.isascii():
        return text.encode()
    return bytes(ord(code) if code.isascii() else ord(code) & 127 | 128 for code in text)


def make_number(make: str) -> int:
    """A number for a make, 0 where it is not known; two makes that share one come nearer than they should, which loses nothing."""
    return crc32(make.encode())


def text_of(folded: str) -> bytes:
    """A look-alike key as it stands in the file of texts."""
    content = bytes_of(folded)
    return content.ljust(WIDTH, b"\0") if len(content) <= WIDTH else bytes(WIDTH)


def record_of(words: Words) -> bytes:
    """The words of a mark as they stand in their file."""
    return _BETWEEN.join([word.encode() for word in words[:3]])


def words_of(record: bytes) -> Words:
    """The words of a record."""
    return Words(*[part.decode() for part in record.split(_BETWEEN)])


def plain_of(record: bytes) -> str:
    """The mark itself of a record."""
    return record.split(_BETWEEN, 2)[1].decode()


def folded_of(record: bytes) -> str:
    """The look-alike key of a record."""
    return record.rpartition(_BETWEEN)[2].decode()


def kind_of(record: bytes) -> bytes:
    """The kind of a record, as it stands there."""
    return record.partition(_BETWEEN)[0]


class Making:
    """Writes an index into a folder of its own: `add` the marks in any order, then `finish`. Memory stays flat."""

    def __init__(self, token: str) -> None:
        home().mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = home() / f"{token}{_UNFINISHED}"
        for left in home().glob(f"*{_UNFINISHED}"):  # of whoever was killed: only one makes them at a time
            shutil.rmtree(left, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        self.token = token
        self._marks = 0
        self._end = 0
        self._files = {
            name: (self.folder / name).open("wb") for name in ("refs", "texts", "makes", "ends", "words")
        }
        self._parts: dict[int, IO[bytes]] = {}
        """Those that have an entry: in a small register nearly all have none."""

    def add(self, refs: Sequence[int], words: Sequence[Words], keys: Integers, counts: Integers) -> None:
        """Add marks: their refs, their words, the keys of all of them one after the other, and how many each has."""
        self._files["refs"].write(np.asarray(refs, "<i8").tobytes())
        self._files["texts"].write(b"".join([text_of(word.folded) for word in words]))
        makes = np.fromiter((make_number(word.make) for word in words), "<u4", len(words))
        self._files["makes"].write(makes.tobytes())
        records = list(map(record_of, words))
        ends = self._end + np.cumsum(list(map(len, records)), dtype="<u8")
        self._files["ends"].write(ends.tobytes())
        self._files["words"].write(b"".join(records))
        self._end = int(ends[-1]) if records else self._end
        rows = np.repeat(np.arange(self._marks, self._marks + len(words), dtype="<u8"), counts)
        self._marks += len(words)
        entries = (keys.astype("<i8") - LOWEST_KEY).astype("<u8") << np.uint64(32) | rows
        part = (entries >> np.uint64(32 + PART_BITS)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        edges = np.searchsorted(part[order], np.arange(PARTS + 1))
        entries = entries[order]
        for at in map(int, np.flatnonzero(np.diff(edges))):
            if at not in self._parts:
                self._parts[at] = self._part(at).open("wb")
            self._parts[at].write(entries[edges[at] : edges[at + 1]].tobytes())

    def finish(self) -> int:
        """Sort what was added, make the folder what it is called, and return how many marks it holds."""
        for file in (*self._files.values(), *self._parts.values()):
            file.close()
        bits = _bits_for(sum(self._part(at).stat().st_size // 8 for at in self._parts))
        base = 0
        with (
            (self.folder / "starts").open("wb") as starts,
            (self.folder / "low").open("wb") as low,
            (self.folder / "rows").open("wb") as rows,
        ):
            for at in range(PARTS):
                entries = np.empty(0, "<u8")
                if at in self._parts:
                    entries = np.fromfile(self._part(at), "<u8")
                    self._part(at).unlink()
                    entries.sort()
                keys = entries >> np.uint64(32)
                edges = np.arange(at << PART_BITS, (at + 1) << PART_BITS, 1 << bits, dtype="<u8")
                starts.write((np.searchsorted(keys, edges).astype("<u8") + np.uint64(base)).tobytes())
                low.write((keys & np.uint64((1 << bits) - 1)).astype(np.uint8).tobytes())
                rows.write(entries.astype("<u4").tobytes())
                base += len(entries)
            starts.write(np.asarray([base], "<u8").tobytes())
        (self.folder / "index.json").write_text(
            json.dumps({"form": FORM, "bits": bits, "marks": self._marks, "entries": base}) + "\n"
        )
        _synced(self.folder)
        self.folder.rename(home() / self.token)
        return self._marks

    def _part(self, at: int) -> Path:
        return self.folder / f"part-{at}"

    def abandon(self) -> None:
        """Leave nothing behind, above all where the disk is full and the files cannot be closed for it."""
        for file in (*self._files.values(), *self._parts.values()):
            with suppress(OSError):
                file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _bits_for(entries: int) -> int:
    """How many keys, as a power of two, make a bucket of about two dozen entries."""
    bits = 0
    while bits < _MOST_BITS and entries << (bits + 1) <= _SPAN * _ENTRIES_OF_A_BUCKET:
        bits += 1
    return bits


def _synced(folder: Path) -> None:
    """The files are on the disk before anybody counts on them."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def use(token: str, counted_on: str = "") -> None:
    """Let every process look into this folder from its next question on; others but the last and the one that is counted on are removed."""
    folder, link = home(), home() / CURRENT
    last = os.readlink(link) if link.is_symlink() else ""
    coming = folder / f"{CURRENT}.next"
    coming.unlink(missing_ok=True)
    coming.symlink_to(token)
    coming.replace(link)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name not in (token, last, counted_on):
            shutil.rmtree(path, ignore_errors=True)
