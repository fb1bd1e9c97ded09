"""`ifar paper-key`: the key that signs cards and seals printed papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ifar.documents import keys


class Command(BaseCommand):
    help = "The paper key: show it with its certificate, have the log's key certify it, or put a new one in its place."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser(
            "show", help="print the verifier key and its certificate, for whoever checks papers"
        )
        actions.add_parser("certify", help="certify the key by the log's key, where that one is")
        actions.add_parser("renew", help="destroy the key and make a new one; what it signed still verifies")

    def handle(self, *args: Any, **options: Any) -> None:
        home, log = Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME
        paper_key = keys.renew(home, log) if options["action"] == "renew" else keys.current(home, log)
        self.stdout.write(paper_key.key.verifier.encode())
        self.stdout.write(paper_key.certificate)
