"""`ifar backup FILE`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ifar.ledger import backup, sessions
from ifar.ledger.management import programs


class Command(BaseCommand):
    help = "Write database and files to one file. It holds personal data and no private key; keep keys apart."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        address = sessions.address("owner")
        manifest = backup.back_up(
            options["file"],
            address,
            Path(settings.IFAR_HOME) / "files",
            origin=settings.IFAR_LEDGER_NAME,
            programs=programs.folder(address),
            now=dt.datetime.now(dt.UTC),
        )
        checkpoint = manifest.checkpoint()
        signed = f"{checkpoint.size:,} of them signed" if checkpoint else "none of them signed yet"
        self.stdout.write(
            f"{manifest.entries:,} entries, {signed}, and {len(manifest.members) - 1:,} files are in {options['file']}. "
            f"The keys in {Path(settings.IFAR_HOME) / 'keys'} are not: keep a copy of them in another safe place."
        )
