"""Make the search keys of every mark anew, beside the live ones, and exchange them: `ifar rebuild-search-keys`."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand

from ifar.progress import shown_progress
from ifar.registry.search import rebuild

PHASES: Final = {
    "rows": "Keys of firearms",
    "ordering": "Marks put in order",
    "reading": "Marks for the index",
    "sorting": "Index of marks",
    "waiting": "Questions under way",
    "indexes": "Indexes",
    "changes": "Firearms that somebody wrote meanwhile",
}


class Command(BaseCommand):
    help = "Make the search keys of every mark anew; the search and all writing go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_progress(PHASES) as say:
            done = rebuild.rebuild(say)
        self.stdout.write(
            f"{done.firearms:,} firearms; {done.again:,} of them again, because somebody wrote meanwhile."
        )
