"""Values of the IATI standard: one tree for both kinds of file. A node is an element of the standard, as `structure.txt` knows it. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

STRUCTURE: Final = Path(__file__).parent / "structure.txt"
ROOTS: Final = ("iati-activities", "iati-organisations")
VERSION: Final = "2.03"
VERSIONS: Final = ("2.01", "2.02", "2.03")
"""Versions of the standard that are in use; a file says one of them, to the letter."""
LANG: Final = "xml:lang"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file is not as the standard wants it: the path of the element, the line where it stands, what is wrong.

    `code` is stable (`order`, `missing`, `unknown` …, or the number of a rule); `element` names the element or `element/@attribute`.
    """

    code: str
    element: str
    line: int
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"line {self.line}: {self.element}: {self.message}"


@dataclass(frozen=True, slots=True)
class Child:
    """A child that an element may have: its name, how often at least and at most (0: as often as one likes)."""

    name: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Form:
    """What an element of the standard is: the type of its text (empty: none), its attributes with their types, its children in order."""

    text: str
    attributes: Mapping[str, str]
    required: frozenset[str]
    children: tuple[Child, ...]


@dataclass(slots=True)
class Node:
    """One element with what it says."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    line: int = 0

    def all(self, name: str) -> list[Node]:
        """Its children of a name."""
        return [child for child in self.children if child.name == name]

    def get(self, name: str) -> Node | None:
        """Its first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def narrative(self) -> str:
        """The first narrative in it."""
        node = self.get("narrative")
        return node.text if node else ""

    def walk(self, path: str = "") -> Iterator[tuple[str, Node]]:
        """Every node with its path, this first."""
        here = f"{path}/{self.name}" if path else self.name
        yield here, self
        for child in self.children:
            yield from child.walk(here)

    def values(self) -> tuple[object, ...]:
        """Everything that it says, for comparing two trees whatever their lines."""
        return (
            self.name,
            tuple(sorted(self.attributes.items())),
            self.text,
            tuple(child.values() for child in self.children),
        )


def _child(text: str) -> Child:
    mark = text[-1] if text[-1] in "?*+" else ""
    return Child(text.removesuffix(mark) if mark else text, int(mark in ("", "+")), int(mark in ("", "?")))


@functools.cache
def forms() -> Mapping[str, Form]:
    """Path -> what the element at it is."""
    result = {}
    for line in STRUCTURE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        path, text, attributes, children = (part.strip() for part in (line + " ").split("|"))
        typed = dict(part.rsplit(":", 1) for part in attributes.split())
        result[path] = Form(
            "" if text == "-" else text,
            {name.rstrip("!"): kind for name, kind in typed.items()},
            frozenset(name[:-1] for name in typed if name.endswith("!")),
            tuple(_child(part) for part in children.split()),
        )
    return result


def ordered(node: Node, path: str = "") -> Node:
    """The same tree with the children of every element in the standard's order; children of one name keep theirs."""
    here = f"{path}/{node.name}" if path else node.name
    form = forms().get(here)
    places = {child.name: n for n, child in enumerate(form.children)} if form else {}
    children = sorted(node.children, key=lambda item: places.get(item.name, len(places)))
    return Node(
        node.name, node.attributes, node.text, [ordered(child, here) for child in children], node.line
    )


def narratives(
    name: str, texts: Mapping[str, str] | str, attributes: Mapping[str, str] | None = None
) -> Node:
    """An element that says something in words, in one or several languages."""
    values = {"": texts} if isinstance(texts, str) else texts
    children = [Node("narrative", {LANG: lang} if lang else {}, text) for lang, text in values.items()]
    return Node(name, dict(attributes or {}), "", children)


def codes(faults: Sequence[Fault]) -> set[tuple[str, str]]:
    """(code, element) of faults."""
    return {(fault.code, fault.element) for fault in faults}
