"""Ranges of serial numbers, in whatever form they count: `AB000001-AB010000`, `A9998-B0002`, `1001 - 1500`.

The first and the last number have one form. What differs between them, to the end of the digits or letters that differ last, counts up like the
wheels of a counter: a digit runs from 0 to 9, a letter of the Latin alphabet from A to Z, and every other sign stands still. Digits of any script
are read. Numbers that are written without zeros before them (`A1-A500`) grow longer as they count. Pure.
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
_ENDS: Final = re.compile(r"(.*?)([0-9]+)")
_BEGINS: Final = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `first` to `last`, both among them.

    Attributes:
        bare: of numbers that grow longer, after how many signs the digits begin, before which no zero is written; else 0.
    """

    first: str
    last: str
    bare: int = 0

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        if self.bare:
            head = self.first[: self.bare]
            return (f"{head}{number}" for number in self._places)
        wheels, rest = self.first[: self._end], self.first[self._end :]
        return (_at(wheels, place) + rest for place in self._places)

    @property
    def _places(self) -> range:
        """Which of all numbers of its form they are: sixty digits make more of them than `len` can say."""
        if self.bare:
            return range(int(self.first[self.bare :]), int(self.last[self.bare :]) + 1)
        return range(_place(self.first[: self._end]), _place(self.last[: self._end]) + 1)

    @property
    def _end(self) -> int:
        """How far the wheels go: behind them both numbers say the same."""
        form = _form(self.first)
        end = (
            max(
                at
                for at, (text, other) in enumerate(zip(self.first, self.last, strict=True))
                if text != other
            )
            + 1
        )
        while end < len(form) and form[end] == form[end - 1]:
            end += 1
        return end


def range_of(text: str) -> Range | None:
    """The range that a line says; None where it says one number, or none at all."""
    for first, last in _pairs(text):
        if _form(first) == _form(last) and len(first) <= LONGEST and _counts(first, last):
            return Range(first, last)
    return next((grown for pair in _pairs(text) if (grown := _grown(*pair))), None)


def may_be_range(text: str) -> bool:
    """Whether a line that says no range looks as if it meant one: two numbers with the same letters before their digits, of other forms or the
    greater one first. Whoever wrote it is asked."""
    if range_of(text):
        return False
    for first, last in _pairs(text):
        match, other = _BEGINS.match(first), _BEGINS.match(last)
        if match and other and match[0] == other[0] and first[-1].isdecimal() and last[-1].isdecimal():
            return first != last
    return False


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """What may be the first and the last number of a line, at each sign that can stand between them."""
    typed = " ".join(in_ascii(plain(text)).split()).upper()
    if len(typed) > LINE:
        return
    for sign in _BETWEEN.finditer(typed):
        first, last = typed[: sign.start()].strip(), typed[sign.end() :].strip()
        if first and last:
            yield first, last


def _grown(first: str, last: str) -> Range | None:
    """The range of two numbers with the same letters, of which the last has more digits and none begins with a zero."""
    match, other = _ENDS.fullmatch(first), _ENDS.fullmatch(last)
    if match is None or other is None or not match[1] or match[1] != other[1] or len(last) > LONGEST:
        return None
    is_bare = not match[2].startswith("0") and len(match[2]) < len(other[2]) and not other[2].startswith("0")
    return Range(first, last, len(match[1])) if is_bare else None


def _counts(first: str, last: str) -> bool:
    """Whether the last number comes after the first; a range of one is a number."""
    return _place(first) < _place(last)


def _form(text: str) -> str:
    """A for each letter, 0 for each digit, every other sign as it is: the shape by which forms of serial numbers are told apart."""
    return "".join("0" if code.isdecimal() else "A" if _is_letter(code) else code for code in text)


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalpha()


def _place(text: str) -> int:
    """Which of all numbers of its form it is."""
    place = 0
    for code, kind in zip(text, _form(text), strict=True):
        if radix := _RADIX.get(kind):
            place = place * radix + (ord(code) - ord(kind))
    return place


def _at(like: str, place: int) -> str:
    """The number of a form that stands at a place."""
    results = list(like)
    for at in range(len(like) - 1, -1, -1):
        kind = _form(like[at])
        if radix := _RADIX.get(kind):
            place, wheel = divmod(place, radix)
            results[at] = chr(ord(kind) + wheel)
    return "".join(results)


def expanded(line: str) -> Iterator[str]:
    """The numbers of a line that ends with a range, each with the words before it (`Beretta 92FS AB0001-AB0100`); else the line itself."""
    words = line.split() if len(line) <= LINE * 2 else []
    for at in range(len(words)):
        if result := range_of(" ".join(words[at:])):
            head = " ".join((*words[:at], ""))
            yield from (head + number for number in result)
            return
    yield line
