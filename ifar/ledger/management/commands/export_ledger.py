"""`ifar export-ledger FILE`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ifar.ledger import export, sessions
from ifar.progress import shown_progress


class Command(BaseCommand):
    help = "Write the whole log to one file that verifies without this register: ifar verify --export FILE."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with shown_progress() as progress:
            size = export.write(
                sessions.address("verifier"),
                options["file"],
                origin=settings.IFAR_LEDGER_NAME,
                now=dt.datetime.now(dt.UTC),
                progress=lambda done, of: progress("entries", done, of),
            )
        self.stdout.write(
            f"{size:,} entries are in {options['file']}. Verify it with: ifar verify --export {options['file']}"
        )
