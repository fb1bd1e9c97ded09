"""Readers of foreign files without a process of their own, for tests that ask what is done with what was read.

That a reader runs confined, and what its limits hold against, is asked in tests/files. A process that loads a reader costs a third of a
second of a processor, and reading a table takes three of them.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from ifar.files import confinement, tables
from ifar.files.confinement import Limits


@dataclass(frozen=True)
class Finished:
    """What stands for the process of a reader that has answered."""

    output: bytes
    returncode: int = 0

    def poll(self) -> int:
        """It has ended."""
        return self.returncode

    wait = kill = poll

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Its answer."""
        return self.output, b""


def _start(module: str, arguments: Sequence[str], limits: Limits) -> Finished:
    return Finished(json.dumps(importlib.import_module(module).main(list(arguments))).encode())


@pytest.fixture
def readers_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process."""
    for module in (confinement, tables):
        monkeypatch.setattr(module, "start", _start)
        monkeypatch.setattr(module, "prepare", lambda module: None)
