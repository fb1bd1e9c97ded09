"""Make the search keys of every mark anew, beside the live ones, and exchange them: `ifar rebuild-search-keys`."""

from __future__ import annotations

import sys
from typing import Any, Final

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ifar.registry import rebuild

PHASES: Final = {
    "rows": "Keys of firearms",
    "reading": "Marks for the index",
    "sorting": "Index of marks",
    "indexes": "Indexes",
    "changes": "Firearms that somebody wrote meanwhile",
}


class Command(BaseCommand):
    help = "Make the search keys of every mark anew; the search and all writing go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(file=sys.stdout)) as bar:
            tasks: dict[str, TaskID] = {}

            def say(phase: str, done: int, total: int) -> None:
                if phase not in tasks:
                    tasks[phase] = bar.add_task(PHASES[phase], total=total or None)
                bar.update(tasks[phase], completed=done, total=total or None)

            done = rebuild.rebuild(say)
        self.stdout.write(
            f"{done.firearms:,} firearms; {done.again:,} of them again, because somebody wrote meanwhile."
        )
