"""What somebody gives a batch: ranges, a list that was pasted or scanned, one thing a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ifar import identifiers
from ifar.bulk.ranges import LONGEST, range_of
from ifar.typed import plain

MOST: Final = 10_000
"""How many things one batch takes."""
UNREAD: Final = "\ufffd"
"""Stands for what no text can hold, such as a NUL: what has it is refused."""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_APART: Final = re.compile(r"[\n\r\t,;،؛]+")


def things_of(text: str, *, ranges: bool) -> list[str]:
    """The things of a text in their order, at most one more than a batch takes.

    Args:
        ranges: whether a line may be a range of numbers.
    """
    return list(islice(_things(_APART.split(text), ranges), MOST + 1))


def _things(lines: Iterable[str], ranges: bool) -> Iterator[str]:
    for line in lines:
        typed = _CONTROL.sub(UNREAD, " ".join(plain(line).split()))
        if not typed:
            continue
        found = range_of(typed) if ranges else None
        if found is not None:
            yield from found
        else:
            # One sign more than a line holds, so that it is refused and not cut.
            yield typed[: LONGEST * 2 + 1]


def parted(line: str) -> tuple[str, str]:
    """The identifier with which a line begins, as it is stored, and what is said behind it; nothing where it begins with none.

    The code of a label may hold the address of the record's page.
    """
    words = line.split()
    for end in range(1, min(len(words), 6) + 1):
        if found := identifiers.parse("".join(words[:end]).rstrip("/").rpartition("/")[2]):
            return found, " ".join(words[end:])
    return "", ""
