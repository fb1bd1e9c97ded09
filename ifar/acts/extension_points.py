"""Extension points: what an app asks of those above it, and who answers, read out of the source.

Imports go one way. An app that must know something of those above it has a function `provide…` that takes the answer when the programs
start, in the one module `extensions.py` of each app that answers. `ifar acts` writes `docs/extension-points.md` from here.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

SOURCE: Final = Path(__file__).resolve().parents[1]
"""The package `ifar`."""
APART: Final = ("embedded", "migrations")
"""Folders that ask nothing of an app."""
_VERB: Final = "provide"
"""How the name of an extension point begins."""


class Point(NamedTuple):
    """A function that takes answers: its module, its name, what it asks for (the first paragraph of its docstring), and the apps that answer."""

    module: str
    name: str
    asks: str
    answered_by: tuple[str, ...]

    @property
    def app(self) -> str:
        """The app that asks."""
        return self.module.split(".")[1]


def points() -> list[Point]:
    """Every extension point of the house, in the order of their modules. Reads all sources: for documentation and tests."""
    modules = dict(_modules())
    result = {
        (module, function_def.name): (ast.get_docstring(function_def) or "")
        .split("\n\n")[0]
        .replace("\n", " ")
        for module, tree in modules.items()
        for function_def in tree.body
        if isinstance(function_def, ast.FunctionDef)
        and (function_def.name == _VERB or function_def.name.startswith(f"{_VERB}_"))
    }
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in modules.items():
        for key in _spoken_of(tree):
            if key in result and key[0] != module:
                answers[key].add(module.split(".")[1])
    return [Point(*key, asks, tuple(sorted(answers[key]))) for key, asks in sorted(result.items())]


def page() -> Iterator[str]:
    """The lines of `docs/extension-points.md`."""
    yield "# Extension points"
    yield ""
    yield "Made by `ifar acts` from the sources; do not edit. An app that must know something of those above it has a function `provide…` for it;"
    yield "they call it when the programs start, in their `extensions.py`."
    app = ""
    for point in points():
        if point.app != app:
            app = point.app
            yield from ("", f"## {app}", "", "| Point | Asks for | Answered by |", "|---|---|---|")
        where = point.module.split(".", 2)[2]
        yield f"| `{where}.{point.name}` | {point.asks.replace('|', '/')} | {', '.join(point.answered_by)} |"


def _modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules in which the verb stands at all."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if not set(parts) & set(APART):
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text("utf-8")
            if _VERB in text:  # one of twenty: reading the others into a tree would find nothing
                yield name, ast.parse(text)


def _spoken_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) of what a file speaks of through its imports."""
    local = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield local.get(node.value.id, ""), node.attr
        elif isinstance(node, ast.Name):
            module, _, name = local.get(node.id, "").rpartition(".")
            yield module, name


def _imported(tree: ast.Module) -> Mapping[str, str]:
    """Names of a file -> the dotted names that they were imported from."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
