"""Ranges of serial numbers, in whatever form they count: `AB000001-AB010000`, `A9998-B0002`, `1001 - 1500`.

The first and the last number have one form. What differs between them, to the end of the digits or letters that differ last, counts up like the
wheels of a counter: a digit runs from 0 to 9, a letter of the Latin alphabet from A to Z, and every other sign stands still. Digits of any script
are read. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ifar.typed import in_ascii, plain

LONGEST: Final = 60
"""Signs of a number."""
LINE: Final = LONGEST * 2 + 10
"""Signs of a line that says two of them, and what stands between them."""
_BETWEEN: Final = re.compile("[-\u2010-\u2015\u2212]|\\.\\.+|…| to ", re.IGNORECASE)
"""What stands between the first and the last number."""
_RADIX: Final = {"0": 10, "A": 26}


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `first` to `last`, both among them."""

    first: str
    last: str

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        wheels, rest = self.first[: self._end], self.first[self._end :]
        return (_at(wheels, place) + rest for place in self._places)

    @property
    def _places(self) -> range:
        """Which of all numbers of its form they are: sixty digits make more of them than `len` can say."""
        return range(_place(self.first[: self._end]), _place(self.last[: self._end]) + 1)

    @property
    def _end(self) -> int:
        """How far the wheels go: behind them both numbers say the same."""
        form = _form(self.first)
        end = (
            max(at for at, (one, other) in enumerate(zip(self.first, self.last, strict=True)) if one != other)
            + 1
        )
        while end < len(form) and form[end] == form[end - 1]:
            end += 1
        return end


def range_of(text: str) -> Range | None:
    """The range that a line says; None where it says one number, or none at all."""
    typed = " ".join(in_ascii(plain(text)).split())
    if len(typed) > LINE:
        return None
    for sign in _BETWEEN.finditer(typed):
        first, last = typed[: sign.start()].strip(), typed[sign.end() :].strip()
        if first and _form(first) == _form(last) and len(first) <= LONGEST and _counts(first, last):
            return Range(first.upper(), last.upper())
    return None


def _counts(first: str, last: str) -> bool:
    """Whether the last number comes after the first; a range of one is a number."""
    return first.upper() != last.upper() and _place(first.upper()) < _place(last.upper())


def _form(text: str) -> str:
    """A for each letter, 0 for each digit, every other sign as it is: the shape by which forms of serial numbers are told apart."""
    return "".join("0" if one.isdecimal() else "A" if _is_letter(one) else one for one in text)


def _is_letter(one: str) -> bool:
    return one.isascii() and one.isalpha()


def _place(text: str) -> int:
    """Which of all numbers of its form it is."""
    place = 0
    for one, kind in zip(text, _form(text), strict=True):
        if radix := _RADIX.get(kind):
            place = place * radix + (ord(one) - ord(kind))
    return place


def _at(like: str, place: int) -> str:
    """The number of a form that stands at a place."""
    found = list(like)
    for at in range(len(like) - 1, -1, -1):
        kind = _form(like[at])
        if radix := _RADIX.get(kind):
            place, wheel = divmod(place, radix)
            found[at] = chr(ord(kind) + wheel)
    return "".join(found)
