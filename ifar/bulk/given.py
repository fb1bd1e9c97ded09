"""What somebody gives a batch: ranges, a list that was pasted or scanned, one thing a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ifar.ranges import LONGEST, expanded, range_of
from ifar.scanned import parted
from ifar.typed import plain

MOST: Final = 10_000
"""How many things one batch takes."""
UNREAD: Final = "\ufffd"
"""Stands for what no text can hold, such as a NUL: what has it is refused."""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_APART: Final = re.compile(r"[\n\r\t,;،؛]+")


def things_of(text: str, *, numbers: bool, each: str = "") -> list[str]:
    """The things of a text in their order, at most one more than a batch takes; each number of a range by itself.

    Args:
        numbers, each: of the act (`Many`): whether no record bears the numbers yet, and what stands behind each record.
    """
    return list(islice(things_in(_APART.split(text), numbers, bool(each)), MOST + 1))


def things_in(lines: Iterable[str], numbers: bool, each: bool) -> Iterator[str]:
    """The things of lines that were parted already, such as the cells of a list."""
    for line in lines:
        typed = _CONTROL.sub(UNREAD, " ".join(plain(line).split()))
        if not typed:
            continue
        if not numbers and parted(typed)[0]:
            results: Iterable[str] = [typed]
        elif numbers or each:
            is_range = range_of(typed)
            results = [typed] if is_range is None else is_range
        else:
            results = expanded(typed)
        # One sign more than a line holds, so that it is refused and not cut.
        yield from (text[: LONGEST * 2 + 1] for text in results)
