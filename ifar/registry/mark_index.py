"""The index of settled marks: which marks carry a key, in files that every process of the machine reads from memory.

Of what shares a key with a question among ten million marks nearly all is three and four errors away. A look at such a mark costs
PostgreSQL a microsecond and a half, and here a tenth of one, since its text lies beside its keys. So the keys of marks that settled
stand here, those of the newest in the database's own index, and what both give is compared and judged in the database, on the rows
as they are at this moment: an entry of a mark that was altered meanwhile finds nothing, and the altered one is found as a new one.
PostgreSQL stays the only place that knows; `settling.py` makes these files from it and says which ones it counts on.

A folder holds, in the byte order of the machine's processor family (little end first):
    starts     where each bucket of keys begins (uint64); a bucket is a few neighbouring keys
    low        of each entry, which of the keys of its bucket it is (uint8)
    rows       of each entry, the mark that carries the key (uint32)
    refs       of each mark, what it is in the register (`ref_of`, int64)
    ends       of each mark, where its text ends (uint64)
    texts      the look-alike keys themselves, a byte for each character
"""

from __future__ import annotations

import json
import mmap
import os
import re
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from ifar.registry.neighbourhood import HIGHEST_KEY, LOWEST_KEY
from ifar.registry.patterns import Near

FORM: Final = 1
"""Version of the files; of another one nothing is read."""

CURRENT: Final = "current"
"""The link to the folder that is in use; exchanged in one step."""

_UNFINISHED: Final = ".unfinished"

_SPAN: Final = HIGHEST_KEY - LOWEST_KEY + 1
_PART_BITS: Final = 20
_PARTS: Final = -(-_SPAN >> _PART_BITS)
"""Keys are sorted in parts of a million, each of which fits into little memory whatever the register's size."""

_ENTRIES_OF_A_BUCKET: Final = 24
_AT_ONCE: Final = 200_000
"""Entries that are gathered at once for a question; of what is asked for one in a thousand questions has more."""

_MOST_BITS: Final = 8
_FORM_BITS: Final = 4
_N_BITS: Final = 16  # one more than a smallint needs, so that nothing can run into the next

Integers = NDArray[Any]


def ref_of(firearm_id: int, n: int, form: int) -> int:
    """One number for one understanding of a mark; `registry_settled` takes it apart again."""
    return (firearm_id << _N_BITS | n) << _FORM_BITS | form


def home() -> Path:
    """The folder of these files."""
    return Path(settings.IFAR_HOME) / "search"


def _bytes_of(text: str) -> bytes:
    """A byte for each character: two characters may share one, which brings them nearer and never farther."""
    if text.isascii():
        return text.encode()
    return bytes(ord(one) if one.isascii() else ord(one) & 127 | 128 for one in text)


# Making ------------------------------------------------------------------------------------------------------------------


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
        self._text_end = 0
        self._files = {name: (self.folder / name).open("wb") for name in ("refs", "ends", "texts")}
        self._parts = [(self.folder / f"part-{at}").open("wb") for at in range(_PARTS)]

    def add(self, refs: Sequence[int], texts: Iterable[str], keys: Integers, counts: Integers) -> None:
        """Add marks: their refs, their look-alike keys, the keys of all of them one after the other, and how many each has."""
        told = [_bytes_of(text) for text in texts]
        ends = self._text_end + np.cumsum([len(text) for text in told], dtype="<u8")
        self._files["refs"].write(np.asarray(refs, "<i8").tobytes())
        self._files["ends"].write(ends.tobytes())
        self._files["texts"].write(b"".join(told))
        self._text_end = int(ends[-1]) if told else self._text_end
        rows = np.repeat(np.arange(self._marks, self._marks + len(told), dtype="<u8"), counts)
        self._marks += len(told)
        entries = (keys.astype("<i8") - LOWEST_KEY).astype("<u8") << np.uint64(32) | rows
        part = (entries >> np.uint64(32 + _PART_BITS)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        edges = np.searchsorted(part[order], np.arange(_PARTS + 1))
        entries = entries[order]
        for at in range(_PARTS):
            if edges[at] < edges[at + 1]:
                self._parts[at].write(entries[edges[at] : edges[at + 1]].tobytes())

    def finish(self) -> int:
        """Sort what was added, make the folder what it is called, and return how many marks it holds."""
        for file in (*self._files.values(), *self._parts):
            file.close()
        sizes = [(self.folder / f"part-{at}").stat().st_size // 8 for at in range(_PARTS)]
        bits = _bits_for(sum(sizes))
        base = 0
        with (
            (self.folder / "starts").open("wb") as starts,
            (self.folder / "low").open("wb") as low,
            (self.folder / "rows").open("wb") as rows,
        ):
            for at, size in enumerate(sizes):
                path = self.folder / f"part-{at}"
                entries = np.fromfile(path, "<u8")
                path.unlink()
                entries.sort()
                keys = entries >> np.uint64(32)
                edges = np.arange(at << _PART_BITS, (at + 1) << _PART_BITS, 1 << bits, dtype="<u8")
                starts.write((np.searchsorted(keys, edges).astype("<u8") + np.uint64(base)).tobytes())
                low.write((keys & np.uint64((1 << bits) - 1)).astype(np.uint8).tobytes())
                rows.write(entries.astype("<u4").tobytes())
                base += size
            starts.write(np.asarray([base], "<u8").tobytes())
        (self.folder / "index.json").write_text(
            json.dumps({"form": FORM, "bits": bits, "marks": self._marks, "entries": base}) + "\n"
        )
        _synced(self.folder)
        self.folder.rename(home() / self.token)
        return self._marks

    def abandon(self) -> None:
        """Leave nothing behind, above all where the disk is full and the files cannot be closed for it."""
        for file in (*self._files.values(), *self._parts):
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


def use(token: str) -> None:
    """Let every process look into this folder from its next question on; older ones but the last are removed."""
    folder, link = home(), home() / CURRENT
    last = os.readlink(link) if link.is_symlink() else ""
    coming = folder / f"{CURRENT}.next"
    coming.unlink(missing_ok=True)
    coming.symlink_to(token)
    coming.replace(link)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name not in (token, last):
            shutil.rmtree(path, ignore_errors=True)


# Reading -----------------------------------------------------------------------------------------------------------------


class MarkIndex:
    """One folder of these files, mapped into memory, and read by any number of threads at once."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "index.json").read_text())
        if told["form"] != FORM:
            raise OSError(f"{folder} is an index of another form")
        self.token = folder.name
        self.marks: int = told["marks"]
        self._bits: int = told["bits"]
        self._starts = _array(folder / "starts", "<u8")
        self._low = _array(folder / "low", np.uint8)
        self._rows = _array(folder / "rows", "<u4")
        self._refs = _array(folder / "refs", "<i8")
        self._ends = _array(folder / "ends", "<u8")
        self._texts = _mapped(folder / "texts")
        buckets = (_PARTS << _PART_BITS) >> self._bits
        sizes = (len(self._starts), len(self._low), len(self._rows), len(self._refs), len(self._ends))
        if sizes != (buckets + 1, told["entries"], told["entries"], self.marks, self.marks) or (
            len(self._texts) != (int(self._ends[-1]) if self.marks else 0)
        ):
            raise OSError(f"{folder} is not whole")  # a text that is cut off would be read as a shorter one
        self._by_ref: tuple[Integers, Integers] | None = None

    def near(self, plan: Near) -> list[int]:
        """The refs of marks that carry any of the plan's keys and are within its errors of any of its texts, and perhaps a few more.

        Errors are counted as `registry_marks_near` does, which has the last word: a wrong, missing, extra or swapped character is one, also
        where one more is wrong, missing or extra at the place of the swap.
        """
        rows = self._carriers(np.fromiter(plan.keys, "<i8", len(plan.keys)))
        if not len(rows):
            return []
        most, held = plan.edits + plan.unread, self._texts_of(rows)
        errors = _distances(plan.texts, held, most + 1)
        if plan.swaps and most:
            beyond = np.flatnonzero(errors == most + 1)
            told = [held[at] for at in beyond.tolist()]
            twice = set(map(_bytes_of, plan.twice))
            swapped = _distances(plan.swaps, told, most - 1) < most
            errors[beyond[swapped | np.fromiter((text in twice for text in told), bool, len(told))]] = most
        near = np.flatnonzero(errors <= most)
        refs: list[int] = self._refs[rows[near]].tolist()
        return refs

    def fitting(self, runs: Iterable[int], likes: Iterable[str]) -> list[int]:
        """The refs of marks that carry all of these keys and fit any of the patterns, written as LIKE reads them."""
        found: Integers | None = None
        keys = np.fromiter(runs, "<i8")
        _, counts = self._lying(keys - LOWEST_KEY)
        for at in np.argsort(counts).tolist():  # the rarest first, and never all at once
            rows = self._entries(keys[at : at + 1])[1]
            found = rows if found is None else found[np.isin(found, rows, assume_unique=True)]
            if not len(found):
                break
        if found is None or not len(found):
            return []
        fits = re.compile(b"|".join(map(_pattern, likes)), re.DOTALL).fullmatch
        chosen = [at for at, text in enumerate(self._texts_of(found)) if fits(text)]
        refs: list[int] = self._refs[found[chosen]].tolist()
        return refs

    def lacking(
        self, refs: Sequence[int], texts: Sequence[str], keys: Integers, counts: Integers
    ) -> set[int]:
        """Which of these marks cannot be found here by their text and every one of their keys; as `Making.add` is told them."""
        if self._by_ref is None:
            order = np.argsort(self._refs, kind="stable")
            self._by_ref = self._refs[order], order
        known, order = self._by_ref
        asked = np.asarray(refs, "<i8")
        at = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
        here = known[at] == asked if len(known) else np.zeros(len(asked), bool)
        rows = np.where(here, order[at], -1) if len(known) else np.full(len(asked), -1)
        of, found = self._entries(keys.astype("<i8"))
        there = np.zeros(len(keys), bool)
        there[of[found == np.repeat(rows, counts)[of]]] = True
        lost = np.repeat(asked, counts)[~there].tolist() + asked[~here].tolist()
        held = self._texts_of(rows[here]) if here.any() else []
        told = zip(np.flatnonzero(here).tolist(), held, strict=True)
        return {*lost, *(refs[place] for place, text in told if text != _bytes_of(texts[place]))}

    def _carriers(self, keys: Integers) -> Integers:
        """The marks that carry any of the keys, each once, in their order."""
        _, counts = self._lying(keys - LOWEST_KEY)
        if counts.sum() <= _AT_ONCE:
            return _distinct(self._entries(keys)[1])
        carry = np.zeros(
            self.marks, bool
        )  # an inscription that every second firearm bears: one key at a time, or memory ends
        for at in range(len(keys)):
            carry[self._entries(keys[at : at + 1])[1]] = True
        rows: Integers = np.flatnonzero(carry)
        return rows

    def _lying(self, keys: Integers) -> tuple[Integers, Integers]:
        """Where the entries of these keys' buckets begin, and how many they are; keys are counted from the lowest."""
        buckets = keys >> self._bits
        starts = self._starts[buckets].astype("<i8")
        return starts, self._starts[buckets + 1].astype("<i8") - starts

    def _entries(self, keys: Integers) -> tuple[Integers, Integers]:
        """Which of the keys was met, by its place, and the mark that carries it, of all entries of these keys."""
        keys = keys - LOWEST_KEY
        starts, counts = self._lying(keys)
        of = np.repeat(np.arange(len(keys)), counts)
        at = np.arange(len(of)) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
        same = self._low[at] == (keys & ((1 << self._bits) - 1))[of]
        return of[same], self._rows[at[same]]

    def _texts_of(self, rows: Integers) -> list[bytes]:
        ends = self._ends[rows].tolist()
        starts = np.where(rows > 0, self._ends[rows.astype("<i8") - 1], 0).tolist()
        texts = self._texts
        return [texts[start:end] for start, end in zip(starts, ends, strict=True)]


def _distances(texts: Iterable[str], held: Sequence[bytes], most: int) -> Integers:
    """Errors between each of the marks and the nearest of the texts, more than `most` where there are more."""
    if not held:
        return np.zeros(0, np.uint8)
    between = cdist(list(map(_bytes_of, texts)), held, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
    nearest: Integers = between.min(axis=0)
    return nearest


def _distinct(rows: Integers) -> Integers:
    """Each once, in order; `numpy.unique` takes four times as long."""
    rows = np.sort(rows)
    return rows[np.concatenate(([True], rows[1:] != rows[:-1]))] if len(rows) else rows


def _pattern(like: str) -> bytes:
    """A LIKE pattern as a regular expression; nothing is escaped in the patterns of `patterns.py`.

    A piece between two `%` is as good at its first place as at any later one. It is held there (an atomic group), since a mark of many equal
    characters has more ways to place a dozen pieces than anybody can wait for.
    """
    first, *others = (
        b"".join(b"." if one == ord("_") else re.escape(bytes([one])) for one in _bytes_of(piece))
        for piece in like.split("%")
    )
    if not others:
        return first
    return first + b"".join(b"(?>.*?%b)" % piece for piece in others[:-1] if piece) + b".*" + others[-1]


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _array(path: Path, kind: Any) -> Integers:
    return np.frombuffer(_mapped(path), kind)


_open: dict[tuple[Path, int, int], MarkIndex] = {}


def current() -> MarkIndex | None:
    """The index that is in use, opened once in a process and again where files were exchanged; None where there is none."""
    folder = home()
    try:
        token = os.readlink(folder / CURRENT)
        there = os.lstat(folder / token)
    except OSError:
        return None
    if (known := _open.get(opened := (folder / token, there.st_ino, there.st_ctime_ns))) is not None:
        return known
    if (index := named(token)) is not None:
        _open.clear()
        _open[opened] = index
    return index


def named(token: str) -> MarkIndex | None:
    """The index of this name; None where its files are not there, not whole or of another form.

    It is a folder among the others: what a link or a path leads to elsewhere is none, since whoever verifies would look into another one of
    that name.
    """
    folder = home() / token
    try:
        if folder.parent != home() or not folder.name or not stat.S_ISDIR(os.lstat(folder).st_mode):
            return None
        return MarkIndex(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
