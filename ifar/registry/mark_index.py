"""The index of settled marks: which marks carry a key, in files (`mark_files.py`) that every process of the machine reads from memory.

Of what shares a key with a question among ten million marks nearly all is three and four errors away. A look at such a mark costs
PostgreSQL a microsecond and a half, and here a tenth of one, since its text lies beside its keys. So the keys of marks that settled
stand here, those of the newest in the database's own index. The database notes which marks were altered since, leaves these out of
what was found here, and finds them as new ones; whose firearm it is, and who may see it, is judged on its rows as they are now.
PostgreSQL stays the only place that knows; `settling.py` makes these files from it and says which ones it counts on.
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
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist

from ifar.registry.likeness import likeness
from ifar.registry.mark_files import (
    CURRENT,
    FORM,
    PART_BITS,
    PARTS,
    WIDTH,
    Integers,
    Words,
    bytes_of,
    firearms_of,
    home,
    plain_of,
    record_of,
    text_of,
    words_of,
)
from ifar.registry.neighbourhood import LOWEST_KEY, ROUTED_BELOW
from ifar.registry.patterns import Near

_AT_ONCE: Final = 200_000
"""Entries that are gathered at once for a question; of what is asked for one in a thousand questions has more."""

ALL_JUDGED: Final = 25
"""So few marks are all judged, beside as many new ones: nobody needs to know which are the most alike."""

EACH: Final = 4
"""Marks of one firearm that count among the nearest: it bears its number on frame, slide and barrel. Whoever gave it fifty would hide all others."""

LAST: Final = 3
"""The errors that the marks beyond them are said to have, so that they come after all that are within two."""

_FEW_OTHERS: Final = 100
"""Marks of other makes up to which leaving them out early takes longer than comparing them."""

_BEYOND: Final = 9
"""Stands for more errors than are allowed."""


class Met(NamedTuple):
    """Marks that were found: what they are in the register, the errors between them and the question, and where they stand in the files.

    The nearest come first, and of those that are equally near the most alike; last what one firearm has too many of.
    """

    refs: list[int]
    errors: list[int]
    rows: list[int]


class MarkIndex:
    """One folder of these files, mapped into memory, and read by any number of threads at once."""

    def __init__(self, folder: Path) -> None:
        told = json.loads(bytes(_mapped(folder / "index.json")))
        if told["form"] != FORM:
            raise OSError(f"{folder} is an index of another form")
        self.token = folder.name
        self.marks: int = told["marks"]
        self._bits: int = told["bits"]
        self._starts = _array(folder / "starts", "<u8")
        self._low = _array(folder / "low", np.uint8)
        self._rows = _array(folder / "rows", "<u4")
        self._refs = _array(folder / "refs", "<i8")
        texts = _array(folder / "texts", np.uint8)
        self._ends = _array(folder / "ends", "<u8")
        self._words = _mapped(folder / "words")
        buckets = (PARTS << PART_BITS) >> self._bits
        sizes = [len(one) for one in (self._starts, self._low, self._rows, self._refs, texts, self._ends)]
        entries = told["entries"]
        if sizes != [buckets + 1, entries, entries, self.marks, self.marks * WIDTH, self.marks] or (
            len(self._words) != (int(self._ends[-1]) if self.marks else 0)
        ):
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
                kept[some] = _equal(plan, texts[some])
                maybe = np.flatnonzero(kept)
                rows, texts, shorter = rows[maybe], texts[maybe], shorter[maybe]
        held = self._told(rows, texts)
        near, errors = _within(plan, held, shorter)
        rows, shorter = rows[near], shorter[near]
        if not b"".join([held[at] for at in near.tolist()]).isascii():
            # Two characters share a byte there: what looks near may be further away.
            near, errors = _within(plan, [words.folded for words in self.words(rows)], shorter)
            rows = rows[near]
        return self._met(rows, errors, self._unlike(plan, rows, errors), kinds)

    def _unlike(self, plan: Near, rows: Integers, errors: Integers) -> Integers:
        """How unlike the question these marks are; nothing where all of them are judged in whatever order, nor of what equals it."""
        unlike = np.zeros(len(rows), np.float32)
        if len(rows) <= ALL_JUDGED:
            return unlike
        # An inscription that every tenth firearm bears would be laid beside itself a million times.
        some = np.flatnonzero(errors) if not plan.unread else np.arange(len(rows))
        texts = self._texts[rows[some]]
        unlike[some] = np.negative(np.max([likeness(bytes_of(text), texts) for text in plan.texts], axis=0))
        return unlike

    def fitting(self, runs: Iterable[int], likes: Iterable[str], kinds: Collection[str] = ()) -> Met:
        """The marks of these kinds that carry all of these keys and fit any of the patterns, written as LIKE reads them."""
        found: Integers | None = None
        keys = np.fromiter(runs, "<i8") - LOWEST_KEY
        starts, counts = self._lying(keys)
        for at in np.argsort(counts).tolist():  # the rarest first, and never all at once
            some = slice(at, at + 1)
            rows = self._entries(keys[some], starts[some], counts[some])[1]
            found = rows if found is None else found[np.isin(found, rows, assume_unique=True)]
            if not len(found):
                break
        if found is None or not len(found):
            return Met([], [], [])
        likes = tuple(likes)
        fits = re.compile(b"|".join(map(_bytes_pattern, likes)), re.DOTALL).fullmatch
        held = self._told(found, self._texts[found])
        chosen = [at for at, text in enumerate(held) if fits(text)]
        rows = found[chosen]
        if not all(held[at].isascii() for at in chosen):
            folded = re.compile("|".join(map(_pattern, likes)), re.DOTALL).fullmatch
            rows = rows[[at for at, words in enumerate(self.words(rows)) if folded(words.folded)]]
        return self._met(rows, np.zeros(len(rows), np.uint8), np.zeros(len(rows)), kinds)

    def _met(self, rows: Integers, errors: Integers, unlike: Integers, kinds: Collection[str]) -> Met:
        if kinds:
            of_kind = [at for at, words in enumerate(self.words(rows)) if words.kind in kinds]
            rows, errors, unlike = rows[of_kind], errors[of_kind], unlike[of_kind]
        refs = self._refs[rows]
        order = np.lexsort((refs, unlike, errors))
        refs, errors, rows = refs[order], errors[order], rows[order]
        if len(refs) > ALL_JUDGED and (beyond := _beyond_each(refs)).any():
            errors = np.where(beyond, np.uint8(LAST), errors)
            order = np.argsort(beyond, kind="stable")
            refs, errors, rows = refs[order], errors[order], rows[order]
        return Met(refs.tolist(), errors.tolist(), rows.tolist())

    def words(self, rows: Sequence[int] | Integers) -> list[Words]:
        """What the marks at these places are and say."""
        return list(map(words_of, self._records_at(np.asarray(rows, "<i8"))))

    def plain(self, rows: Sequence[int]) -> list[str]:
        """The marks at these places, as they are compared."""
        return list(map(plain_of, self._records_at(np.asarray(rows, "<i8"))))

    def _records_at(self, rows: Integers) -> list[bytes]:
        starts = self._ends[rows - 1]
        starts[rows == 0] = 0
        told = self._words
        return [
            told[start:end] for start, end in zip(starts.tolist(), self._ends[rows].tolist(), strict=True)
        ]

    def _told(self, rows: Integers, texts: Integers) -> list[bytes]:
        """Look-alike keys of these marks, of which these are the texts: a byte for each character."""
        held: list[bytes] = texts.view(f"S{WIDTH}").ravel().tolist()
        if len(wide := np.flatnonzero(texts[:, 0] == 0)):
            for at, words in zip(wide.tolist(), self.words(rows[wide]), strict=True):
                held[at] = bytes_of(words.folded)
        return held

    def lacking(
        self, refs: Sequence[int], words: Sequence[Words], keys: Integers, counts: Integers
    ) -> set[int]:
        """Which of these marks cannot be found here as they are and by every one of their keys; as `Making.add` is told them."""
        at, here = self._places(refs)
        asked = np.asarray(refs, "<i8")
        keys = keys.astype("<i8") - LOWEST_KEY
        of, found = self._entries(keys, *self._lying(keys))
        there = np.zeros(len(keys), bool)
        there[of[found == np.repeat(np.where(here, at, -1), counts)[of]]] = True
        lost = np.repeat(asked, counts)[~there].tolist() + asked[~here].tolist()
        return {*lost, *self.otherwise(refs, words)}

    def otherwise(self, refs: Sequence[int], words: Sequence[Words]) -> set[int]:
        """Which of these marks stand here as something else than they are."""
        at, here = self._places(refs)
        asked = np.flatnonzero(here).tolist()
        held = zip(asked, self._texts[at[here]].tolist(), self._records_at(at[here]), strict=True)
        return {
            refs[place]
            for place, text, record in held
            if (bytes(text), record) != (text_of(words[place].folded), record_of(words[place]))
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


def _within(
    plan: Near, held: Sequence[str] | Sequence[bytes], shorter: Integers
) -> tuple[Integers, Integers]:
    """Which of these texts the plan means, and their errors; `shorter` says of which only equal ones are meant."""
    errors = _errors(plan, held)
    errors[shorter & (errors > 0)] = _BEYOND
    near = np.flatnonzero(errors != _BEYOND)
    return near, errors[near]


def _errors(plan: Near, held: Sequence[str] | Sequence[bytes]) -> Integers:
    """Errors between each of these texts and the nearest of the plan's, `_BEYOND` where they are more than it allows.

    Counted as `registry_marks_near` counts those of new marks: a wrong, missing, extra or swapped character is one, also where one more is
    wrong, missing or extra at the place of the swap.
    """
    errors = np.full(len(held), _BEYOND, np.uint8)
    if not held:
        return errors
    say = _all_bytes if isinstance(held[0], bytes) else list
    texts, swaps = say(plan.texts), say(plan.swaps)
    allowed, unread = plan.edits, plan.unread
    if (
        plan.twice
    ):  # nothing unread: swaps are counted at once, but for those with another error at their place
        distance = _nearest(OSA.distance, texts, held, allowed + 1)
        within = distance <= allowed
        errors[within] = distance[within]
        beyond = np.flatnonzero(distance == allowed + 1)
        told = [held[at] for at in beyond.tolist()]
        twice = set(say(plan.twice))
        swapped = _nearest(Levenshtein.distance, swaps, told, 1) <= 1
        errors[beyond[swapped | np.fromiter((text in twice for text in told), bool, len(told))]] = allowed
        return errors
    distance = _nearest(Levenshtein.distance, texts, held, unread + allowed + 1)
    if allowed > 1:
        beyond = np.flatnonzero(distance == unread + 3)
        told = [held[at] for at in beyond.tolist()]
        errors[beyond[_nearest(Levenshtein.distance, swaps, told, 1) <= 1]] = 2
        errors[distance == unread + 2] = 2
    if allowed:
        beyond = np.flatnonzero(distance == unread + 2)
        told = [held[at] for at in beyond.tolist()]
        errors[beyond[_nearest(Levenshtein.distance, swaps, told, unread) <= unread]] = 1
        errors[distance == unread + 1] = 1
    errors[distance <= unread] = 0
    return errors


def _all_bytes(texts: Sequence[str]) -> list[bytes]:
    """`bytes_of` each: together where all are ASCII, as nearly all are."""
    together = "\n".join(texts)
    return together.encode().split(b"\n") if texts and together.isascii() else list(map(bytes_of, texts))


def _nearest(scorer: Any, texts: Sequence[Any], held: Sequence[Any], most: int) -> Integers:
    """Errors between each of the marks and the nearest of the texts, more than `most` where there are more."""
    if not texts or not held:
        return np.full(len(held), _BEYOND, np.uint8)
    nearest: Integers = cdist(texts, held, scorer=scorer, score_cutoff=most, dtype=np.uint8).min(axis=0)
    return nearest


def _distinct(rows: Integers) -> Integers:
    """Each once, in order; `numpy.unique` takes four times as long."""
    rows = np.sort(rows)
    return rows[_is_first(rows)]


def _is_first(rows: Integers) -> Integers:
    """Of numbers in order, which are not the same as the one before."""
    first = np.ones(len(rows), bool)
    first[1:] = rows[1:] != rows[:-1]
    return first


def _beyond_each(refs: Integers) -> Integers:
    """Which of these marks are of a firearm of which as many come before as count (`EACH`)."""
    firearms = firearms_of(refs)
    together = np.sort(firearms)
    if not (together[EACH:] == together[:-EACH]).any():  # as nearly always, and much faster
        return np.zeros(len(refs), bool)
    order = np.argsort(firearms, kind="stable")
    begins = np.flatnonzero(_is_first(firearms[order]))
    counts = np.diff(np.append(begins, len(refs)))
    beyond = np.empty(len(refs), bool)
    beyond[order] = np.arange(len(refs)) - np.repeat(begins, counts) >= EACH
    return beyond


def _equal(plan: Near, texts: Integers) -> Integers:
    """Which of these texts equal one of the plan's; any may where some of its characters were not read."""
    equal = np.full(len(texts), plan.unread > 0)
    for text in plan.texts:
        equal |= (texts == np.frombuffer(text_of(text), np.uint8)).all(axis=1)
    return equal


def _bytes_pattern(like: str) -> bytes:
    return _pattern(bytes_of(like).decode("latin-1")).encode("latin-1")


def _pattern(like: str) -> str:
    """A LIKE pattern as a regular expression; nothing is escaped in the patterns of `patterns.py`.

    A piece between two `%` is as good at its first place as at any later one. It is held there (an atomic group), since a mark of many equal
    characters has more ways to place a dozen pieces than anybody can wait for.
    """
    first, *others = (
        "".join("." if one == "_" else re.escape(one) for one in piece) for piece in like.split("%")
    )
    if not others:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece) + ".*" + others[-1]


def _mapped(path: Path) -> mmap.mmap | bytes:
    """A file of the folder itself: what a link leads to may be another file for each process that follows it."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        told = os.fstat(handle)
        if not stat.S_ISREG(told.st_mode) or told.st_dev != os.lstat(path.parent).st_dev:
            raise OSError(f"{path} is no file of its folder")
        return mmap.mmap(handle, 0, access=mmap.ACCESS_READ) if told.st_size else b""
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
