"""A blind count of an evidence room: what somebody found there beside what should be there. Pure.

MOSAIC 05.20: whoever counts writes down what is there before anybody shows what is expected; a count is a set (an exhibit that was
entered twice is there once, and told as doubled); every difference opens a task. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

DifferenceKind = Literal["missing", "unexpected", "seal", "doubled"]
DIFFERENCES: Final[tuple[DifferenceKind, ...]] = ("missing", "unexpected", "seal", "doubled")
MOST: Final = 5000
"""Lines of one count."""


@dataclass(frozen=True, slots=True)
class ExhibitReading:
    """One exhibit as the counter found it: the label that was read, and the number on its seal; empty where it bears none, None where
    nobody read it: then what is on record stays."""

    label: str
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which exhibit or label, what was expected, what was there."""

    kind: DifferenceKind
    label: str
    expected: str = ""
    found: str = ""

    @property
    def key(self) -> str:
        """Names the difference within its count."""
        return f"{self.kind}:{self.label}"


def compare(expected: Mapping[str, str], seen: Sequence[ExhibitReading]) -> tuple[Difference, ...]:
    """The differences, sorted by kind and label.

    Args:
        expected: label of each exhibit that should be in the room -> number of its seal.
    """
    return tuple(
        sorted(
            _differences(expected, seen),
            key=lambda difference: (DIFFERENCES.index(difference.kind), difference.label),
        )
    )


def _differences(expected: Mapping[str, str], seen: Sequence[ExhibitReading]) -> Iterable[Difference]:
    there = {item.label: item.seal for item in reversed(seen)}
    for label, seal in expected.items():
        if label not in there:
            yield Difference("missing", label, seal)
        elif (read := there[label]) is not None and read != seal:
            yield Difference("seal", label, seal, read)
    for label, read_seal in there.items():
        if label not in expected:
            yield Difference("unexpected", label, "", read_seal or "")
    for label, times in Counter(item.label for item in seen).items():
        if times > 1:
            yield Difference("doubled", label, "1", str(times))
