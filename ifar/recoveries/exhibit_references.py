"""What somebody types or scans of an exhibit: its identifier in either form, its number in the case, or the serial number that it bears.

MOSAIC 05.20, Protocol art. 6(2): a count or a destruction takes in only what was understood; what names none, or more than one, is asked
back with what was typed. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ifar import identifiers, scanned
from ifar.typed import bare

By = Literal["identifier", "number", "serial", "mistyped", ""]
_SEPARATORS: Final = str.maketrans(";,", "\t\t")
_DASHES: Final = frozenset("-–—")
MOST: Final = 5000
"""Lines of one text."""


@dataclass(frozen=True, slots=True)
class KnownExhibit:
    """An exhibit, or an arm that stands on a list itself, as people may name it: its identifier, its number in the case (or nothing), the serial numbers on it."""

    exhibit: str
    number: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceResult:
    """What a label names: one exhibit, several where it is not sure, none where nobody knows it; and as what it was understood."""

    exhibits: tuple[str, ...] = ()
    by: By = ""

    @property
    def one(self) -> str:
        """The one exhibit that it names; empty where it names none, or several."""
        return self.exhibits[0] if len(self.exhibits) == 1 else ""


@dataclass(frozen=True, slots=True)
class Typed:
    """One line: the label, what stands behind it (None where nothing does, empty where a dash says that there is none), what it names."""

    label: str
    rest: str | None
    found: ReferenceResult


class Index:
    """Exhibits by every name that they have."""

    def __init__(self, known: Iterable[KnownExhibit]) -> None:
        self._exhibits: set[str] = set()
        self._numbers: defaultdict[str, set[str]] = defaultdict(set)
        self._serials: defaultdict[str, set[str]] = defaultdict(set)
        for item in known:
            self._exhibits.add(item.exhibit)
            self._numbers[bare(item.number)].add(item.exhibit)
            for serial in item.serials:
                self._serials[bare(serial)].add(item.exhibit)

    def find(self, label: str) -> ReferenceResult:
        """What a label names. An identifier names its exhibit, known here or not; a number and a serial number only one that is known. Of a
        maker's code the serial number counts."""
        code = scanned.read(label)
        label = code.serial or label
        if exhibit := scanned.identifier_in(label, "X"):
            return ReferenceResult((exhibit,), "identifier")
        if (arm := scanned.identifier_in(label, "F")) in self._exhibits:
            return ReferenceResult((arm,), "identifier")
        key = bare(label)
        if key in self._exhibits:
            return ReferenceResult((key,), "identifier")
        if not key:
            return ReferenceResult()
        numbered, bearing = self._numbers.get(key, set()), self._serials.get(key, set())
        if named := numbered | bearing:
            return ReferenceResult(tuple(sorted(named)), "number" if numbered else "serial")
        return ReferenceResult((), "mistyped" if identifiers.is_mistyped(label) else "")


def read(text: str, index: Index) -> tuple[Typed, ...]:
    """Lines as people type and scanners send them: a label, then what belongs to it, after a tab, a semicolon, a comma or a space.

    A label may have spaces in it: of the words of a line, as many are taken for the label as together name something; where none
    do, all of it is the label.
    """
    lines = (line.strip() for line in text.splitlines())
    return tuple(_line(line, index) for line in [line for line in lines if line][: MOST + 1])


def _line(line: str, index: Index) -> Typed:
    label, separator, rest = line.translate(_SEPARATORS).partition("\t")
    if separator:
        return Typed(_plain(label), _rest(rest), index.find(label))
    words = line.split()
    for many in range(len(words), 0, -1):
        label = " ".join(words[:many])
        if words[many - 1] not in _DASHES and (result := index.find(label)).exhibits:
            return Typed(_plain(label), _rest(" ".join(words[many:])), result)
    if (first := index.find(words[0])).by == "mistyped":
        return Typed(_plain(words[0]), _rest(" ".join(words[1:])), first)
    return Typed(_plain(line), None, ReferenceResult())


def _plain(label: str) -> str:
    return " ".join(label.split()).upper()[:60]


def _rest(text: str) -> str | None:
    words = " ".join(text.split()).upper()[:60]
    if not words:
        return None
    return "" if words in _DASHES else words
