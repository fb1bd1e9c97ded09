"""A theory of change as a graph: ambition → outcomes → outputs → activities, with the assumptions that hold the links. Pure.

Each thing leads to one above it, so the graph is a tree: what has nothing below it is put one under another, and what has stands in their middle.
Reckoned from left to right, mirrored where asked. The same tree is the nested list beside the picture. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ifar.charts import wrapped

LAYERS: Final = ("ambition", "strategy", "outcome", "output", "activity")
COLUMN: Final = 178.0
SPACE: Final = 50.0
WIDTH: Final = len(LAYERS) * COLUMN + (len(LAYERS) - 1) * SPACE
_LINE, _PAD, _GAP = 17.0, 10.0, 14.0
_LETTER = 7.0


@dataclass(slots=True)
class Thing:
    """One thing of the theory: on which layer, its words, what it assumes, how it stands (of activities), what is below it."""

    key: str
    layer: str
    title: str
    assumptions: str = ""
    standing: str = ""
    words: str = ""
    called: str = ""
    """What its layer is called."""
    below: list[Thing] = field(default_factory=list)
    number: int = 0
    """The number of its assumptions; 0 where it has none."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a thing stands, with its lines of words."""

    thing: Thing
    x: float
    y: float
    height: float
    lines: tuple[tuple[float, str], ...]
    """Height and words of each line."""
    start: float
    """Where its words begin."""


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two things, as the data of a path; its assumptions' number and where that stands."""

    path: str
    arrow: str
    """Its head, at the thing that it leads to."""
    number: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole graph."""

    height: float
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    width: float = WIDTH


def tree(root: Thing, things: Sequence[tuple[str, Thing]]) -> Thing:
    """Put things under those that they lead to, and number their assumptions; what leads to nothing known leads to the root.

    Args:
        things: key of the one above, and the thing; those above come first.
    """
    known: dict[str, Thing] = {root.key: root}
    for above, thing in things:
        known.get(above, root).below.append(thing)
        known[thing.key] = thing
    number = 0
    for thing in _walk(root):
        if thing.assumptions.strip():
            number += 1
            thing.number = number
    return root


def _walk(thing: Thing) -> list[Thing]:
    return [thing, *(item for below in thing.below for item in _walk(below))]


def draw(root: Thing, *, mirrored: bool) -> Picture:
    """The graph of a tree."""
    boxes: dict[str, tuple[Thing, float, float, tuple[str, ...]]] = {}
    # Where the next of each layer may begin, so that nothing stands upon another.
    free = dict.fromkeys(LAYERS, 0.0)

    def put(thing: Thing, above: int) -> float:
        """Put a thing and all below it; its middle. `above` is the layer to which it leads: its link crosses what lies between."""
        lines = tuple(_lines(thing))
        high = len(lines) * _LINE + 2 * _PAD
        here = LAYERS.index(thing.layer)
        crossed = LAYERS[above + 1 : here]
        middles = [put(below, here) for below in thing.below]
        wanted = (middles[0] + middles[-1]) / 2 - high / 2 if middles else 0.0
        top = max(wanted, *(free[layer] for layer in (thing.layer, *crossed)), 0.0)
        for layer in (thing.layer, *crossed):
            free[layer] = top + high + _GAP
        for layer in LAYERS[here + 1 :]:
            # A thing without anything below keeps its row to itself.
            free[layer] = max(free[layer], top + (high + _GAP if not thing.below else 0.0))
        boxes[thing.key] = (thing, top, high, lines)
        return top + high / 2

    put(root, 0)
    height = max(top + high for _thing, top, high, _lines in boxes.values()) + 4
    return Picture(height, tuple(_box(*box, mirrored) for box in boxes.values()), tuple(_links(root, boxes, mirrored)))  # fmt: skip


def _lines(thing: Thing) -> list[str]:
    room = (COLUMN - 2 * _PAD) * 7.6 / _LETTER
    return [*wrapped(thing.title, room), *(wrapped(thing.words, room) if thing.words else ())]


def _left(layer: str) -> float:
    return LAYERS.index(layer) * (COLUMN + SPACE)


def _box(thing: Thing, top: float, high: float, lines: tuple[str, ...], mirrored: bool) -> Box:
    x = WIDTH - _left(thing.layer) - COLUMN if mirrored else _left(thing.layer)
    start = x + COLUMN - _PAD if mirrored else x + _PAD
    return Box(thing, x, top, high, tuple((top + _PAD + 13 + n * _LINE, line) for n, line in enumerate(lines)), start)  # fmt: skip


def _links(root: Thing, boxes: Mapping[str, tuple[Thing, float, float, tuple[str, ...]]], mirrored: bool) -> list[Link]:  # fmt: skip
    links = []
    for thing in _walk(root):
        _thing, top, high, _said = boxes[thing.key]
        for below in thing.below:
            _below, its_top, its_high, _lines = boxes[below.key]
            x1, y1, x2, y2 = _left(thing.layer) + COLUMN, top + high / 2, _left(below.layer), its_top + its_high / 2  # fmt: skip
            bend = x1 + SPACE / 2
            mark = (x2 + bend) / 2
            if mirrored:
                x1, x2, bend, mark = WIDTH - x1, WIDTH - x2, WIDTH - bend, WIDTH - mark
            path = f"M{x2:.1f} {y2:.1f}L{bend:.1f} {y2:.1f}L{bend:.1f} {y1:.1f}L{x1:.1f} {y1:.1f}"
            arrow = f"M{x1:.1f} {y1:.1f}l{-8 if mirrored else 8} -4.5v9z"
            links.append(Link(path, arrow, below.number, mark, y2))
    return links
