"""`ifar verify`: that the tables say what the log says, and that the log is the one that was signed and witnessed."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ifar.ledger import offline, selectors, sessions
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.keys import Keyring
from ifar.ledger.verification import Memory, Options, verify
from ifar.progress import shown_progress


class Command(BaseCommand):
    help = "Verify the register against its log; names each row that somebody altered. Exit code 1 where anything differs."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        offline.add_verify_arguments(parser)
        parser.add_argument(
            "--all", action="store_true", help="the whole log, not only what came since the last good run"
        )
        parser.add_argument("--offline", action="store_true", help="do not ask the witnesses")
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="processes that look at entries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(settings.IFAR_HOME)
        chosen = Options(
            whole=options["all"],
            workers=options["workers"],
            limit=options["limit"],
            ask_witnesses=not options["offline"],
            installation=sessions.installation(),
            trusted=VerifierKey.parse(options["key"]) if options["key"] else Keyring.published(home),
        )
        with tempfile.TemporaryDirectory() as folder, shown_progress() as progress:
            report = verify(
                sessions.address("verifier"),
                origin=settings.IFAR_LEDGER_NAME,
                memory=Memory.at(Path(folder) if options["no_memory"] else home),
                witnesses=selectors.witnesses(),
                options=chosen,
                now=dt.datetime.now(dt.UTC),
                progress=progress,
            )
        sys.exit(offline.print_report(report, as_json=options["json"]))
