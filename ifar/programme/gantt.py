"""A work plan as bars over time: where each stands for a picture that the server draws, with today's line. Pure.

Reckoned from left to right and mirrored as a whole (`charts.mirrored`). How an activity stands is said three times: by a pattern, by words where
it is late, and by what is shown when it is pointed at; the table below the picture says all of it. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.charts import Box, Picture, Stroke, Text, wrapped

WIDE: Final = 900.0
NARROW: Final = 400.0
SERIES: Final[Mapping[str, int]] = {"under_way": 0, "late": 1, "done": 2, "planned": 3, "cancelled": 4}
"""How an activity stands -> the pattern of its bar."""
_LABELS = 316.0
_LINE, _BAR, _GAP, _HEAD = 17.0, 15.0, 12.0, 30.0
_STEPS: Final = (1, 2, 3, 6, 12, 24)
_LETTER: Final = 7.6
"""How wide a letter of the axis is, about."""
_MOST: Final = {WIDE: 10, NARROW: 5}


@dataclass(frozen=True, slots=True)
class Bar:
    """One activity: its words, its planned days, how it stands, and in words by how much it is late."""

    title: str
    starts_on: dt.date
    ends_on: dt.date
    standing: str
    late: str = ""
    href: str = ""
    shown: str = ""
    """What it says when it is pointed at."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the picture: what each standing is called, today's line, and what a month is called at the axis."""

    standings: Mapping[str, str]
    today: str
    month: Callable[[dt.date], str]


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month from that of `first` to the one after `last`."""
    day, days = first.replace(day=1), []
    while day <= last:
        days.append(day)
        day = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return [*days, day]


def chart(groups: Sequence[tuple[str, Sequence[Bar]]], today: dt.date, words: Words, *, wide: bool) -> Picture:  # fmt: skip
    """The picture: a heading for each output, below it a bar for each activity.

    Args:
        groups: what an output is called, and the activities that serve it.
        wide: words stand beside the bars; above them on a narrow screen.
    """
    bars = [bar for _name, within in groups for bar in within]
    if not bars:
        return Picture(0.0)
    width = WIDE if wide else NARROW
    # What is late goes on to today.
    last = max([bar.ends_on for bar in bars] + [today for bar in bars if bar.late])
    axis = months(min(bar.starts_on for bar in bars), last)
    left = _LABELS if wide else 0.0
    days = (axis[-1] - axis[0]).days

    def place(day: dt.date) -> float:
        return left + (width - left) * min(max((day - axis[0]).days, 0), days) / days

    boxes, texts, y = _legend(words, {bar.standing for bar in bars}, width)
    top = y + 20
    shows_today = axis[0] <= today <= axis[-1]
    if shows_today:
        x = place(today)
        late = x > left + (width - left) / 2
        texts.append(Text(x + (-4 if late else 4), top, words.today, "end" if late else "start", strong=True))
        top += _LINE
    base, y = top + 6, top + 26
    strokes: list[Stroke] = []
    for name, within in groups:
        if not within:
            continue
        y += 6
        for line in wrapped(name, width - 8):
            y += _LINE
            texts.append(Text(0.0, y, line, strong=True))
        y += 8
        for bar in within:
            y = _row(bar, y, left, width, place, today if shows_today else None, boxes, texts, strokes)
    lines = _axis(axis, width, place, base, y, words, texts)
    if shows_today:
        strokes.append(Stroke(((place(today), base - 2), (place(today), y)), 3, words.today))
    return Picture(y + 4, tuple(boxes), tuple(texts), lines=tuple(lines), strokes=tuple(strokes), width=width)


def _legend(words: Words, there: set[str], width: float) -> tuple[list[Box], list[Text], float]:
    boxes, texts = [], []
    columns = 4 if width == WIDE else 2
    shown = [code for code in SERIES if code in there]
    for at, text in enumerate(shown):
        x, y = (at % columns) * width / columns, (at // columns) * 24.0
        boxes.append(Box(x, y, 16, 16, SERIES[text]))
        texts.append(Text(x + 22, y + 13, words.standings[text]))
    return boxes, texts, 24.0 * ((len(shown) + columns - 1) // columns)


def _row(bar: Bar, y: float, left: float, width: float, place: Callable[[dt.date], float], today: dt.date | None, boxes: list[Box], texts: list[Text], strokes: list[Stroke]) -> float:  # fmt: skip
    """Draw one activity below `y`; where the next begins."""
    x, to = place(bar.starts_on), place(bar.ends_on + dt.timedelta(days=1))
    values = wrapped(bar.title, (left or width) - 14)
    lines = [(line, False) for line in values] + [(f"▲ {bar.late}", True)] * bool(bar.late)
    for at, (line, strong) in enumerate(lines):
        texts.append(Text(0.0, y + 13 + at * _LINE, line, strong=strong))
    below = len(lines) * _LINE
    top = y + 2 if left else y + below + 4
    boxes.append(Box(x, top, max(to - x, 3.0), _BAR, SERIES[bar.standing], bar.shown, bar.href))
    if bar.late and today and place(today) > to:
        # What is late goes on to today, as a broken line.
        strokes.append(Stroke(((to, top + _BAR / 2), (place(today), top + _BAR / 2)), 1, bar.late))
    return y + (max(below, _BAR + 2) if left else below + _BAR + 4) + _GAP


def _axis(axis: Sequence[dt.date], width: float, place: Callable[[dt.date], float], base: float, end: float, words: Words, texts: list[Text]) -> list[tuple[float, float, float, float]]:  # fmt: skip
    """Lines at months, as many as there is room for the words of, each with its words."""

    def wide(label: str) -> float:
        return len(label) * _LETTER + 10

    most = _MOST[WIDE if width == WIDE else NARROW]
    room = max(wide(words.month(day)) for day in axis)
    every = [item for item in _STEPS if len(axis) / item <= most] or [36]
    days = (axis[-1] - axis[0]).days
    across = place(axis[-1]) - place(axis[0])
    # As dense as the widest label allows: months are 30 days and some.
    step = next((number for number in every if across * number * 30 / days >= room), every[-1])
    marks = [day for day in axis if (day.year * 12 + day.month - 1) % step == 0]
    rows = []
    for day in marks:
        x, label = place(day), words.month(day)
        if x + wide(label) > width:
            continue  # a line without its words says nothing
        rows.append((x, base, x, end))
        texts.append(Text(x + 3, base + 12, label))
    return rows
