"""`ifar load-screening-list FILE`: load a sanctions or denial list, or a new version of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ifar.errors import IfarError
from ifar.messages import message_of
from ifar.reference.management.commands.load_reference import account
from ifar.rights import Actor
from ifar.trade.screening import lists
from ifar.trade.screening.screened import MANAGE
from ifar.trade.screening.services import screening

JOB = Actor(kind="job", id="load_screening_list", name="load_screening_list", permissions=frozenset({MANAGE}))


class Command(BaseCommand):
    help = "Load a sanctions or denial list: the Security Council's consolidated list in XML, or a table in CSV. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--list", dest="code", required=True, help="its short name: un-sc, national …")
        parser.add_argument("--title", default="", help="what it is called; needed the first time")
        parser.add_argument(
            "--columns",
            default="",
            help="of a table that calls its columns otherwise: name=Full name,aliases=AKA",
        )
        parser.add_argument("--operator", default="", help="who loads it, as the ledger keeps it apart")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file() or file.stat().st_size > lists.MOST_BYTES:
            raise CommandError(f"There is no file {file}, or it is larger than {lists.MOST_BYTES:,} bytes.")
        try:
            with override("en"):
                done = screening.load_list(
                    actor=JOB,
                    content=file.read_bytes(),
                    code=options["code"],
                    title=options["title"] or screening.title_of(options["code"]),
                    columns=options["columns"],
                    operator=options["operator"] or account(),
                )
        except IfarError as error:
            raise CommandError(message_of(error)) from error
        if not done.is_new:
            self.stdout.write("Nothing has changed.")
        else:
            self.stdout.write(
                f"{done.entries:,} entries, {done.added:,} new, {done.gone:,} gone. Open authorisations are screened again by the worker."
            )
