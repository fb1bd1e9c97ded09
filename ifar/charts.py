"""Charts as shapes: where each bar, column, band and word stands, for a picture that the server draws (docs/decisions).

Everything is reckoned from left to right and mirrored as a whole for a language that is written from right to left. Colours never stand
alone: each series has a pattern of its own. Numbers come as they are shown; only lengths are computed. Pure.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

WIDE: Final = 400
"""Width of every picture, in its own units: on a phone it is drawn at four fifths of its size, which leaves words readable."""
SERIES: Final = 4
"""How many series can be told apart."""
_LETTER: Final = 7.6
"""About how wide a letter of 14 units is; words that are too long go on in the next line."""
_LINE: Final = 17.0
_BAR: Final = 14
_ROW: Final = 42
_GAP: Final = 8
_LEVEL: Final = 2
"""How the line of a level looks: as the third series of a course."""
_EDGE: Final = 128.0
"""Room for words at both sides of a flow."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value: its words, its number, the number as it is shown, the address of the rows behind it."""

    label: str
    value: int
    shown: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a series, with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int = 0
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place; `anchor` is `start`, `middle` or `end` as from left to right."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A curved band between two columns: left edge from `top` to `top + height`, right edge from `end` on."""

    x: float
    top: float
    to: float
    end: float
    height: float
    title: str = ""
    href: str = ""

    @property
    def path(self) -> str:
        """The outline as the data of an SVG path."""
        middle = (self.x + self.to) / 2
        return (
            f"M{self.x:.1f} {self.top:.1f}C{middle:.1f} {self.top:.1f} {middle:.1f} {self.end:.1f} {self.to:.1f} {self.end:.1f}"
            f"V{self.end + self.height:.1f}"
            f"C{middle:.1f} {self.end + self.height:.1f} {middle:.1f} {self.top + self.height:.1f} {self.x:.1f} {self.top + self.height:.1f}Z"
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, of a series; each series has dashes of its own, so that colour never stands alone."""

    points: tuple[tuple[float, float], ...]
    series: int = 0
    title: str = ""

    @property
    def path(self) -> str:
        """The line as the data of an SVG path."""
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole chart."""

    height: float
    boxes: tuple[Box, ...] = ()
    texts: tuple[Text, ...] = ()
    bands: tuple[Band, ...] = ()
    lines: tuple[tuple[float, float, float, float], ...] = ()
    strokes: tuple[Stroke, ...] = ()
    width: float = WIDE
    series: tuple[int, ...] = field(default=())
    """The series that are in it, for the patterns."""


def mirrored(picture: Picture) -> Picture:
    """The same from right to left."""
    wide = picture.width
    anchors = {"start": "end", "end": "start", "middle": "middle"}
    return replace(
        picture,
        boxes=tuple(replace(box, x=wide - box.x - box.width) for box in picture.boxes),
        texts=tuple(replace(text, x=wide - text.x, anchor=anchors[text.anchor]) for text in picture.texts),
        bands=tuple(replace(band, x=wide - band.x, to=wide - band.to) for band in picture.bands),
        lines=tuple((wide - x1, y1, wide - x2, y2) for x1, y1, x2, y2 in picture.lines),
        strokes=tuple(
            replace(stroke, points=tuple((wide - x, y) for x, y in stroke.points))
            for stroke in picture.strokes
        ),
    )


def wrapped(text: str, room: float) -> list[str]:
    """Words in as many lines as they need; a word that is longer than a line is broken, and nothing is left out."""
    return textwrap.wrap(text, max(int(room / _LETTER), 1)) or [""]


def bars(points: Sequence[Point]) -> Picture:
    """One bar a row, its words above it and its number at the end of the line; lengths from zero."""
    most = max((item.value for item in points), default=0) or 1
    boxes, texts, top = [], [], 0.0
    for point in points:
        lines = wrapped(point.label, WIDE - 12 - len(point.shown) * 9)
        texts += [Text(0, top + 14 + at * _LINE, line) for at, line in enumerate(lines)]
        texts.append(Text(WIDE, top + 14, point.shown, "end", strong=True))
        more = (len(lines) - 1) * _LINE
        length = max(WIDE * point.value / most, 2.0) if point.value else 0.0
        boxes.append(Box(0.0, top + 21 + more, length, _BAR, 0, f"{point.label}: {point.shown}", point.href))
        top += _ROW + more
    return Picture(top, tuple(boxes), tuple(texts), series=(0,))


def columns(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Point]]],
    top: str,
    high: float = 220,
    looks: Sequence[int] = (),
    levels: tuple[str, Sequence[float | None]] | None = None,
) -> Picture:
    """One column a label, in it one part for each series, from zero; above them what each series is called.

    Args:
        labels: words below the columns; of many only every second, third … is written.
        series: words of a series, and its value for each label.
        top: the highest sum as it is shown, which is written at the line that marks it.
        looks: for each series which colour and pattern it has, so that it keeps them whatever else is shown; in their order without it.
        levels: words of a level, and its value at each label, drawn as a line across the column; None where there is none.
    """
    looks = [look % SERIES for look in (looks or range(len(series)))]
    sums = [sum(points[at].value for _name, points in series) for at in range(len(labels))]
    known = [(at, item) for at, item in enumerate(levels[1]) if item is not None] if levels else []
    most = max([*sums, *(item for _at, item in known)], default=0) or 1
    called = [wrapped(name, WIDE / 2 - 30) for name, _points in series]
    if levels and known:
        called.append(wrapped(levels[0], WIDE / 2 - 30))
    heads = [26.0 + (max(map(len, called[at : at + 2])) - 1) * _LINE for at in range(0, len(called), 2)]
    head = sum(heads)
    base = head + 14 + high
    step = WIDE / max(len(labels), 1)
    wide = min(step * 0.7, 56)
    boxes, texts, strokes = [], [], []
    for at, lines in enumerate(called):
        x, y = (at % 2) * WIDE / 2, sum(heads[: at // 2])
        if at < len(series):
            boxes.append(Box(x, y, 16, 16, looks[at]))
        else:
            strokes.append(Stroke(((x, y + 8), (x + 16, y + 8)), _LEVEL, "\n".join(lines)))
        texts += [Text(x + 22, y + 13 + n * _LINE, line) for n, line in enumerate(lines)]
    for at in range(len(labels)):
        y = base
        for number, (name, points) in enumerate(series):
            point = points[at]
            length = high * point.value / most
            if point.value:
                y -= length
                boxes.append(
                    Box(at * step + (step - wide) / 2, y, wide, length, looks[number], f"{labels[at]}, {name}: {point.shown}", point.href)
                )  # fmt: skip
    if levels and known:
        strokes += [
            Stroke(
                ((at * step, base - high * item / most), ((at + 1) * step, base - high * item / most)), _LEVEL,
                f"{labels[at]}, {levels[0]}: {item:.1f}",
            )
            for at, item in known
        ]  # fmt: skip
    every = 1
    longest = max((len(label) for label in labels), default=0)
    while labels and step * every < longest * (9 if longest <= 4 else 13) + 6:
        every += 1
    for at, label in enumerate(labels):
        if (len(labels) - 1 - at) % every == 0:
            half = len(label) * 4.0
            x = min(max(at * step + step / 2, half), WIDE - half) if half < WIDE / 2 else WIDE / 2
            texts.append(Text(x, base + 18, label, "middle"))
    marks = ((0, base, WIDE, base), (0, base - high, WIDE, base - high))
    texts.append(Text(WIDE, base - high - 4, top, "end"))
    return Picture(
        base + 26,
        tuple(boxes),
        tuple(texts),
        lines=marks,
        strokes=tuple(strokes),
        series=tuple(sorted(set(looks))),
    )


def courses(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    top: str,
    *,
    at: int | None = None,
    event: str = "",
    high: float = 200,
) -> Picture:
    """Lines over time, from zero; a rule with words stands where something happened.

    Args:
        labels: words of the time points; of many only some are written.
        series: words of a line, and its value at each time point.
        top: the highest value as it is shown.
        at: the time point before which something happened; None: nothing is marked.
        event: what happened.
    """
    n = max(len(labels), 1)
    most = max((max(values, default=0) for _name, values in series), default=0) or 1
    boxes, texts, strokes, y = [], [], [], 0.0
    for number, (name, _values) in enumerate(series):
        strokes.append(Stroke(((0, y + 8), (24, y + 8)), number % SERIES, name))
        for line in wrapped(name, WIDE - 40):
            texts.append(Text(32, y + 13, line))
            y += _LINE
    head = y + (26 if at is not None else 14)
    base = head + high
    step = WIDE / n

    def place(position: int, value: float) -> tuple[float, float]:
        return step * (position + 0.5), base - high * value / most

    for number, (name, values) in enumerate(series):
        strokes.append(Stroke(tuple(place(p, v) for p, v in enumerate(values)), number % SERIES, name))
    marks = [(0.0, base, float(WIDE), base), (0.0, base - high, float(WIDE), base - high)]
    if at is not None:
        x = step * at
        boxes.append(Box(x, base - high - 6, WIDE - x, high + 6, 4, event))
        marks.append((x, base - high - 6, x, base))
        late = x > WIDE / 2
        texts.append(Text(x + (-6 if late else 6), head - 12, event, "end" if late else "start", strong=True))
    every = 1
    while labels and step * every < max(len(label) for label in labels) * 13 + 6:
        every += 1
    for position, label in enumerate(labels):
        if (len(labels) - 1 - position) % every == 0:
            x = min(max(step * (position + 0.5), len(label) * 4.0), WIDE - len(label) * 4.0)
            texts.append(Text(x, base + 18, label, "middle"))
    texts.append(Text(0, base - high + 16, top, "start"))
    return Picture(
        base + 26,
        tuple(boxes),
        tuple(texts),
        lines=tuple(marks),
        strokes=tuple(strokes),
        series=tuple(range(min(len(series), SERIES))),
    )


def flow(links: Sequence[tuple[str, str, Point]]) -> Picture:
    """From places on the left to places on the right: the wider the band, the more. `links` = (from, to, how many)."""
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for source, target, point in links:
        left[source] = left.get(source, 0) + point.value
        right[target] = right.get(target, 0) + point.value
    whole = sum(left.values()) or 1
    rows = max(len(left), len(right))
    tall = max(sum(len(wrapped(name, _EDGE - 10)) for name in names) for names in (left, right, ("",)))
    high = max(200.0, rows * 34.0, tall * _LINE + 10)
    room = high - (rows - 1) * _GAP
    edge, thick = _EDGE, 10.0

    def placed(sums: dict[str, int]) -> dict[str, float]:
        at, result = 0.0, {}
        for name, number in sorted(sums.items(), key=lambda row: (-row[1], row[0])):
            result[name] = at
            at += room * number / whole + _GAP
        return result

    lefts, rights = placed(left), placed(right)
    boxes = [Box(edge, lefts[name], thick, max(room * number / whole, 1)) for name, number in left.items()]
    boxes += [Box(WIDE - edge - thick, rights[name], thick, max(room * number / whole, 1), 1) for name, number in right.items()]  # fmt: skip
    texts = _spread([(lefts[name] + room * number / whole / 2, name) for name, number in left.items()], high, edge - 8, "end")  # fmt: skip
    texts += _spread([(rights[name] + room * number / whole / 2, name) for name, number in right.items()], high, WIDE - edge + 8, "start")  # fmt: skip
    bands = []
    order = sorted(links, key=lambda row: (lefts[row[0]], rights[row[1]]))
    from_top, to_top = dict(lefts), dict(rights)
    for source, target, point in order:
        height = room * point.value / whole
        title = f"{source} → {target}: {point.shown}"
        bands.append(Band(edge + thick, from_top[source], WIDE - edge - thick, to_top[target], height, title, point.href))  # fmt: skip
        from_top[source] += height
        to_top[target] += height
    return Picture(high + 10, tuple(boxes), tuple(texts), tuple(bands), series=(0, 1))


def _spread(wanted: Sequence[tuple[float, str]], high: float, x: float, anchor: str) -> list[Text]:
    """Words beside a column, none upon another."""
    texts: list[Text] = []
    least = 10.0
    ordered = [(middle, wrapped(name, _EDGE - 10)) for middle, name in sorted(wanted)]
    below = sum(len(lines) for _middle, lines in ordered)
    for middle, lines in ordered:
        y = min(max(middle + 5 - (len(lines) - 1) * _LINE / 2, least), high - (below - 1) * _LINE)
        texts += [Text(x, y + n * _LINE, line, anchor) for n, line in enumerate(lines)]
        least = y + len(lines) * _LINE
        below -= len(lines)
    return texts
