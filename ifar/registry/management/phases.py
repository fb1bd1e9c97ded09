"""The bars of a long work on the search keys, one for each of its phases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


@contextmanager
def phases(names: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """Give what hears the phase, what is done and what there is to do (0 where nobody knows), and shows each phase under its name."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stdout)) as bar:
        tasks: dict[str, TaskID] = {}

        def say(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(names[phase], total=total or None)
            bar.update(tasks[phase], completed=done, total=total or None)

        yield say
