"""Numbers of blank cards: ranges as they are delivered, typed and counted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

Range = tuple[int, int]
"""First and last number, both included."""
LARGEST: Final = 10**15
MOST: Final = 1_000_000
"""Cards of one delivery at most: a slip of a digit is not a delivery."""
MOST_RANGES: Final = 2000
_PART: Final = re.compile(r"([0-9]{1,15})(?:[-–—]([0-9]{1,15}))?", re.ASCII)
_PREFIX: Final = re.compile(r"[A-Z0-9/-]{0,11}[A-Z/-]|", re.ASCII)


def is_prefix(text: str) -> bool:
    """Whether a text may stand before the number: capitals, digits and - /, no digit at its end; or nothing."""
    return _PREFIX.fullmatch(text) is not None


def shown(prefix: str, number: int, width: int) -> str:
    """The number as it is printed on the card."""
    return f"{prefix}{number:0{width}d}"


def parse(text: str, prefix: str) -> list[Range] | None:
    """The ranges that somebody typed: `100-149 160`, with or without the prefix; None where it is something else.

    Ranges may overlap and touch as they were typed; digits of every script are read.
    """
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text).upper()
    if prefix:
        plain = plain.replace(prefix, "")
    ranges: list[Range] = []
    for part in re.sub(
        r"\s*[-–—]\s*", "-", plain.replace("،", " ").replace(",", " ").replace(";", " ")
    ).split():
        typed = _PART.fullmatch(part)
        if typed is None or len(ranges) >= MOST_RANGES:
            return None
        first, last = int(typed[1]), int(typed[2] or typed[1])
        if last < first:
            return None
        ranges.append((first, last))
    return ranges


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same numbers in as few ranges as can be, in order."""
    out: list[Range] = []
    for first, last in sorted(ranges):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def without(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """The numbers of `ranges` that are not in `taken`."""
    out: list[Range] = []
    holes = joined(taken)
    for first, last in joined(ranges):
        left = first
        for begin, end in holes:
            if end < left or begin > last:
                continue
            if begin > left:
                out.append((left, begin - 1))
            left = end + 1
        if left <= last:
            out.append((left, last))
    return out


def doubles(ranges: Sequence[Range]) -> list[Range]:
    """The numbers that were named more than once."""
    out: list[Range] = []
    reached: int | None = None
    for first, last in sorted(ranges):
        if reached is not None and first <= reached:
            out.append((first, min(last, reached)))
        reached = last if reached is None else max(reached, last)
    return joined(out)


def gaps(ranges: Iterable[Range]) -> list[Range]:
    """The numbers that lie between ranges: deliveries that never came, or were not entered."""
    whole = joined(ranges)
    return [(row[1] + 1, other[0] - 1) for row, other in pairwise(whole)]


def count(ranges: Iterable[Range]) -> int:
    """How many numbers."""
    return sum(last - first + 1 for first, last in joined(ranges))
