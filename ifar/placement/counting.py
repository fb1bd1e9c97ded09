"""A blind count of things that an office has: what somebody found there beside what should be there. Pure.

MOSAIC 05.20: whoever counts says what is there before anybody shows what is expected; a count is a set, and a thing that was read twice is a finding, not two
things. What moved while it was counted, by the register's own word, is explained whether it was read or not. One function for the shop of a dealer and for the
stores of a State. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["missing", "surplus", "unknown", "doubled"]
KINDS: Final[tuple[Kind, ...]] = ("missing", "surplus", "unknown", "doubled")
"""It should be there and was not read; the register says that it is elsewhere; the register does not know it; it was read more than once."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A thing as somebody read it: by its identifier, empty where the register knows none; and the text that was read."""

    thing: str
    text: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One difference: its kind, and the identifier of the thing, or the text of what the register does not know."""

    kind: Kind
    label: str

    @property
    def key(self) -> str:
        """Names the difference within its count."""
        return f"{self.kind}:{self.label}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a count comes to: how many should be there and how many were, its differences, and the things that moved meanwhile."""

    expected: int
    found: int
    differences: tuple[Difference, ...]
    explained: tuple[str, ...]

    @property
    def sets(self) -> dict[str, Any]:
        """What the act that closes a count sets."""
        result: dict[str, Any] = {
            "expected": self.expected,
            "found": self.found,
            "moved": list(self.explained),
        }
        if self.differences:
            result["differences"] = [
                {"key": difference.key, "kind": difference.kind, "label": difference.label}
                for difference in self.differences
            ]
        return result


@dataclass(frozen=True, slots=True)
class Moved:
    """The things whose movement explains itself, and those that were there when the count began and left by the record of whoever counts."""

    explained: tuple[str, ...]
    taken: tuple[str, ...]


def moved_of(rows: Iterable[tuple[str, bool, list[str], list[str], str]]) -> Moved:
    """What moved between two moments, of things that were there or are: each with whether whoever counts recorded it, how it stood and how it stands (first how often
    it is there, then who keeps it), and whose stock is counted.

    Who counts explains nothing by what they record meanwhile: what was there when they began, and left by their own record, should have been read before. Nor does
    a movement after which a thing stands as it stood.
    """
    explained, taken = [], []
    for thing, own, earlier, later, holder in rows:
        was_there, is_there = (row[0] != "0" and row[1] == holder for row in (earlier, later))
        if not own and earlier != later:
            explained.append(thing)
        elif own and was_there and not is_there:
            taken.append(thing)
    return Moved(tuple(explained), tuple(taken))


def compare(expected: Collection[str], counted: Sequence[Reading], moved: Collection[str] = ()) -> Compared:
    """What was counted against what should be there.

    Args:
        expected: identifiers of the things that should be there when the count is closed.
        counted: everything that was read, in any order, by any number of people.
        moved: identifiers of the things that came, left, or did both since the count was begun.

    Returns:
        Differences by kind (in the order of `KINDS`) and label; a thing that moved makes none.
    """
    should, away = set(expected), set(moved)
    read = {item.thing for item in counted if item.thing}
    strangers: dict[str, str] = {}
    for text in sorted(item.text for item in counted if not item.thing):
        strangers.setdefault(_bare(text), text)
    keys = [item.thing or strangers[_bare(item.text)] for item in counted]
    differences = sorted(
        _differences(should, away, keys, read, strangers.values()),
        key=lambda difference: (KINDS.index(difference.kind), difference.label),
    )
    explained = sorted(away & (should ^ read))
    return Compared(len(should), len(read) + len(strangers), tuple(differences), tuple(explained))


def _bare(text: str) -> str:
    """What stands on a thing that the register does not know, however two people write it: `XQ-12` is `xq 12`."""
    return "".join(filter(str.isalnum, text)).upper() or text


def _differences(
    should: set[str], away: set[str], keys: Sequence[str], read: set[str], strangers: Collection[str]
) -> Iterator[Difference]:
    yield from (Difference("missing", text) for text in should - read - away)
    yield from (Difference("surplus", text) for text in read - should - away)
    yield from (Difference("unknown", stranger) for stranger in strangers)
    times = Counter(keys)
    yield from (Difference("doubled", key) for key, many in times.items() if many > 1 and key not in away)
