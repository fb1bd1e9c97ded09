"""Let the newest marks settle, and make the index of settled ones anew: `ifar settle-marks`."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from ifar.progress import shown_progress
from ifar.registry.search import index_compaction

PHASES: Final = {
    "ordering": "Marks put in order",
    "reading": "Marks of the register",
    "sorting": "Index of marks",
    "waiting": "Questions under way",
    "settling": "New marks",
}


class Command(BaseCommand):
    help = "Make the index of marks anew and let the newest marks settle; the search and all writing go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="Do not wait until questions that are under way are answered: nobody searches now.",
        )
        parser.add_argument(
            "--where-gone",
            action="store_true",
            help="Do nothing unless the index that the register counts on is not there, as after a restore.",
        )

    def handle(self, *args: Any, at_once: bool, where_gone: bool, **options: Any) -> None:
        if where_gone and not index_compaction.is_gone():
            return
        with shown_progress(PHASES) as say:
            done = index_compaction.settle(say, grace=0 if at_once else None)
        self.stdout.write(f"{done.marks:,} marks in the index; {done.newly:,} of them settled now.")
