"""The path case → practice → gap → tool as the server draws it: columns of records that are links, and lines between them.

The lines are drawn in the colours of the page on wide screens; the same ties stand as words under each record, so that the path is walked by
keyboard, by a screen reader and on a telephone as well.
"""

from __future__ import annotations

from typing import Any, Final

from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.views import shelf
from ifar.community.selectors.chain import Node, Path
from ifar.community.views.presenters import mark_of

WIDTH: Final = 1000
GAP: Final = 72
"""Between columns, in units of the drawing: room for the lines."""
HEIGHT: Final = 96
TALL: Final = 76
_LONGEST: Final = 90


def drawn(path: Path, here: str) -> dict[str, Any] | None:
    """The path around a record; None where nothing is tied to it."""
    if len(path.nodes) < 2:
        return None
    columns = [(object_type, nodes) for object_type, nodes in path.columns() if nodes]
    titles = {key: _title(node) for key, node in path.nodes.items()}
    leads: dict[str, list[str]] = {}
    for text, other in path.ties:
        leads.setdefault(text, []).append(other)
    return {
        "columns": [
            {
                "object_type": object_type,
                "words": shelf_labels.OBJECT_TYPES[object_type],
                "nodes": [_box(node, here, titles, leads) for node in nodes],
            }
            for object_type, nodes in columns
        ],
        **_lines(path, columns),
    }


def _title(node: Node) -> str:
    item: Any = node.one
    return str(item.title)


def _box(node: Node, here: str, titles: dict[str, str], leads: dict[str, list[str]]) -> dict[str, Any]:
    key = node.one.public_id
    title = titles[key]
    return {
        "url": shelf.address(node.object_type, key),
        "title": title if len(title) <= _LONGEST else f"{title[:_LONGEST]}…",
        "language": node.one.language,
        "here": key == here,
        "closed": node.closed,
        "solved": node.solved,
        "mark": mark_of(node.one),
        "leads": [titles[other] for other in leads.get(key, ())],
    }


def _lines(path: Path, columns: list[tuple[str, list[Node]]]) -> dict[str, Any]:
    """The lines between the middles of the sides of the boxes, column by column."""
    count = len(columns)
    width = (WIDTH - GAP * (count - 1)) / count
    tallest = max(len(nodes) for _type, nodes in columns)
    height = tallest * HEIGHT
    place: dict[str, tuple[int, float]] = {}
    for number, (_type, nodes) in enumerate(columns):
        top = (height - len(nodes) * HEIGHT) / 2
        for n, node in enumerate(nodes):
            place[node.one.public_id] = (number, top + n * HEIGHT + HEIGHT / 2)
    lines = []
    for text, other in path.ties:
        (left, y1), (right, y2) = sorted((place[text], place[other]))
        if left == right:
            continue
        x1, x2 = (width + GAP) * left + width, (width + GAP) * right
        middle = (x1 + x2) / 2
        lines.append(f"M{x1:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}")
    return {"lines": lines, "width": WIDTH, "height": round(height), "count": count}
