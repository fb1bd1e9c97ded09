"""Compiles once, on every core, what several test processes would each compile for themselves before their first test: a fresh tree."""

from __future__ import annotations

import os
import py_compile
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import pytest
from _pytest.assertion import rewrite

ROOT: Final = Path(__file__).resolve().parents[1]
FEW: Final = 20
"""So many files each process compiles for itself: to begin others takes longer."""


def compile_once(config: pytest.Config) -> None:
    """Compile the tests, whose assertions pytest rewrites, and the modules of ifar that are not compiled yet."""
    rewritten = [path for path in _of("tests") if path.name.startswith(("test_", "conftest"))]
    plain = [path for path in (*_of("ifar"), *_of("tests")) if path not in set(rewritten)]
    waiting = [path for path in rewritten if not _rewritten_in(path).exists()]
    waiting += [path for path in plain if not Path(cache_from_source(str(path))).exists()]
    if len(waiting) <= FEW:
        return
    shares = os.cpu_count() or 1
    children = []
    for share in range(1, shares):
        child = os.fork()
        if not child:
            try:
                _compile(config, waiting[share::shares])
            finally:
                os._exit(0)
        children.append(child)
    _compile(config, waiting[::shares])
    for child in children:
        os.waitpid(child, 0)


def _of(folder: str) -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def _rewritten_in(path: Path) -> Path:
    return rewrite.get_cache_dir(path) / (path.stem + rewrite.PYC_TAIL)


def _compile(config: pytest.Config, paths: list[Path]) -> None:
    state = config.stash[rewrite.assertstate_key]
    for path in paths:
        if path.name.startswith(("test_", "conftest")):
            pyc = _rewritten_in(path)
            pyc.parent.mkdir(exist_ok=True)
            source, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, source, pyc)
        else:
            py_compile.compile(str(path), quiet=1)
