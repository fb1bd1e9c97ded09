"""Compiles once, on every core, what several test processes would each compile for themselves before their first test: a fresh tree."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from _pytest.assertion import rewrite

ROOT: Final = Path(__file__).resolve().parents[1]
FEW: Final = 20
"""So many files each process compiles for itself: to begin others takes longer."""


def compile_once() -> None:
    """Compile the tests, whose assertions pytest rewrites, and the modules of ifar that are not compiled yet.

    Each core has a process of its own, which is begun and not forked: whoever asks has threads.
    """
    if len(_waiting()) <= FEW:
        return
    shares = os.cpu_count() or 1
    begun = [
        subprocess.Popen([sys.executable, "-m", "tests.compiled", str(share), str(shares)], cwd=ROOT)
        for share in range(shares)
    ]
    for popen in begun:
        popen.wait()


def _waiting() -> list[Path]:
    return [path for path in (*_of("ifar"), *_of("tests")) if not _compiled_to(path).exists()]


def _of(folder: str) -> list[Path]:
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def _is_rewritten(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests") and path.name.startswith(("test_", "conftest"))


def _compiled_to(path: Path) -> Path:
    if _is_rewritten(path):
        return rewrite.get_cache_dir(path) / (path.stem + rewrite.PYC_TAIL)
    return Path(cache_from_source(str(path)))


def _compile(path: Path) -> None:
    if not _is_rewritten(path):
        py_compile.compile(str(path), quiet=1)
        return
    pyc = _compiled_to(path)
    pyc.parent.mkdir(exist_ok=True)
    source, code = rewrite._rewrite_test(path, None)  # type: ignore[arg-type]
    rewrite._write_pyc(SimpleNamespace(trace=str), code, source, pyc)  # type: ignore[arg-type]


def _share(share: int, shares: int) -> None:
    """Each process by the name of a file, not by its place among those that wait: others compile some meanwhile."""
    for number, path in enumerate((*_of("ifar"), *_of("tests"))):
        if number % shares == share and not _compiled_to(path).exists():
            _compile(path)


if __name__ == "__main__":
    _share(*map(int, sys.argv[1:]))
