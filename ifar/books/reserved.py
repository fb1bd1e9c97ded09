"""Serial numbers that a maker reserves for an order: which ranges share a number, which numbers of a range are made. Pure.

Numbers are compared as a reader takes them: capitals, without spaces and signs, look-alikes as one (`serials.compared`). A range of ten thousand numbers is one span, so that a
hundred orders are compared without counting their numbers one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    form = "".join("0" if _is_digit(code) else "A" if _is_letter(code) else code for code in plain)
    place = 0
    for text, kind in zip(plain, form, strict=True):
        if radix := _RADIX.get(kind):
            place = place * radix + (ord(text) - ord(kind))
    return Span(form, place, place)


def _is_digit(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalpha() and text.isupper()


def _number(form: str, place: int) -> str:
    results = list(form)
    for at in range(len(form) - 1, -1, -1):
        if radix := _RADIX.get(form[at]):
            place, wheel = divmod(place, radix)
            results[at] = chr(ord(form[at]) + wheel)
    return "".join(results)


def spans_of(line: str, plain: Plain) -> list[Span]:
    """The spans of a line that says a range, or one number; none where nothing is left to compare.

    Args:
        plain: a number -> as it is compared.
    """
    result = range_of(line)
    if result is None:
        text = plain(line.strip())
        return [of_number(text)] if text else []
    if result.bare:
        return list(_grown(result, plain))
    first, last = of_number(plain(result.first)), of_number(plain(result.last))
    if not _letters_turn(result) and first.form == last.form and last.low - first.low + 1 == len(result):
        return [Span(first.form, first.low, last.low)]
    # Behind the wheels that turn something stands still, or letters turn that look like digits: these numbers are not neighbours.
    return _joined(of_number(plain(code)) for code in result)


def _letters_turn(result: Range) -> bool:
    """Whether a letter may be another one within a range."""
    turns = next(
        at for at, (text, other) in enumerate(zip(result.first, result.last, strict=True)) if text != other
    )
    return any(map(_is_letter, result.first[turns:]))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours as one span; a number that stands twice stands in two."""
    results: list[Span] = []
    for span in sorted(spans):
        last = results[-1] if results else None
        if last and last.form == span.form and span.low == last.high + 1:
            results[-1] = Span(span.form, last.low, span.high)
        else:
            results.append(span)
    return results


def _grown(result: Range, plain: Plain) -> Iterator[Span]:
    """Numbers that grow longer, in spans of one length each."""
    head = result.first[: result.bare]
    low, high = int(result.first[result.bare :]), int(result.last[result.bare :])
    while low <= high:
        end = min(high, 10 ** len(str(low)) - 1)
        first, last = of_number(plain(f"{head}{low}")), of_number(plain(f"{head}{end}"))
        yield Span(first.form, first.low, last.low)
        low = end + 1


def shared(mine: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The numbers that stand on both sides, as spans."""
    by_form: dict[str, list[Span]] = {}
    for item in others:
        by_form.setdefault(item.form, []).append(item)
    return sorted(
        span for value in mine for other in by_form.get(value.form, ()) if (span := value.both(other))
    )


def twice(spans: Sequence[Span]) -> list[Span]:
    """The numbers that one list says more than once."""
    ordered = sorted(spans)
    reached: dict[str, int] = {}
    results = []
    for span in ordered:
        until = reached.get(span.form, -1)
        if span.low <= until:
            results.append(Span(span.form, span.low, min(span.high, until)))
        reached[span.form] = max(until, span.high)
    return results


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same numbers in as few spans as there are, in order."""
    results: list[Span] = []
    for span in sorted(spans):
        last = results[-1] if results else None
        if last and last.form == span.form and span.low <= last.high + 1:
            results[-1] = Span(span.form, last.low, max(last.high, span.high))
        else:
            results.append(span)
    return results


def by_form(spans: Iterable[Span]) -> dict[str, list[Span]]:
    """The same numbers, those of one form together."""
    result: dict[str, list[Span]] = {}
    for span in merged(spans):
        result.setdefault(span.form, []).append(span)
    return result


def has(spans: Mapping[str, Sequence[Span]], span: Span) -> bool:
    """Whether a number is among some, which stand by their form."""
    return any(some.low <= span.low <= some.high for some in spans.get(span.form, ()))


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of some numbers without others."""
    without = merged(taken)
    left = []
    for span in merged(spans):
        low = span.low
        for item in without:
            if item.form == span.form and item.high >= low and item.low <= span.high:
                if item.low > low:
                    left.append(Span(span.form, low, item.low - 1))
                low = item.high + 1
        if low <= span.high:
            left.append(Span(span.form, low, span.high))
    return left


def typed(lines: Iterable[str]) -> list[str]:
    """The numbers of some lines, one by one, in the spelling in which they were given."""
    return [number for line in lines for number in (range_of(line) or (line.strip(),))]


def too_long(line: str) -> bool:
    """Whether a line says more numbers than an order takes; asked before they are counted out."""
    result = range_of(line)
    try:
        return result is not None and len(result) > MOST
    except OverflowError:
        return True


def as_reserved(lines: Iterable[str], left: Sequence[Span], plain: Plain) -> list[str]:
    """What is left of the lines of an order, in the spelling in which they were reserved: numbers and ranges, a line each."""
    wanted = {text for span in left for text in span.numbers()}
    results = []
    for line in lines:
        run: list[str] = []
        for number in (*(range_of(line) or (line.strip(),)), ""):
            if number and plain(number) in wanted:
                run.append(number)
            elif run:
                results.append(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}")
                run = []
    return results
