"""Running a reader of foreign content in a process of its own, with hard limits on memory, processor time and output.

A workbook or a picture can be built to eat all memory, to run for ever or to crash the library that reads it. Here it can
take down only the process that reads it; the server gets a result, or one of a few reasons why there is none.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import runpy
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PACKAGE_FOLDER: Final = str(Path(__file__).resolve().parents[2])
_CRASHED: Final = frozenset({-6, -7, -9, -11, 134, 137, 139})
_MOST_ANSWER: Final = 16 * 1024 * 1024


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


def command(module: str, arguments: Sequence[str], limits: Limits) -> list[str]:
    """The command that runs a module confined: a process that limits itself before it loads the reader."""
    return [
        sys.executable,
        "-m",
        "ifar.files.confinement",
        json.dumps(dataclasses.asdict(limits)),
        module,
        *arguments,
    ]


def run(module: str, arguments: Sequence[str], limits: Limits) -> Any:
    """Run `python -m module arguments…` confined and return the JSON that it prints.

    A reader that refuses prints `{"refused": code, "params": {...}}`.

    Raises:
        Unreadable: it refused, passed a limit, or crashed.
    """
    try:
        done = subprocess.run(
            command(module, arguments, limits),
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("time", {"seconds": limits.seconds}) from error
    return answer_of(done.returncode, done.stdout, done.stderr)


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
        said = json.loads(output)
    except ValueError as error:
        raise Unreadable("crash") from error
    if isinstance(said, dict) and "refused" in said:
        raise Unreadable(said["refused"], said.get("params"))
    return said


if __name__ == "__main__":
    confined(Limits(**json.loads(sys.argv[1])))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
