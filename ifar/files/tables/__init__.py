"""Tables that somebody deposited, read safely: looked at, then staged into parts with every cell as text.

The reading happens in a confined process (`worker.py`); whatever a file does to it, the server only hears a reason.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from ifar.errors import Invalid
from ifar.files.confinement import Limits, Unreadable, answer_of, prepare, run, start
from ifar.files.labels import words_of
from ifar.files.tables import parts
from ifar.files.tables.layout import Layout, Look

__all__ = ["Layout", "Look", "Staged", "Staging", "look", "stage"]

log = logging.getLogger(__name__)
MEGABYTE: Final = 1024 * 1024
_WORKER: Final = "ifar.files.tables.worker"
_LIMIT_CODES: Final = {"time": "tables.time", "memory": "tables.memory", "crash": "tables.damaged"}


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged table: rows, blank rows left out, the first and last row of each part; `more`: it goes on after what was asked for."""

    rows: int
    blank: int
    parts: tuple[tuple[int, int], ...]
    more: bool = False


def look(path: Path, kind: str, given: Mapping[str, Any] | None = None) -> Look:
    """Look at the beginning of a deposited table.

    Args:
        kind: kind of the file, as `kinds.recognise` names it.
        given: what a person says instead of the guess: `encoding`, `delimiter`, `sheet`, `header`.

    Raises:
        Invalid: it cannot be read as a table; the words say why and what to do.
    """
    size = path.stat().st_size
    limits = Limits(seconds=_patience(size), memory=_memory(kind, size), output=MEGABYTE)
    arguments = ["look", str(path), kind, json.dumps(dict(given or {}))]
    try:
        result = Look.of(run(_WORKER, arguments, limits))
    except Unreadable as error:
        raise refused(error) from error
    prepare(_WORKER)  # what was looked at is looked at again, or staged, soon
    return result


def _patience(size: int) -> int:
    """Seconds for the beginning of a file: hardly one is needed, unless it is of a form that can only be read whole."""
    return 8 + size // (8 * MEGABYTE)


def _memory(kind: str, size: int) -> int:
    """Address space for the reader: a text is read in blocks, a sheet as a whole."""
    return 1536 * MEGABYTE if kind == "text" else min(1536 * MEGABYTE + 30 * size, 5 * 1024 * MEGABYTE)


def refused(error: Unreadable) -> Invalid:
    """The refusal in words of a reader that gave no table."""
    code = _LIMIT_CODES.get(error.code, error.code)
    if error.code == "crash":
        log.warning("tables: the reader crashed: %s", error.params.get("says", ""))
    return Invalid(code, words_of(code, error.params), params=error.params)


class Staging:
    """A table that is being staged by a confined process while its parts are used already."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, seconds: int) -> None:
        self._process = process
        self._folder = folder
        self._seconds = seconds
        self.staged: Staged | None = None

    def parts(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """The parts as they come, with their numbers.

        Raises:
            Invalid: the table turned out to be unreadable; the parts so far are worth nothing.
        """
        number = 0
        while True:
            path = parts.path_of(self._folder, number)
            if not path.exists():
                if self._process.poll() is None:
                    self._wait(0.01)
                    continue
                if not path.exists():
                    break
            yield number, pl.read_ipc(path)
            number += 1
        self.staged = self._result()

    def _wait(self, seconds: float) -> None:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def _result(self) -> Staged:
        output, errors = self._process.communicate()
        try:
            value = answer_of(self._process.returncode, output, errors)
        except Unreadable as error:
            raise refused(error) from error
        spans = tuple((first, last) for first, last in value["parts"])
        return Staged(value["rows"], value["blank"], spans, value["more"])


@contextmanager
def stage(path: Path, layout: Layout, folder: Path, most: int | None = None) -> Iterator[Staging]:
    """Stage a table into `folder`, which must be empty, in a confined process that ends with the block.

    Args:
        most: only so many rows of the table, in the time of a look: for whoever waits on a page. Whether it goes on says `Staged.more`.
    """
    size = path.stat().st_size
    kind = "text" if layout.format == "csv" else layout.format
    seconds = 60 + size // MEGABYTE if most is None else _patience(size)
    limits = Limits(seconds=seconds, memory=_memory(kind, size), output=512 * MEGABYTE)
    arguments = ["stage", str(path), json.dumps(dataclasses.asdict(layout)), str(folder)]
    if most is not None:
        arguments.append(str(most))
    process = start(_WORKER, arguments, limits)
    try:
        yield Staging(process, folder, limits.seconds)
    finally:
        process.kill()
        process.communicate()
