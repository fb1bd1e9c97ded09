"""Running a reader of foreign content in a process of its own, with hard limits on memory, processor time and output.

A workbook or a picture can be built to eat all memory, to run for ever or to crash the library that reads it. Here it can
take down only the process that reads it; the server gets a result, or one of a few reasons why there is none.
"""

from __future__ import annotations

import atexit
import dataclasses
import importlib
import json
import os
import resource
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PACKAGE_FOLDER: Final = str(Path(__file__).resolve().parents[2])
_CRASHED: Final = frozenset({-6, -7, -9, -11, 134, 137, 139})
_MOST_ANSWER: Final = 16 * 1024 * 1024
IDLE: Final = 120
"""Seconds for which a process waits for a file; then it ends, so that nothing idle holds memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Wall-clock and processor seconds, bytes of address space, bytes of any one file that it writes."""

    seconds: int
    memory: int
    output: int


class Unreadable(Exception):
    """The reader gave no result. `code` is the reader's own reason, or `time`, `memory` or `crash`."""

    def __init__(self, code: str, params: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params = params or {}


def environment() -> dict[str, str]:
    """What a confined process gets of our environment: no secret, no address of a database, one thread."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TZ")}
    return {**kept, "PYTHONPATH": _PACKAGE_FOLDER, "POLARS_MAX_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def confined(limits: Limits) -> None:
    """Take the limits upon the process that calls it, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


# Starting ---------------------------------------------------------------------------------------------------------------

_SPARES: dict[str, subprocess.Popen[bytes]] = {}
"""Module -> a process that has loaded it and waits for the first file it is told of; it reads that one and ends."""
_TAKING: Final = threading.Lock()


def prepare(module: str) -> None:
    """Have a process load a reader ahead of its first file: loading takes longer than reading most files."""
    with _TAKING:
        spare = _SPARES.get(module)
        if spare is None or spare.poll() is not None:
            _SPARES[module] = _loading(module)


def start(module: str, arguments: Sequence[str], limits: Limits) -> subprocess.Popen[bytes]:
    """Have the `main` of a module run in a process of its own, which takes the limits upon itself before it hears of the file."""
    content = json.dumps([dataclasses.asdict(limits), list(arguments)]).encode() + b"\n"
    with _TAKING:
        spare = _SPARES.pop(module, None)
    if spare is not None and spare.poll() is None and _was_sent(spare, content):
        return spare
    fresh = _loading(module)
    _was_sent(fresh, content)
    return fresh


def _loading(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ifar.files.confinement", module],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _was_sent(process: subprocess.Popen[bytes], content: bytes) -> bool:
    """Whether a waiting process could be told what to read; one that waited too long is gone by then."""
    stdin, process.stdin = process.stdin, None
    assert stdin is not None
    try:
        stdin.write(content)
        stdin.close()
    except BrokenPipeError:
        process.wait()
        return False
    return True


def _forget_spares() -> None:
    """Spares belong to the process that started them: a child of a fork starts its own."""
    _SPARES.clear()


@atexit.register
def _end_spares() -> None:
    for spare in _SPARES.values():
        spare.kill()
        spare.communicate()


os.register_at_fork(after_in_child=_forget_spares)


def run(module: str, arguments: Sequence[str], limits: Limits) -> Any:
    """Run a module's `main` confined and return what it answers, which must be JSON.

    A reader that refuses answers `{"refused": code, "params": {...}}`.

    Raises:
        Unreadable: it refused, passed a limit, or crashed.
    """
    process = start(module, arguments, limits)
    try:
        output, errors = process.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("time", {"seconds": limits.seconds}) from error
    finally:
        process.kill()
        process.communicate()
    return answer_of(process.returncode, output, errors)


def answer_of(code: int, output: bytes, errors: bytes) -> Any:
    """What a finished reader said.

    Raises:
        Unreadable: see `run`.
    """
    if code == -24:  # SIGXCPU
        raise Unreadable("time")
    if b"MemoryError" in errors or b"memory allocation" in errors or b"Cannot allocate memory" in errors:
        raise Unreadable("memory")
    if code in _CRASHED or code == -25 or len(output) > _MOST_ANSWER:
        raise Unreadable("memory" if code in (-9, -25, 137) else "crash")
    if code:
        raise Unreadable("crash", {"says": errors.decode(errors="replace")[-300:]})
    try:
        data = json.loads(output)
    except ValueError as error:
        raise Unreadable("crash") from error
    if isinstance(data, dict) and "refused" in data:
        raise Unreadable(data["refused"], data.get("params"))
    return data


# In the confined process ------------------------------------------------------------------------------------------------


def _confined_main(module: str) -> None:
    """Load a reader, wait to be told of a file, take the limits, read, answer."""
    reader = importlib.import_module(module)
    if not select.select([sys.stdin], [], [], IDLE)[0] or not (readline := sys.stdin.readline()):
        return
    limits, arguments = json.loads(readline)
    confined(Limits(**limits))
    json.dump(reader.main(arguments), sys.stdout)


if __name__ == "__main__":
    _confined_main(sys.argv[1])
