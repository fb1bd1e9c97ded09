"""A register that is only a list of serial numbers, and the misread ones that are looked for in it.

Pure. It serves whoever wants to try the ranking of misread marks without a register: the candidates come from the same
deletion keys (`deletion_keys.py`), the judgement is that of every search (`matching.judge`). Pure.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ifar.registry.marks.alignment import errors_between
from ifar.registry.marks.confusions import MEASURED, TRUST, Habits
from ifar.registry.marks.patterns import like, text_pattern
from ifar.registry.marks.reader_errors import learnt
from ifar.registry.marks.reading import UNREAD, UNREAD_SEVERAL, keys_of
from ifar.registry.search.deletion_keys import deletion_keys, readable
from ifar.registry.search.matching import FieldName, Held, Match, Question, judge, of_reading, weigh

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, of how much."""

MOST_EDITS: Final = 2
SHORTEST_FOR_KEYS: Final = 6
LONGEST_FOR_KEYS: Final = 16
"""Readable characters between which deletion keys miss no neighbour; others are laid beside the whole list."""
JUDGED: Final = 5_000
"""Serial numbers that are judged for one question; a question that fits more is far too wide for any order to help."""
FEW: Final = 50
"""Nearest serial numbers that are judged where nothing likely is within two errors."""
LEARNT_FROM: Final = 1000
"""Questions of a batch from which the habits are learnt."""
FEW_QUESTIONS: Final = 100
"""Questions below which it does not pay to make the keys of the whole list."""
_LIKELY: Final = 0.5
"""Probability of all answers together below which those further away are looked at, too."""
_NEAR_NAME: Final = 85.0
_TOGETHER: Final = 200
"""Questions whose candidates are fetched at once."""


_Asked = tuple[Question, list[Held]]
"""A question and the firearms that may have been read."""


class Entry(NamedTuple):
    """A line of the list or of the questions: the serial as written, and the make, empty where none is given."""

    serial: str
    make: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one question, the likeliest first; `fitting` = serial numbers that were judged, `more` = there are more."""

    asked: Entry
    matches: tuple[Match, ...]
    fitting: int
    more: bool


class SerialList:
    """Serial numbers with the makes of the firearms that carry them, ready to be searched.

    Args:
        entries: one for each firearm; equal ones are counted.
        progress: told while the keys are made.
    """

    def __init__(self, entries: Iterable[Entry], progress: Progress | None = None) -> None:
        self._say = progress or _silent
        self.makes: Final[dict[str, str]] = {"": ""}
        """Makes as they are compared, and as the list writes them first."""
        result = Counter((entry.serial.strip(), self._named(entry.make)) for entry in entries)
        self.firearms: Final = sum(result.values())
        self.held: Final[list[Held]] = []
        self._folded: Final[list[str]] = []
        for (serial, make), times in result.items():
            for n, form in enumerate(keys_of(serial).forms):
                self.held.append(Held(f"{serial}\n{make}", form.plain, n, make=make or None, times=times))
                self._folded.append(form.folded)
        makes = Counter[str]()
        for (_, make), times in result.items():
            makes[make] += times if make else 0
        known = sum(makes.values())
        self._makes: Final = {make: times / known for make, times in makes.items() if make}
        self._half_read: Final = [at for at, folded in enumerate(self._folded) if readable(folded) != folded]

    def answers(
        self, asked: Sequence[Entry], *, limit: int = 10, habits: Habits | None = None
    ) -> Iterator[Answer]:
        """Yield what each question may mean, in the order of the questions.

        Args:
            asked: serial numbers as read (with `?` and `*`), with the make where it is known.
            limit: answers to each at most.
            habits: how the reader errs; learnt from the questions themselves where None.
        """
        habits = habits or self.learnt(asked)
        for done, (entry, near) in enumerate(zip(asked, self._candidates(asked), strict=True)):
            self._say("judged", done, len(asked))
            question, rows = self._question(entry), near
            matches = self._judged(question, rows, limit, habits)
            if sum(match.probability for match in matches) < _LIKELY:
                rows = sorted({*rows, *self._nearest(question.serial)})
                matches = self._judged(question, rows, limit, habits)
            yield Answer(entry, tuple(matches), len(rows), len(rows) >= JUDGED)
        self._say("judged", len(asked), len(asked))

    def learnt(self, asked: Sequence[Entry], before: Habits = MEASURED) -> Habits:
        """Return how the reader of these questions errs, as far as they tell; at most `LEARNT_FROM` of them are looked at.

        What is learnt from one half of them must foretell the other half better than `before` does, and the other way round; else nothing
        is learnt (cross-validation). Nobody says what was right, so a file can teach what is wrong: of readings with many characters that
        nobody could read, that its reader never errs.

        Args:
            asked: the questions, as they were read.
            before: what is known of readers.
        """
        step = max(len(asked) // LEARNT_FROM, 1)
        sample = asked[::step][:LEARNT_FROM]
        results = []
        for done, (entry, rows) in enumerate(zip(sample, self._candidates(sample), strict=True)):
            self._say("learnt from", done, len(sample))
            results.append((self._question(entry), list(self._of(rows))))
        self._say("learnt from", len(sample), len(sample))
        halves = results[::2], results[1::2]
        gains = [
            self._foretold(other, self._taught(half, before)) - self._foretold(other, before)
            for half, other in (halves, halves[::-1])
        ]
        return self._taught(results, before) if min(gains) > 0 else before

    def _taught(self, results: Sequence[_Asked], before: Habits) -> Habits:
        shares: Mapping[FieldName, Mapping[str, float]] = {"make": self._makes}
        weighed = [
            (question, weigh(question, held, shares=shares, habits=before)) for question, held in results
        ]
        return learnt(weighed, self.firearms, before)

    def _foretold(self, results: Sequence[_Asked], habits: Habits) -> float:
        """How probable these readings are by some habits, over all firearms that may have been read: a sum of logarithms."""
        shares: Mapping[FieldName, Mapping[str, float]] = {"make": self._makes}
        return sum(
            of_reading(
                [row.total for row in weigh(question, held, shares=shares, habits=habits)], self.firearms
            )
            for question, held in results
        )

    def _named(self, make: str) -> str:
        name = _name(make)
        self.makes.setdefault(name, make.strip())
        return name

    def _judged(self, question: Question, rows: Iterable[int], limit: int, habits: Habits) -> list[Match]:
        return judge(
            question,
            self._of(rows),
            register_size=self.firearms,
            shares={"make": self._makes},
            best=limit,
            habits=habits,
            trust=TRUST,
        )

    def _of(self, rows: Iterable[int]) -> Iterator[Held]:
        return (self.held[row] for row in rows)

    def _question(self, entry: Entry) -> Question:
        return Question(entry.serial, make=self._make(entry.make) if entry.make else None)

    def _make(self, words: str) -> str:
        """The make of the list that these words mean, misspelt or not; the words themselves where there is none."""
        name = _name(words)
        if name in self._makes:
            return name
        near = process.extractOne(name, self._makes.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_NAME)
        return near[0] if near else name

    # Candidates: rows of `held`.

    def _candidates(self, asked: Sequence[Entry]) -> Iterator[list[int]]:
        """Yield the rows within two errors of each question."""
        for first in range(0, len(asked), _TOGETHER):
            serials = [entry.serial for entry in asked[first : first + _TOGETHER]]
            by_keys = self._by_keys(serials) if len(asked) >= FEW_QUESTIONS else {}
            for at, serial in enumerate(serials):
                yield by_keys[at] if at in by_keys else self._by_scan(serial)

    @cached_property
    def _index(self) -> pl.DataFrame:
        """Deletion keys and the rows that carry them."""
        keys, rows = array("i"), array("I")
        for row, folded in enumerate(self._folded):
            if row % 10_000 == 0:
                self._say("keys made of", row, len(self._folded))
            own = deletion_keys(folded)
            keys.extend(own)
            rows.extend([row] * len(own))
        self._say("keys made of", len(self._folded), len(self._folded))
        return pl.DataFrame({"key": pl.Series(keys, dtype=pl.Int32), "row": pl.Series(rows, dtype=pl.UInt32)})

    def _by_keys(self, serials: Sequence[str]) -> dict[int, list[int]]:
        """The rows for those questions for which deletion keys miss nothing."""
        texts = {
            at: [form.folded for form in keys_of(serial).forms]
            for at, serial in enumerate(serials)
            if _has_keys(serial)
        }
        probes = [(key, at) for at, forms in texts.items() for form in forms for key in deletion_keys(form)]
        if not probes:
            return {}
        asked = pl.DataFrame(probes, schema={"key": pl.Int32, "at": pl.UInt32}, orient="row")
        met = asked.join(self._index, on="key").select("at", "row").unique().sort("at", "row")
        result: dict[int, list[int]] = {at: list(self._near_half_read(forms)) for at, forms in texts.items()}
        for at, row in met.iter_rows():
            folded = self._folded[row]
            if any(OSA.distance(form, folded, score_cutoff=MOST_EDITS) <= MOST_EDITS for form in texts[at]):
                result[at].append(row)
        return {at: sorted(set(rows))[:JUDGED] for at, rows in result.items()}

    def _by_scan(self, serial: str) -> list[int]:
        """The rows for a question that is laid beside the whole list."""
        forms = [form.folded for form in keys_of(serial).forms]
        rows = set(self._near_half_read(forms))
        for form in forms:
            if UNREAD_SEVERAL in form:
                pattern = re.compile(text_pattern(like(form)), re.DOTALL)
                rows.update(at for at, folded in enumerate(self._folded) if pattern.fullmatch(folded))
            else:
                bound = MOST_EDITS + form.count(UNREAD)
                rows.update(at for _, _, at in _nearest(form, self._folded, bound))
        return sorted(rows)[:JUDGED]

    def _near_half_read(self, forms: Iterable[str]) -> Iterator[int]:
        """Rows with characters that nobody could read; they have few keys, and such marks are few."""
        for at in self._half_read:
            if any(errors_between(form, self._folded[at]) <= MOST_EDITS for form in forms):
                yield at

    def _nearest(self, serial: str) -> Iterator[int]:
        """The rows that are nearest, however far that is."""
        for form in keys_of(serial).forms:
            text = readable(form.folded)
            if text:
                yield from (at for _, _, at in _nearest(text, self._folded, None, FEW))


def _nearest(
    text: str, folded: list[str], bound: int | None, most: int | None = None
) -> list[tuple[str, int, int]]:
    rows: list[tuple[str, int, int]] = process.extract(
        text, folded, scorer=OSA.distance, score_cutoff=bound, limit=most
    )
    return rows


def _has_keys(serial: str) -> bool:
    forms = keys_of(serial).forms
    return bool(forms) and all(
        SHORTEST_FOR_KEYS <= len(form.folded) <= LONGEST_FOR_KEYS and readable(form.folded) == form.folded
        for form in forms
    )


def _name(make: str) -> str:
    """A make as it is compared: capitals, transliterated, without signs."""
    return keys_of(make).latin


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""
