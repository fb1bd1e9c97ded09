"""The numbers of a marking campaign: what each says when it is struck, which were used, and which between them were not. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

LARGEST: Final = 100_000
"""Numbers of one campaign."""
NUMBERED: Final = ("code", "unique", "acceptance", "property", "inventory")
"""Kinds of marks that bear the number (`mark_kind`). A code stands with a geometric symbol, and both say all that Protocol art. 8(1)(a) asks."""
EXCEPTIONS: Final = ("unreadable", "cannot", "not_there")
"""Why an arm is not marked: its serial number cannot be read; it cannot be marked; it is not there, which is a matter."""
UNUSED: Final = ("spoiled", "tried", "passed_over")
"""What became of a number that no arm bears: it was spoiled, struck to try the machine, or passed over."""


def text_of(prefix: str, number: int, last: int) -> str:
    """A number as it is struck: as many digits as the last of the range has."""
    return f"{prefix}{number:0{len(str(last))}}"


def number_of(text: str, prefix: str, last: int) -> int | None:
    """The number of a text as it was struck, or read without its prefix; None where it is none of this form."""
    digits = text.upper().removeprefix(prefix.upper()) if prefix else text
    if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(last)):
        return int(digits)
    return None


def unused(first: int, used: Collection[int]) -> list[tuple[int, int]]:
    """The runs of numbers from the first of a range to the highest that was used which no arm bears."""
    results, before = [], first - 1
    for number in sorted(used):
        if number > before + 1:
            results.append((before + 1, number - 1))
        before = number
    return results


def explains(gaps: Sequence[Sequence[object]], first: int, used: Collection[int]) -> bool:
    """Whether each number that was not used is explained once, and none that was."""
    explained = [number for gap in gaps for number in _numbers(gap)]
    lacking = [number for low, high in unused(first, used) for number in range(low, high + 1)]
    return explained == lacking


def _numbers(gap: Sequence[object]) -> Iterator[int]:
    low, high, ground = gap
    if not (isinstance(low, int) and isinstance(high, int) and ground in UNUSED and low <= high):
        return iter(())
    return iter(range(low, high + 1))
