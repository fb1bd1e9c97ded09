"""`ifar books-copy`: write the daily copies of the bound books that are due, or check one against the log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ifar.books.services import copies


class Command(BaseCommand):
    requires_system_checks = []
    help = "Write the copies of the bound books that are due, that of one day (--day), those of all days (--all), or say of which day the log knows a file (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=dt.date.fromisoformat)
        parser.add_argument("--all", action="store_true")
        parser.add_argument("--check", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            try:
                row = copies.sealed(options["check"].read_bytes())
            except OSError as error:
                raise CommandError(f"{options['check']} cannot be read: {error}") from error
            if row is None:
                raise CommandError(
                    f"{options['check']} is no copy that the log knows: it was altered, or comes from another register."
                )
            day, count = row
            anew = f" It knows {count} of that day, which say different things." if count > 1 else ""
            self.stdout.write(f"{options['check']} is the copy of {day}, as the log says.{anew}")
            return
        place = copies.folder()
        if place is None:
            raise CommandError("IFAR_BOOKS_COPY names no folder.")
        if options["day"] and options["day"] >= timezone.localdate():
            raise CommandError(
                f"{options['day']} is not over: what is entered until its end would stand in no copy."
            )
        if options["day"]:
            done = [copies.copy(options["day"], place)]
        else:
            done = copies.copy_all() if options["all"] else copies.copy_due()
        for copied in done:
            self.stdout.write(
                f"{copied.path}: {copied.lines:,} lines of {copied.books:,} books, SHA-256 {copied.sha256}"
            )
        if not done:
            self.stdout.write("Every day has its copy.")
