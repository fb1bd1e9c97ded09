"""`ifar lifecycle-table`: the life cycle's table as a page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ifar.registry.lifecycle.publication import markdown


class Command(BaseCommand):
    help = "Print the life cycle's table as Markdown, or write it to a file such as docs/lifecycle.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write", type=Path, metavar="FILE", help="Write it to this file instead of printing it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            options["write"].write_text(markdown(), encoding="utf-8")
        else:
            self.stdout.write(markdown(), ending="")
