"""Serial numbers that a maker reserves for an order: which ranges share a number, which numbers of a range are made. Pure.

Numbers are compared as a reader takes them: capitals, without spaces and signs, look-alikes as one (`serials.compared`). A range of ten thousand numbers is one span, so that a
hundred orders are compared without counting their numbers one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.ranges import Range, range_of

MOST: Final = 10_000
"""Numbers of one order: as many as one batch produces."""
LINES: Final = 100
"""Ranges of one order."""
_RADIX: Final = {"0": 10, "A": 26}
type Plain = Callable[[str], str]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Numbers of one form, from one place of its counter to another, both among them; `form` has 0 for a digit, A for a letter, and other signs as they are."""

    form: str
    low: int
    high: int

    def __len__(self) -> int:
        return self.high - self.low + 1

    def both(self, other: Span) -> Span | None:
        """The numbers of both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Span(self.form, low, high) if self.form == other.form and low <= high else None

    def numbers(self) -> Iterator[str]:
        """Its numbers, as they are compared."""
        return (_number(self.form, place) for place in range(self.low, self.high + 1))

    @property
    def first(self) -> str:
        """Its first number, as it is compared."""
        return _number(self.form, self.low)

    @property
    def last(self) -> str:
        """Its last number, as it is compared."""
        return _number(self.form, self.high)


def of_number(plain: str) -> Span:
    """The span of one number."""
    form = "".join("0" if _is_digit(one) else "A" if _is_letter(one) else one for one in plain)
    place = 0
    for one, kind in zip(plain, form, strict=True):
        if radix := _RADIX.get(kind):
            place = place * radix + (ord(one) - ord(kind))
    return Span(form, place, place)


def _is_digit(one: str) -> bool:
    return one.isascii() and one.isdecimal()


def _is_letter(one: str) -> bool:
    return one.isascii() and one.isalpha() and one.isupper()


def _number(form: str, place: int) -> str:
    found = list(form)
    for at in range(len(form) - 1, -1, -1):
        if radix := _RADIX.get(form[at]):
            place, wheel = divmod(place, radix)
            found[at] = chr(ord(form[at]) + wheel)
    return "".join(found)


def spans_of(line: str, plain: Plain) -> list[Span]:
    """The spans of a line that says a range, or one number; none where nothing is left to compare.

    Args:
        plain: a number -> as it is compared.
    """
    found = range_of(line)
    if found is None:
        one = plain(line.strip())
        return [of_number(one)] if one else []
    if found.bare:
        return list(_grown(found, plain))
    first, last = of_number(plain(found.first)), of_number(plain(found.last))
    if not _letters_turn(found) and first.form == last.form and last.low - first.low + 1 == len(found):
        return [Span(first.form, first.low, last.low)]
    # Behind the wheels that turn something stands still, or letters turn that look like digits: these numbers are not neighbours.
    return _joined(of_number(plain(one)) for one in found)


def _letters_turn(found: Range) -> bool:
    """Whether a letter may be another one within a range."""
    turns = next(
        at for at, (one, other) in enumerate(zip(found.first, found.last, strict=True)) if one != other
    )
    return any(map(_is_letter, found.first[turns:]))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours as one span; a number that stands twice stands in two."""
    found: list[Span] = []
    for one in sorted(spans):
        last = found[-1] if found else None
        if last and last.form == one.form and one.low == last.high + 1:
            found[-1] = Span(one.form, last.low, one.high)
        else:
            found.append(one)
    return found


def _grown(found: Range, plain: Plain) -> Iterator[Span]:
    """Numbers that grow longer, in spans of one length each."""
    head = found.first[: found.bare]
    low, high = int(found.first[found.bare :]), int(found.last[found.bare :])
    while low <= high:
        end = min(high, 10 ** len(str(low)) - 1)
        first, last = of_number(plain(f"{head}{low}")), of_number(plain(f"{head}{end}"))
        yield Span(first.form, first.low, last.low)
        low = end + 1


def shared(mine: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The numbers that stand on both sides, as spans."""
    by_form: dict[str, list[Span]] = {}
    for one in others:
        by_form.setdefault(one.form, []).append(one)
    return sorted(found for one in mine for other in by_form.get(one.form, ()) if (found := one.both(other)))


def twice(spans: Sequence[Span]) -> list[Span]:
    """The numbers that one list says more than once."""
    ordered = sorted(spans)
    reached: dict[str, int] = {}
    found = []
    for one in ordered:
        until = reached.get(one.form, -1)
        if one.low <= until:
            found.append(Span(one.form, one.low, min(one.high, until)))
        reached[one.form] = max(until, one.high)
    return found


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same numbers in as few spans as there are, in order."""
    found: list[Span] = []
    for one in sorted(spans):
        last = found[-1] if found else None
        if last and last.form == one.form and one.low <= last.high + 1:
            found[-1] = Span(one.form, last.low, max(last.high, one.high))
        else:
            found.append(one)
    return found


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of some numbers without others."""
    without = merged(taken)
    left = []
    for span in merged(spans):
        low = span.low
        for one in without:
            if one.form == span.form and one.high >= low and one.low <= span.high:
                if one.low > low:
                    left.append(Span(span.form, low, one.low - 1))
                low = one.high + 1
        if low <= span.high:
            left.append(Span(span.form, low, span.high))
    return left


def typed(lines: Iterable[str]) -> list[str]:
    """The numbers of some lines, one by one, in the spelling in which they were given."""
    return [number for line in lines for number in (range_of(line) or (line.strip(),))]


def too_long(line: str) -> bool:
    """Whether a line says more numbers than an order takes; asked before they are counted out."""
    found = range_of(line)
    try:
        return found is not None and len(found) > MOST
    except OverflowError:
        return True


def as_reserved(lines: Iterable[str], left: Sequence[Span], plain: Plain) -> list[str]:
    """What is left of the lines of an order, in the spelling in which they were reserved: numbers and ranges, a line each."""
    wanted = {one for span in left for one in span.numbers()}
    found = []
    for line in lines:
        run: list[str] = []
        for number in (*(range_of(line) or (line.strip(),)), ""):
            if number and plain(number) in wanted:
                run.append(number)
            elif run:
                found.append(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}")
                run = []
    return found
