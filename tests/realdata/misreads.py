"""Misread serial numbers made from measured confusions, and what ranks them: plain Levenshtein, and the best that Bayes allows.

A serial number of a register is misread with exactly one or two errors. Each character may be read as another or not be
seen, as often as the counts say of it, and in each gap a character may be seen that is not there; of all pairs of places
that can go wrong each is drawn as often as both go wrong together.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ifar.registry.marks.confusions import Habits
from ifar.registry.search.listed import Answer, Entry, SerialList

NOTHING = ""
LENGTHS = range(5, 13)
REGISTERS = ("dense", "mixed", "sparse")

Counts = Mapping[str, Mapping[str, int]]
Place = tuple[int, bool]
"""Index in the serial, and whether it is the gap before that character."""
Rests = list[tuple[str, float]]
"""What may have stood there, and how often it is read so."""


# Counts ---------------------------------------------------------------------------------------------------------------
def halves(table: Path, seed: int) -> tuple[Counts, Counts]:
    """All observations of the published table, shuffled and cut in two."""
    with table.open(newline="") as file:
        rows = [(row["true_char"], row["read_char"], int(row["count"])) for row in csv.DictReader(file)]
    observations = [(held, read) for held, read, count in rows for _ in range(count)]
    random.Random(seed).shuffle(observations)
    middle = len(observations) // 2
    return _table(observations[:middle]), _table(observations[middle:])


def _table(observations: Iterable[tuple[str, str]]) -> Counts:
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for (held, read), count in Counter(observations).items():
        table[held][read] = count
    return dict(table)


# Registers ------------------------------------------------------------------------------------------------------------
def register(kind: str, rows: int, rng: random.Random) -> list[str]:
    """Serial numbers of 5 to 12 characters, as many of each length.

    `dense`: numbers that follow each other. `mixed`: series of makers, with letters and gaps. `sparse`: random ones.
    """
    each = rows // len(LENGTHS)
    return [serial for length in LENGTHS for serial in _of_length(kind, length, each, rng)]


def _of_length(kind: str, length: int, rows: int, rng: random.Random) -> list[str]:
    if kind == "dense":
        first = rng.randrange(10 ** (length - 1), 10**length - rows)
        return [str(first + at) for at in range(rows)]
    result: dict[str, None] = {}
    while len(result) < rows:
        result.update(dict.fromkeys(_series(length, rng) if kind == "mixed" else [_scattered(length, rng)]))
    return list(result)[:rows]


def _series(length: int, rng: random.Random) -> list[str]:
    """Part of one maker's series: letters before or after a number that runs on, with gaps."""
    letters = "".join(rng.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=rng.choice((0, 1, 1, 2, 2, 3))))
    digits = length - len(letters)
    first, step = rng.randrange(10**digits), rng.choice((1, 1, 2, 5))
    numbers = [f"{(first + at * step) % 10**digits:0{digits}d}" for at in range(rng.randrange(20, 200))]
    after = rng.random() < 0.2
    return [number + letters if after else letters + number for number in numbers]


def _scattered(length: int, rng: random.Random) -> str:
    return "".join(
        rng.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if rng.random() < 0.4 else "0123456789")
        for _ in range(length)
    )


# Errors ---------------------------------------------------------------------------------------------------------------
class Errors:
    """The true model of errors: draws misreadings, and says how probable a reading of a serial is."""

    def __init__(self, counts: Counts) -> None:
        observed = sum(sum(row.values()) for held, row in counts.items() if held)
        self._outcomes: dict[tuple[str, bool], dict[str, float]] = {}
        for held, row in counts.items():
            whole = sum(row.values()) if held else observed
            self._outcomes[held, not held] = {read: n / whole for read, n in row.items() if read != held}
        self.extra = self._outcomes[NOTHING, True]
        self._rates = {held: sum(row.values()) for held, row in self._outcomes.items()}
        self.read_for: dict[str, dict[str, float]] = defaultdict(dict)
        """Character read (or nothing) -> what it may have been -> how often that is read so."""
        for (held, gap), row in self._outcomes.items():
            for read, rate in row.items():
                if not gap:
                    self.read_for[read][held] = rate

    def _places(self, serial: str) -> tuple[list[Place], list[float]]:
        places: list[Place] = [(at, False) for at in range(len(serial))]
        places += [(at, True) for at in range(len(serial) + 1)]
        return places, [self._rate(serial, place) for place in places]

    def _rate(self, serial: str, place: Place) -> float:
        at, gap = place
        return self._rates[NOTHING, True] if gap else self._rates.get((serial[at], False), 0.0)

    def misread(self, serial: str, errors: int, rng: random.Random) -> str:
        """Read `serial` with exactly so many errors; what comes out is never the serial itself."""
        places, rates = self._places(serial)
        while True:
            drawn = rng.choices(places, rates, k=errors)
            if len(set(drawn)) == errors and (read := self._spoilt(serial, drawn, rng)) != serial:
                return read

    def _spoilt(self, serial: str, places: Iterable[Place], rng: random.Random) -> str:
        characters = list(serial)
        for at, gap in sorted(places, key=lambda place: (place[0], not place[1]), reverse=True):
            row = self._outcomes[(NOTHING, True) if gap else (serial[at], False)]
            read = rng.choices(list(row), list(row.values()))[0]
            characters[at : at if gap else at + 1] = [read]
        return "".join(characters)

    def ways(self, serial: str, errors: int) -> float:
        """How often `serial` is read with exactly so many errors, all readings together (but for a common factor)."""
        rates = self._places(serial)[1]
        once = sum(rates)
        return once if errors == 1 else (once * once - sum(rate * rate for rate in rates)) / 2

    def origins(self, read: str, errors: int) -> dict[str, float]:
        """Every text that may have been read as `read` with one or two errors, and how often it is (common factor as `ways`)."""
        if errors == 2:
            later = self._one_error(read)
        else:
            rests = [[(read[at:], 1.0)] for at in range(len(read) + 1)]
            later = rests, rests
        result: Counter[str] = Counter()
        for here in range(len(read) + 1):
            for text, rate in self._undone(read, here, *later):
                result[read[:here] + text] += rate
        result.pop(read, None)
        return result

    def _one_error(self, read: str) -> tuple[list[Rests], list[Rests]]:
        """What may have stood where `read` goes on, one error undone: from the gap at each place, from the character at it."""
        gaps: list[Rests] = [[] for _ in range(len(read) + 2)]
        chars: list[Rests] = [[] for _ in range(len(read) + 2)]
        rests = [[(read[at:], 1.0)] for at in range(len(read) + 1)]
        for at in range(len(read), -1, -1):
            undone = list(self._undone(read, at, rests, rests))
            kept = [(read[at] + text, rate) for text, rate in gaps[at + 1]] if at < len(read) else []
            extra = read[at] in self.extra if at < len(read) else False
            gaps[at] = undone + kept
            chars[at] = (undone[:-1] if extra else undone) + kept
        return gaps, chars

    def _undone(
        self, read: str, at: int, gaps: list[Rests], chars: list[Rests]
    ) -> Iterator[tuple[str, float]]:
        """Undo one error at the gap or the character of `at`; the extra character of the gap comes last."""
        for held, rate in self.read_for[NOTHING].items():
            for text, more in gaps[at]:
                yield held + text, rate * more
        if at < len(read):
            for held, rate in self.read_for[read[at]].items():
                for text, more in gaps[at + 1]:
                    yield held + text, rate * more
            if read[at] in self.extra:
                for text, more in chars[at + 1]:
                    yield text, self.extra[read[at]] * more


# Ranks ----------------------------------------------------------------------------------------------------------------
class Standing(NamedTuple):
    """Chance that the true serial stands first and among the first five, where equal ones are drawn by lot."""

    first: float
    five: float


def standing(better: int, equal: int) -> Standing:
    """The standing behind `better` others, among `equal` (itself counted); none where it is not among the answers."""
    if not equal:
        return Standing(0.0, 0.0)
    return Standing(float(not better) / equal, min(max(5 - better, 0) / equal, 1.0))


def by_values(values: Mapping[str, float], true: str) -> Standing:
    """The standing of `true` where every serial has a value, the highest first."""
    if true not in values:
        return standing(0, 0)
    value, slack = values[true], abs(values[true]) * 1e-9
    better = sum(other > value + slack for other in values.values())
    return standing(better, sum(abs(other - value) <= slack for other in values.values()))


def by_levenshtein(read: str, true: str, serials: list[str]) -> Standing:
    """The standing by plain Levenshtein distance from what was read."""
    distance = Levenshtein.distance(read, true)
    near = process.extract(read, serials, scorer=Levenshtein.distance, score_cutoff=distance, limit=None)
    equal = sum(number == distance for _, number, _ in near)
    return standing(len(near) - equal, equal)


def by_bayes(read: str, true: str, serials: set[str], model: Errors, errors: int) -> Standing:
    """The standing by the true posterior: every serial of the register is as probable before, the errors are as drawn."""
    chances = {
        text: rate / model.ways(text, errors)
        for text, rate in model.origins(read, errors).items()
        if text in serials
    }
    return by_values(chances, true)


# One batch ------------------------------------------------------------------------------------------------------------
class Tried(NamedTuple):
    """One misread serial: its true length, how it stands by each way of ranking, and the scores of the first answers."""

    length: int
    score: Standing
    together: Standing
    alone: Standing
    levenshtein: Standing
    bayes: Standing


def tried(
    kind: str, errors: int, model: Errors, before: Habits, *, rows: int, reads: int, seed: int
) -> list[Tried]:
    """Misread serials of one register with so many errors, ranked by ifar (as one file, and each alone) and its rivals."""
    rng = random.Random(f"{kind} {errors} {seed}")
    serials = register(kind, rows, rng)
    known, listed = set(serials), SerialList(map(Entry, serials))
    by_length = [[serial for serial in serials if len(serial) == length] for length in LENGTHS]
    true = [serial for some in by_length for serial in rng.sample(some, reads // len(LENGTHS))]
    read = [model.misread(serial, errors, rng) for serial in true]
    asked = [Entry(text) for text in read]
    together = listed.answers(asked, limit=RANKED, habits=listed.learnt(asked, before))
    alone = listed.answers(asked, limit=RANKED, habits=before)
    return [
        Tried(
            len(serial),
            Standing(*(sum(match.probability for match in answer.matches[:some]) for some in (1, 5))),
            by_values(evidence_in(answer), serial),
            by_values(evidence_in(other), serial),
            by_levenshtein(text, serial, serials),
            by_bayes(text, serial, known, model, errors),
        )
        for serial, text, answer, other in zip(true, read, together, alone, strict=True)
    ]


RANKED = 30
"""Answers that are looked at; beyond them an equal one could not stand among the first five."""


def evidence_in(answer: Answer) -> dict[str, float]:
    """Mark -> its evidence, of the answers to one reading."""
    return {match.held.plain: match.evidence for match in answer.matches}


def shares(some: Iterable[Tried]) -> dict[str, tuple[float, float]]:
    """Way of ranking -> per cent of true serials first and among the first five."""
    rows = list(some)
    return {
        name: tuple(round(100 * sum(getattr(row, name)[at] for row in rows) / len(rows), 1) for at in (0, 1))
        for name in Tried._fields[1:]
    }
