"""A module that says of itself that it is pure imports nothing that asks a database or answers a request, and of ifar only modules that say the same."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import ifar

ROOT: Final = Path(ifar.__file__).parent
ASKS: Final = frozenset({"allauth", "django", "granian", "ninja", "procrastinate", "psycopg"})
"""Libraries that ask a database, or answer a request."""


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


FILES: Final = dict(_modules())


@functools.cache
def _is_pure(name: str) -> bool:
    path = FILES.get(name)
    if path is None:
        return False
    text = path.read_text("utf-8")
    # A package that says nothing and does nothing is the name of its modules alone.
    if not text.strip():
        return path.name == "__init__.py"
    # Every process that collects the tests asks this of every module: parsed is only what may say it.
    return "Pure." in text and (ast.get_docstring(ast.parse(text)) or "").rstrip().endswith("Pure.")


PURE: Final = [name for name in FILES if _is_pure(name) and FILES[name].read_text("utf-8").strip()]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in FILES else node.module


def test_there_are_rules() -> None:
    assert len(PURE) > 150


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_imports_nothing_else(name: str) -> None:
    for imported in _imports(FILES[name]):
        top = imported.partition(".")[0]
        if top == "ifar":
            assert _is_pure(imported), f"{imported} does not say that it is pure"
        else:
            assert top not in ASKS, imported
