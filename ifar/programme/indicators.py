"""Indicators: what they measure, how values of several States come together, how far one is, who may approve, what nobody reported.

After the chain of results-based management (UNSDG handbook) and the codes of IATI 2.03. Missing is not zero: a State that did not report is
counted as not having reported, never as nothing. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

LEVELS: Final = ("outcome", "output", "activity")
MEASURES: Final[Mapping[str, str]] = {
    "unit": "1",
    "percentage": "2",
    "nominal": "3",
    "ordinal": "4",
    "qualitative": "5",
}
"""Measure -> its code of IATI's list IndicatorMeasure."""
DIRECTIONS: Final = ("up", "down")
AGGREGATIONS: Final = ("sum", "pooled_ratio", "weighted_mean", "none")
DISAGGREGATIONS: Final = ("sex", "age", "region", "type")
FREQUENCIES: Final = ("year", "half", "quarter", "once")
PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Reported:
    """What one State reported: a number; of a ratio its two counts; of a weighted mean the weight stands as the denominator."""

    place: str
    number: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Values of several States as one: the number, None where the rule gives none; who is in it and who is not."""

    number: Decimal | None
    within: tuple[str, ...]
    without: tuple[str, ...]
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def together(rule: str, reported: Iterable[Reported], expected: Collection[str] = ()) -> Together:
    """Bring the values of several States together.

    `sum` adds; `pooled_ratio` divides the sum of numerators by the sum of denominators (in per cent), so that a small State does not weigh as
    much as a large one; `weighted_mean` weighs by the denominator; `none` never makes one number of several. A State whose value lacks what the
    rule needs is left out and named.
    """
    used, within = [], []
    seen: set[str] = set(expected)
    for item in reported:
        seen.add(item.place)
        if _usable(rule, item):
            used.append(item)
            within.append(item.place)
    without = tuple(sorted(seen - set(within)))
    if not used or rule == "none":
        alone = used[0] if len(used) == 1 else None
        return Together(alone.number if alone else None, tuple(within), without)
    if rule == "sum":
        return Together(
            sum((value.number or Decimal(0) for value in used), Decimal(0)), tuple(within), without
        )
    below = sum((value.denominator or Decimal(0) for value in used), Decimal(0))
    if rule == "pooled_ratio":
        above = sum((value.numerator or Decimal(0) for value in used), Decimal(0))
        number = (100 * above / below).quantize(PLACES) if below else None
        return Together(number, tuple(within), without, above, below)
    above = sum(
        ((value.number or Decimal(0)) * (value.denominator or Decimal(0)) for value in used), Decimal(0)
    )
    return Together((above / below).quantize(PLACES) if below else None, tuple(within), without, None, below)


def _usable(rule: str, reported: Reported) -> bool:
    if rule == "pooled_ratio":
        return (
            reported.numerator is not None and reported.denominator is not None and reported.denominator > 0
        )
    if rule == "weighted_mean":
        return reported.number is not None and reported.denominator is not None and reported.denominator > 0
    return reported.number is not None


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Per cent; None where there is nothing to divide by: no case is not the share zero."""
    return (100 * numerator / denominator).quantize(PLACES) if denominator else None


BANDS: Final = ("met", "on_track", "behind", "away", "none")
"""How an indicator stands: the target is reached; at least three quarters of the way; some of it; not moved or moved away; not known."""
NEAR: Final = Decimal("0.75")


def progress(direction: str, baseline: Decimal | None, target: Decimal | None, value: Decimal | None) -> Decimal | None:  # fmt: skip
    """The part of the way from the baseline to the target that is done: 1 is there, more is beyond, below 0 is away. None: not known."""
    if baseline is None or target is None or value is None:
        return None
    if target == baseline:
        there = value >= target if direction == "up" else value <= target
        return Decimal(1) if there else Decimal(0)
    return ((value - baseline) / (target - baseline)).quantize(PLACES)


def band(direction: str, baseline: Decimal | None, target: Decimal | None, value: Decimal | None) -> str:
    """How an indicator stands, see `BANDS`. A target alone says at least whether it was reached."""
    if value is None or target is None:
        return "none"
    if value >= target if direction == "up" else value <= target:
        return "met"
    done = progress(direction, baseline, target, value)
    if done is None:
        return "none"
    return "on_track" if done >= NEAR else "behind" if done > 0 else "away"


def target_wrong(direction: str, baseline: Decimal | None, targets: Mapping[str, Decimal]) -> bool:
    """Whether a target lies on the wrong side of the baseline."""
    if baseline is None:
        return False
    return any(target < baseline if direction == "up" else target > baseline for target in targets.values())


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a value: by what it is divided, which part, how much."""

    by: str
    name: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """What somebody reports of an indicator."""

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    words: str = ""
    parts: Sequence[Part] = ()
    evidence: Sequence[str] = ()
    note: str = ""


def parts_wrong(measure: str, number: Decimal | None, parts: Sequence[Part]) -> str:
    """Why parts do not fit their value, or nothing: `unknown`, `double`, `negative`, `sum` (of counts: each division adds up to the whole)."""
    if any(item.by not in DISAGGREGATIONS or not item.name for item in parts):
        return "unknown"
    if len({(item.by, item.name) for item in parts}) < len(parts):
        return "double"
    if any(item.number < 0 for item in parts):
        return "negative"
    if measure == "unit" and number is not None:
        by: dict[str, Decimal] = {}
        for part in parts:
            by[part.by] = by.get(part.by, Decimal(0)) + part.number
        if any(total != number for total in by.values()):
            return "sum"
    return ""


def asks(measure: str, aggregation: str) -> Literal["words", "number", "share"]:
    """What a value of an indicator has to say: words, a number, or a number or the two of which it is the share."""
    if measure in ("qualitative", "nominal"):
        return "words"
    return "share" if measure == "percentage" or aggregation == "pooled_ratio" else "number"


def value_wrong(measure: str, aggregation: str, reported: Reported, words: str) -> str:
    """Why a value cannot be reported so, or nothing: `empty`, `words`, `range`, `counts`, `ratio`."""
    if asks(measure, aggregation) == "words":
        return "" if words.strip() else "words"
    if reported.number is None and (reported.numerator is None or reported.denominator is None):
        return "empty"
    if (reported.numerator is None) != (reported.denominator is None) and aggregation == "pooled_ratio":
        return "counts"
    if reported.numerator is not None and reported.denominator is not None:
        if reported.numerator < 0 or reported.denominator < 0 or reported.numerator > reported.denominator:
            return "counts"
        share = ratio(reported.numerator, reported.denominator)
        if measure == "percentage" and reported.number is not None and share is not None and abs(share - reported.number) > Decimal("0.05"):  # fmt: skip
            return "ratio"
    if measure == "percentage" and reported.number is not None and not 0 <= reported.number <= 100:
        return "range"
    return ""


def twins(row: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    """Whether two periods overlap and are of about the same length (the shorter has nine tenths of the longer's days): one says what the other does."""
    lengths = sorted((until - since).days + 1 for since, until in (row, other))
    return row[0] <= other[1] and other[0] <= row[1] and 10 * lengths[0] >= 9 * lengths[1]


FIXED: Final = ("unit", "measure", "direction", "aggregation", "baseline")
"""What says what a value means: it stays while a locked period has a value of the indicator, and so does that period's target."""


def moves_locked(was: Mapping[str, Any], now: Mapping[str, Any], locked: Iterable[str]) -> bool:
    """Whether a change of an indicator says something else of values in these locked periods."""
    names = list(locked)
    if not names:
        return False
    targets = was["targets"], now["targets"]
    return any(was[item] != now[item] for item in FIXED) or any(
        targets[0].get(name) != targets[1].get(name) for name in names
    )


def shown_state(state: str, period: str) -> str:
    """How a value stands: approved in a locked period is `locked`, and nothing moves it any more."""
    return "locked" if period == "locked" and state == "approved" else state


def may_move(period: str) -> bool:
    """Whether values of a period may still change."""
    return period == "open"


def unreported(
    expected: Iterable[tuple[str, str]],
    reported: Collection[tuple[str, str]],
    due_on: dt.date,
    today: dt.date,
) -> list[tuple[str, str, int]]:
    """Who has not reported: (indicator, place, days late; below zero while there is time)."""
    late = (today - due_on).days
    return [(indicator, place, late) for indicator, place in expected if (indicator, place) not in reported]


def written(number: Decimal | None) -> str | None:
    """A number as entries of the log write it: no exponent, no zeros at the end."""
    if number is None:
        return None
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
