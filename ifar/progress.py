"""How far a long command has come: one bar for each of its phases, on a terminal and nowhere else.

A pipe, a log and a job of the system get what the command says, and no bars between its lines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

Say = Callable[[str, int, int], None]
"""Hears the phase, how much of it is done, and of how much (0 where nobody knows)."""
QUIET_SECONDS: Final = 2.0
"""What is done sooner shows no bars."""


@contextmanager
def shown_progress(names: Mapping[str, object] | None = None) -> Iterator[Say]:
    """Give what hears of the progress, and show it on the terminal of stderr.

    Args:
        names: phase -> how it is called in front of its bar; by its own name where none is given.
    """
    began = time.monotonic()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bars = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    tasks: dict[str, TaskID] = {}

    def say(phase: str, done: int, of: int) -> None:
        if not tasks and time.monotonic() - began < QUIET_SECONDS:
            return
        if not tasks:
            bars.start()
        if phase not in tasks:
            tasks[phase] = bars.add_task(str((names or {}).get(phase, phase)), total=of or None)
        bars.update(tasks[phase], completed=done, total=of or None)

    try:
        yield say
    finally:
        if tasks:
            bars.stop()
