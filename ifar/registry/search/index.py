"""The index of settled marks: which marks carry a key, in files (`search/index_files.py`) that every process of the machine reads from memory.

Of what shares a key with a question among ten million marks nearly all is three and four errors away. A look at such a mark costs
PostgreSQL a microsecond and a half, and here a tenth of one, since its text lies beside its keys. So the keys of marks that settled
stand here, those of the newest in the database's own index. The database notes which marks were altered since, leaves these out of
what was found here, and finds them as new ones; whose firearm it is, and who may see it, is judged on its rows as they are now.
PostgreSQL stays the only place that knows; `index_compaction.py` makes these files from it and says which ones it counts on.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import stat
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from django.conf import settings

from ifar.registry.marks.patterns import Near, text_pattern
from ifar.registry.search.comparing import (
    bytes_pattern,
    distinct_of,
    equal,
    pieces,
    unlikeness,
    within,
)
from ifar.registry.search.deletion_keys import LOWEST_KEY, ROUTED_BELOW, UNKNOWN_MAKE
from ifar.registry.search.index_files import (
    CURRENT,
    FORM,
    PART_BITS,
    PARTS,
    WIDTH,
    Integers,
    Words,
    bytes_of,
    folded_of,
    home,
    kind_of,
    make_number,
    plain_of,
    record_of,
    text_of,
    words_of,
)

_AT_ONCE: Final = 200_000
"""Entries that are gathered at once for a question; of what is asked for one in a thousand questions has more."""

ALL_JUDGED: Final = 15
"""So few marks are all judged, beside as many new ones: nobody needs to know which are the most alike."""

_FEW_OTHERS: Final = 100
"""Marks of other makes up to which leaving them out early takes longer than comparing them."""


class Met(NamedTuple):
    """Marks that were found: what they are in the register, in which lane they are looked at, and where they stand in the files.

    A lane is twice the errors between a mark and the question, and one more where it is of another make than the one that was asked for. The
    nearest lanes come first, and in each the marks that are the most alike. Where a mark stands hangs on nothing but itself, so that none that
    lies in a closed compartment moves another.
    """

    refs: Integers
    lanes: Integers
    rows: Integers

    @property
    def errors(self) -> Integers:
        """The errors between each mark and the question."""
        return self.lanes // 2

    def some(self, first: int, end: int) -> Met:
        """Those from one place to another."""
        return Met(*[item[first:end] for item in self])


NONE: Final = Met(np.zeros(0, "<i8"), np.zeros(0, np.uint8), np.zeros(0, "<i8"))


class MarkIndex:
    """One folder of these files, mapped into memory, and read by any number of threads at once."""

    def __init__(self, folder: Path) -> None:
        data = json.loads(bytes(_mapped(folder / "index.json")))
        if data["form"] != FORM:
            raise OSError(f"{folder} is an index of another form")
        self.token = folder.name
        self.marks: int = data["marks"]
        self._bits: int = data["bits"]
        self._starts = _array(folder / "starts", "<u8")
        self._low = _array(folder / "low", np.uint8)
        self._rows = _array(folder / "rows", "<u4")
        self._refs = _array(folder / "refs", "<i8")
        texts = _array(folder / "texts", np.uint8)
        self._makes = _array(folder / "makes", "<u4")
        self._ends = _array(folder / "ends", "<u8")
        self._words = _mapped(folder / "words")
        buckets = (PARTS << PART_BITS) >> self._bits
        arrays = (self._starts, self._low, self._rows, self._refs, texts, self._makes, self._ends)
        sizes = [len(array) for array in arrays]
        entries = data["entries"]
        if sizes != [
            buckets + 1,
            entries,
            entries,
            self.marks,
            self.marks * WIDTH,
            self.marks,
            self.marks,
        ] or (len(self._words) != (int(self._ends[-1]) if self.marks else 0)):
            raise OSError(f"{folder} is not whole")  # words that are cut off would be read as shorter ones
        self._texts = texts.reshape(-1, WIDTH)
        self._by_ref: tuple[Integers, Integers] | None = None

    def near(self, plan: Near, kinds: Collection[str] = ()) -> Met:
        """The marks of these kinds (of all where empty) that carry any of the plan's keys and are within its errors of any of its texts."""
        rows, others = self._carriers(np.asarray(plan.keys + plan.others, "<i8") - LOWEST_KEY, len(plan.keys))
        texts = self._texts[rows]
        shorter = others
        if plan.others:
            shorter = others & (texts[:, ROUTED_BELOW - 1] == 0) & (texts[:, 0] != 0)
            some = np.flatnonzero(shorter)
            if len(some) > _FEW_OTHERS:
                kept = ~shorter
                kept[some] = equal(plan, texts[some])
                maybe = np.flatnonzero(kept)
                rows, texts, shorter = rows[maybe], texts[maybe], shorter[maybe]
        results = [self._near_of(plan, rows[some], texts[some], shorter[some]) for some in pieces(len(rows))]
        rows, errors = (np.concatenate(all_of) for all_of in zip(*results, strict=True))
        others = self._others(plan, rows)
        return self._met(rows, errors, others, self._unlike(plan, rows, errors), kinds)

    def _others(self, plan: Near, rows: Integers) -> Integers:
        """Which of these marks are of another make than the one that was asked for."""
        if plan.make is None:
            return np.zeros(len(rows), bool)
        makes = self._makes[rows]
        others: Integers = (makes != make_number(plan.make)) & (makes != make_number(UNKNOWN_MAKE))
        return others

    def _near_of(
        self, plan: Near, rows: Integers, texts: Integers, shorter: Integers
    ) -> tuple[Integers, Integers]:
        """Which of these marks are near, and their errors; of the `shorter` ones of other makes those that equal the question."""
        held, of = distinct_of(self._look_alike_keys(rows, texts))
        near, errors = within(plan, held, of, shorter, texts)
        rows, shorter = rows[near], shorter[near]
        unique = near if of is None else np.unique(of[near])
        if not b"".join([held[at] for at in unique.tolist()]).isascii():
            # Two characters share a byte there: what looks near may be further away.
            folded, of = distinct_of(list(map(folded_of, self._records_at(rows))))
            near, errors = within(plan, folded, of, shorter)
            rows = rows[near]
        return rows, errors

    def _unlike(self, plan: Near, rows: Integers, errors: Integers) -> Integers:
        """How unlike the question these marks are; nothing of what equals it."""
        unlike = np.zeros(len(rows), np.float32)
        asked = np.arange(len(rows)) if plan.unread else np.flatnonzero(errors)
        for some in pieces(len(asked)):
            unlike[asked[some]] = unlikeness(plan, self._texts[rows[asked[some]]])
        return unlike

    def fitting(self, runs: Iterable[int], likes: Iterable[str], kinds: Collection[str] = ()) -> Met:
        """The marks of these kinds that carry all of these keys and fit any of the patterns, written as LIKE reads them."""
        integers: Integers | None = None
        keys = np.fromiter(runs, "<i8") - LOWEST_KEY
        starts, counts = self._lying(keys)
        for at in np.argsort(counts).tolist():  # the rarest first, and never all at once
            some = slice(at, at + 1)
            rows = self._entries(keys[some], starts[some], counts[some])[1]
            integers = rows if integers is None else integers[np.isin(integers, rows, assume_unique=True)]
            if not len(integers):
                break
        if integers is None or not len(integers):
            return NONE
        likes = tuple(likes)
        rows = np.concatenate([self._fitting_of(likes, integers[some]) for some in pieces(len(integers))])
        nothing = np.zeros(len(rows), np.uint8)
        return self._met(rows, nothing, nothing, nothing, kinds)

    def _fitting_of(self, likes: Sequence[str], rows: Integers) -> Integers:
        """Which of these marks fit any of the patterns."""
        fits = re.compile(b"|".join(map(bytes_pattern, likes)), re.DOTALL).fullmatch
        held, of = distinct_of(self._look_alike_keys(rows, self._texts[rows]))
        fitting = np.fromiter((fits(text) is not None for text in held), bool, len(held))
        rows = rows[fitting if of is None else fitting[of]]
        if all(held[at].isascii() for at in np.flatnonzero(fitting).tolist()):
            return rows
        fits_folded = re.compile("|".join(map(text_pattern, likes)), re.DOTALL).fullmatch
        folded, of = distinct_of(list(map(folded_of, self._records_at(rows))))
        fitting = np.fromiter((fits_folded(text) is not None for text in folded), bool, len(folded))
        return rows[fitting if of is None else fitting[of]]

    def _met(
        self, rows: Integers, errors: Integers, others: Integers, unlike: Integers, kinds: Collection[str]
    ) -> Met:
        if kinds:
            meant = {kind.encode() for kind in kinds}
            of_kind = np.concatenate(
                [
                    np.fromiter((kind_of(content) in meant for content in self._records_at(rows[some])), bool)
                    for some in pieces(len(rows))
                ]
            )
            rows, errors, others, unlike = (item[of_kind] for item in (rows, errors, others, unlike))
        refs, lanes = self._refs[rows], 2 * errors + others
        order = np.lexsort((refs, unlike, lanes))
        return Met(refs[order], lanes[order], rows[order])

    def words(self, rows: Sequence[int] | Integers) -> list[Words]:
        """What the marks at these places are and say."""
        return list(map(words_of, self._records_at(rows)))

    def plain(self, rows: Sequence[int]) -> list[str]:
        """The marks at these places, as they are compared."""
        return list(map(plain_of, self._records_at(rows)))

    def _records_at(self, rows: Sequence[int] | Integers) -> list[bytes]:
        rows = np.asarray(rows, "<i8")  # signed: the mark before the first one is none
        starts = self._ends[rows - 1]
        starts[rows == 0] = 0
        content = self._words
        return [
            content[start:end] for start, end in zip(starts.tolist(), self._ends[rows].tolist(), strict=True)
        ]

    def _look_alike_keys(self, rows: Integers, texts: Integers) -> list[bytes]:
        """Look-alike keys of these marks, of which these are the texts: a byte for each character."""
        held: list[bytes] = texts.view(f"S{WIDTH}").ravel().tolist()
        if len(wide := np.flatnonzero(texts[:, 0] == 0)):
            for at, record in zip(wide.tolist(), self._records_at(rows[wide]), strict=True):
                held[at] = bytes_of(folded_of(record))
        return held

    def lacking(
        self, refs: Sequence[int], words: Sequence[Words], keys: Integers, counts: Integers
    ) -> set[int]:
        """Which of these marks cannot be found here as they are and by every one of their keys; as `Making.add` is told them."""
        at, here = self._places(refs)
        asked = np.asarray(refs, "<i8")
        keys = keys.astype("<i8") - LOWEST_KEY
        of, result = self._entries(keys, *self._lying(keys))
        there = np.zeros(len(keys), bool)
        there[of[result == np.repeat(np.where(here, at, -1), counts)[of]]] = True
        lost = np.repeat(asked, counts)[~there].tolist() + asked[~here].tolist()
        return {*lost, *self.otherwise(refs, words)}

    def otherwise(self, refs: Sequence[int], words: Sequence[Words]) -> set[int]:
        """Which of these marks stand here as something else than they are."""
        at, here = self._places(refs)
        asked = np.flatnonzero(here).tolist()
        rows = at[here]
        row = (self._texts[rows].tolist(), self._makes[rows].tolist(), self._records_at(rows))
        return {
            refs[place]
            for place, text, make, record in zip(asked, *row, strict=True)
            if (bytes(text), make, record) != _as_written(words[place])
        }

    def faults(self) -> str:
        """What no making leaves behind, in a word: marks that stand here twice, or entries of marks that do not."""
        known = np.sort(self._refs)
        if len(known) and not _is_first(known).all():
            return "marks that stand in it twice"
        if len(self._rows) and int(self._rows.max()) >= self.marks:
            return "entries of no mark"
        return ""

    def others(self, refs: Integers) -> Integers:
        """The refs of marks that stand here and are not among these."""
        others: Integers = np.setdiff1d(self._refs, refs)
        return others

    def _places(self, refs: Sequence[int]) -> tuple[Integers, Integers]:
        """Where marks stand here, and whether they do."""
        asked = np.asarray(refs, "<i8")
        if not self.marks:
            return np.zeros(len(asked), "<i8"), np.zeros(len(asked), bool)
        if self._by_ref is None:
            order = np.argsort(self._refs, kind="stable")
            self._by_ref = self._refs[order], order
        known, order = self._by_ref
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        return order[at], known[at] == asked

    def _carriers(self, keys: Integers, own: int) -> tuple[Integers, Integers]:
        """The marks that carry any of the keys, each once, in their order, and whether they carry none of the first `own` of them.

        Keys are counted from the lowest.
        """
        starts, counts = self._lying(keys)
        if counts.sum() > _AT_ONCE:
            return self._carriers_piecewise(keys, starts, counts, own)
        of, rows = self._entries(keys, starts, counts)
        if own == len(keys):
            rows = _distinct(rows)
            return rows, np.zeros(len(rows), bool)
        twofold = np.sort(rows.astype("<i8") << 1 | (of >= own))
        rows = twofold >> 1
        first = np.flatnonzero(_is_first(rows))
        return rows[first], (twofold[first] & 1).astype(bool)

    def _carriers_piecewise(
        self, keys: Integers, starts: Integers, counts: Integers, own: int
    ) -> tuple[Integers, Integers]:
        """The same for an inscription that every second firearm bears: one key at a time, or memory ends."""
        carry = np.zeros(self.marks, np.uint8)
        for at in range(len(keys) - 1, -1, -1):  # the own ones have the last word
            some = slice(at, at + 1)
            carry[self._entries(keys[some], starts[some], counts[some])[1]] = 1 if at < own else 2
        rows = np.flatnonzero(carry)
        return rows, carry[rows] == 2

    def _lying(self, keys: Integers) -> tuple[Integers, Integers]:
        """Where the entries of these keys' buckets begin, and how many they are."""
        edges = self._starts[np.add.outer((0, 1), keys >> self._bits)].astype("<i8")
        return edges[0], edges[1] - edges[0]

    def _entries(self, keys: Integers, starts: Integers, counts: Integers) -> tuple[Integers, Integers]:
        """Which of the keys was met, by its place, and the mark that carries it, of all entries of these keys."""
        of = np.repeat(np.arange(len(keys)), counts)
        at = np.arange(len(of)) + (starts - (np.cumsum(counts) - counts))[of]
        same = np.flatnonzero(self._low[at] == (keys & ((1 << self._bits) - 1)).astype(np.uint8)[of])
        return of[same], self._rows[at[same]]


def _as_written(words: Words) -> tuple[bytes, int, bytes]:
    """A mark as it stands in the files of texts, of makes and of words."""
    return text_of(words.folded), make_number(words.make), record_of(words)


def _distinct(rows: Integers) -> Integers:
    """Each once, in order; `numpy.unique` takes four times as long."""
    rows = np.sort(rows)
    return rows[_is_first(rows)]


def _is_first(rows: Integers) -> Integers:
    """Of numbers in order, which are not the same as the one before."""
    first = np.ones(len(rows), bool)
    first[1:] = rows[1:] != rows[:-1]
    return first


def _mapped(path: Path) -> mmap.mmap | bytes:
    """A file of the folder itself: what a link leads to may be another file for each process that follows it."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fstat = os.fstat(handle)
        if not stat.S_ISREG(fstat.st_mode) or fstat.st_dev != os.lstat(path.parent).st_dev:
            raise OSError(f"{path} is no file of its folder")
        return mmap.mmap(handle, 0, access=mmap.ACCESS_READ) if fstat.st_size else b""
    finally:
        os.close(handle)


def _array(path: Path, kind: Any) -> Integers:
    return np.frombuffer(_mapped(path), kind)


_open: dict[tuple[str, str, int, int], MarkIndex] = {}


def current() -> MarkIndex | None:
    """The index that is in use, opened once in a process and again where files were exchanged; None where there is none."""
    folder = f"{settings.IFAR_HOME}/search"
    try:
        token = os.readlink(f"{folder}/{CURRENT}")
        there = os.lstat(f"{folder}/{token}")
    except OSError:
        return None
    opened = (folder, token, there.st_ino, there.st_ctime_ns)
    if (known := _open.get(opened)) is not None:
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
