"""`ifar load_reference`: load ifar's own tables of facts, or a country's folder of the same shape."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ifar.errors import Invalid
from ifar.reference import services
from ifar.rights import Actor

JOB = Actor(kind="job", id="load_reference", permissions=frozenset({"reference:list:manage"}))


def account() -> str:
    """The account at the console: the one that sudo was called from, else the process's own; empty where it has no name."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except OSError:
        return ""


class Command(BaseCommand):
    help = "Load the reference data: ifar's own tables, or with --from a folder that extends or replaces lists. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            help="A folder of CSV files in the shape of ifar/reference/facts.",
        )
        parser.add_argument(
            "--origin",
            default="",
            help="The name under which this folder's rows are kept (default: its own name).",
        )
        parser.add_argument(
            "--operator",
            default="",
            help="Who loads it, as the ledger keeps it (default: the account at the console).",
        )
        parser.add_argument("--database", default="owner", help="The database alias of the owner.")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = options["operator"] or account()
        try:
            if options["folder"]:
                done = services.load_folder(
                    actor=JOB,
                    folder=options["folder"],
                    origin=options["origin"],
                    operator=operator,
                    using=options["database"],
                )
            else:
                done = services.load_own(actor=JOB, operator=operator, using=options["database"])
        except Invalid as error:
            lines = [str(reason.message) for reason in error.reasons]
            raise CommandError("\n".join([str(error), *lines])) from error
        if options["verbosity"] > 0:
            self._report(done)

    def _report(self, done: list[services.Loaded]) -> None:
        news = [item for item in done if item.added or item.changed or item.retired or item.kept_by]
        for loaded in news:
            if loaded.kept_by:
                self.stdout.write(f"{loaded.name}: left as it is, because {loaded.kept_by} replaced it")
            else:
                self.stdout.write(
                    f"{loaded.name}: version {loaded.version}, {loaded.added} new, {loaded.changed} changed, {loaded.retired} ended"
                )
        if not news:
            self.stdout.write("Reference data: nothing has changed.")
