"""`ifar restore FILE`: bring a backup back, and prove that it is the register that was signed."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from ifar.errors import Conflict
from ifar.ledger import backup, offline, selectors, sessions
from ifar.ledger.management import programs
from ifar.ledger.verification import Memory, Options, verify
from ifar.progress import shown_progress


class Command(BaseCommand):
    help = "Bring database and files back from a backup into an empty database, and verify them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        home, address = Path(settings.IFAR_HOME), sessions.address("owner")
        origin = backup.read_manifest(options["file"]).origin
        if origin != settings.IFAR_LEDGER_NAME:
            raise Conflict(
                "ledger.restore.other",
                f"This is a backup of the log {origin}; set IFAR_LEDGER_NAME to it before restoring.",
            )
        manifest = backup.restore(options["file"], address, home / "files", programs=programs.folder(address))
        connections.close_all()
        call_command("migrate", verbosity=0)
        # Made from the register and in no backup; without it verification names what the search then refuses to answer.
        call_command("settle_marks", at_once=True, where_gone=True)
        checkpoint = manifest.checkpoint()
        pins = (
            ()
            if checkpoint is None
            else ((f"the backup's checkpoint of {manifest.at}", checkpoint.size, checkpoint.root),)
        )
        with shown_progress() as progress:
            report = verify(
                sessions.address("verifier"),
                origin=manifest.origin,
                memory=Memory.at(home),
                witnesses=selectors.witnesses(),
                options=Options(
                    whole=True,
                    workers=os.cpu_count() or 1,
                    trusted=manifest.key(),
                    pins=pins,
                    installation=sessions.installation(),
                    restored=True,
                ),
                now=dt.datetime.now(dt.UTC),
                progress=progress,
            )
        self.stdout.write(
            f"Restored {manifest.entries:,} entries and {len(manifest.members) - 1:,} files from {options['file']}."
        )
        if any(difference.kind == "rolled_back" for difference in report.differences):
            self.stdout.write(
                "Entries that were signed after this backup are missing. If no later backup or replica has them, the log cannot go "
                "on under its name: docs/operations.md tells how to open a new one that states the loss."
            )
        sys.exit(offline.print_report(report, as_json=False))
