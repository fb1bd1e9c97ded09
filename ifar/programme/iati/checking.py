"""Whether a tree of values has the form that the standard wants, by our own table of it: every fault names its element. Pure.

This is what ifar asks of every file, also where no schema is at hand; the published schema and ruleset are asked besides (`judging.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final

from ifar.programme.iati.model import LANG, Fault, Form, Node, forms

_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DATE: Final = re.compile(r"(-?[0-9]{4,}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
_URI: Final = re.compile(r"[^\s<>\"{}|\\^`]*")


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        dt.date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    day, _, time = text.partition("T")
    if not _is_date(day) or not re.fullmatch(
        r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?", time
    ):
        return False
    try:
        dt.time.fromisoformat(time[:8])
    except ValueError:
        return time.startswith("24:00:00")
    return True


TYPES: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "string": (lambda _text: True, ""),
    "mixed": (lambda _text: True, ""),
    "anyURI": (lambda text: _URI.fullmatch(text.strip()) is not None, "an address"),
    "boolean": (lambda text: text.strip() in ("true", "false", "1", "0"), "true, false, 1 or 0"),
    "date": (lambda text: _is_date(text.strip()), "a date such as 2026-03-31"),
    "dateTime": (lambda text: _is_moment(text.strip()), "a moment such as 2026-03-31T09:00:00Z"),
    "decimal": (lambda text: _DECIMAL.fullmatch(text.strip()) is not None, "a number"),
    "int": (lambda text: re.fullmatch(r"[+-]?[0-9]+", text.strip()) is not None, "a whole number"),
    "nonNegativeInteger": (lambda text: re.fullmatch(r"\+?[0-9]+|-0+", text.strip()) is not None, "a whole number, not below zero"),
    "positiveInteger": (lambda text: re.fullmatch(r"\+?0*[1-9][0-9]*", text.strip()) is not None, "a whole number above zero"),
    "NMTOKEN": (lambda text: re.fullmatch(r"[\w.\-:·]+", text.strip()) is not None, "one word"),
}  # fmt: skip
"""Type -> whether a text is of it, and what it is in words."""


def check(root: Node) -> list[Fault]:
    """Every fault in the form of a file, from top to bottom."""
    faults: list[Fault] = []
    _check(root, root.name, forms(), faults)
    return faults


def _check(node: Node, path: str, known: Mapping[str, Form], faults: list[Fault]) -> None:
    form = known[path]

    def wrong(code: str, element: str, message: str, line: int = node.line) -> None:
        faults.append(Fault(code, element, line, message))

    for name in sorted(form.required - node.attributes.keys()):
        wrong("attribute_missing", f"{path}/@{name}", f"{node.name} needs the attribute {name}")
    for name, value in node.attributes.items():
        kind = form.attributes.get(name)
        if kind is None and name == LANG:
            continue  # the schemas take attributes of other namespaces, and a language is one
        if kind is None:
            wrong("attribute_unknown", f"{path}/@{name}", f"{node.name} has no attribute {name}")
        elif not TYPES[kind][0](value):
            wrong("type", f"{path}/@{name}", f"“{value[:60]}” is not {TYPES[kind][1]}")
    if not form.text and node.text.strip():
        wrong("text", path, f"{node.name} has no text of its own: “{node.text.strip()[:40]}”")
    elif form.text and not TYPES[form.text][0](node.text):
        wrong("type", path, f"“{node.text.strip()[:60]}” is not {TYPES[form.text][1]}")
    places = {child.name: n for n, child in enumerate(form.children)}
    counts: dict[str, int] = {}
    reached = 0
    for child in node.children:
        here = f"{path}/{child.name}"
        if child.name not in places:
            wrong("unknown", here, f"{child.name} does not belong in {node.name}", child.line)
            continue
        counts[child.name] = counts.get(child.name, 0) + 1
        place = places[child.name]
        if place < reached:
            before = form.children[reached].name
            wrong("order", here, f"{child.name} stands before {before}, not after it", child.line)
        reached = max(reached, place)
        if form.children[place].most and counts[child.name] == 2:
            wrong("twice", here, f"{child.name} stands once in {node.name}", child.line)
        _check(child, here, known, faults)
    for item in form.children:
        if item.least and item.name not in counts:
            wrong("missing", f"{path}/{item.name}", f"{node.name} needs {item.name}")
