"""`ifar incidents`: try, and with `--load` load, what a source delivered, at the console; every row is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ifar import identifiers
from ifar.accounts.selectors import agencies
from ifar.errors import IfarError
from ifar.hotspots.feeds.labels import reason_in_words
from ifar.hotspots.feeds.reading import OUTCOMES
from ifar.hotspots.feeds.reading import Reason as Found
from ifar.hotspots.models import Trial
from ifar.hotspots.selectors.places import PRECISE
from ifar.hotspots.services import deliveries
from ifar.hotspots.services.sources import PERMISSION
from ifar.hotspots.services.writing import job
from ifar.rights import Actor


class Command(BaseCommand):
    help = "Try a file of incidents and say what would become of every row; with --load, load it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, metavar="H…", help="the source that delivered it")
        parser.add_argument("--office", required=True, metavar="A…", help="the office that takes it in")
        parser.add_argument(
            "--whole",
            action="store_true",
            help="it is all that the source has: what is missing was withdrawn",
        )
        parser.add_argument("--load", action="store_true", help="load it, and not only try it")
        parser.add_argument(
            "--accept",
            action="store_true",
            help="load it although something is wrong with the file as a whole",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        actor = _job(options["office"])
        source = identifiers.parse(options["source"], "H") or ""
        with override("en"):
            try:
                trial = deliveries.begin(
                    actor=actor, source=source, name=file.name, content=file, whole=options["whole"]
                )
                tried = deliveries.try_out(trial)
                self._tell(tried)
                if options["load"]:
                    made = deliveries.load(actor=actor, trial=str(tried.pk), accepts=options["accept"])
                    self.stdout.write(f"Loaded as {identifiers.shown(made)}.")
                else:
                    deliveries.give_up(actor=actor, trial=str(tried.pk))
            except IfarError as error:
                raise CommandError(
                    " ".join(str(reason.message or reason.code) for reason in error.reasons) or str(error)
                ) from error

    def _tell(self, tried: Trial) -> None:
        report = tried.report
        if tried.state != "tried":
            raise CommandError(
                " ".join(str(value["message"] or value["code"]) for value in report["refused"])
            )
        outcomes = ", ".join(f"{report['outcomes'][name]:,} {name.replace('_', ' ')}" for name in OUTCOMES)
        self.stdout.write(f"{report['rows']:,} rows: {outcomes}.")
        self.stdout.write(
            f"{report['incidents']:,} incidents: {report['fresh']:,} new, {report['revised']:,} revised, {report['same']:,} as before; "
            f"{report['withdrawn']:,} taken back."
        )
        for item in (*report["found"], *report["reasons"], *report["remarks"]):
            more = f" … and {item['more']:,} more" if item["more"] else ""
            rows = f"rows {item['rows']}{more}: " if item["rows"] else ""
            self.stdout.write(f"  {rows}{reason_in_words(Found(item['code'], (), item['params']))}")


def _job(office: str) -> Actor:
    agency = agencies.by_public_id(identifiers.parse(office, "A") or "")
    if agency is None:
        raise CommandError(f"There is no agency {office}.")
    return job("incidents", agency, PERMISSION, PRECISE)
