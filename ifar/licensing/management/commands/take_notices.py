"""`ifar take-notices`: take in a feed of deaths, convictions, protection orders and doctors' notices."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ifar import identifiers
from ifar.accounts.selectors import agencies
from ifar.errors import IfarError
from ifar.licensing import notice_feed
from ifar.licensing.services import notices
from ifar.licensing.services.notices import NewNotice
from ifar.rights import Actor, compartments_of


class Command(BaseCommand):
    help = "Take in eligibility notices from a CSV or JSON file; one that surely means a holder stops their licences at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, metavar="A…", help="the agency that takes them in")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file() or file.stat().st_size > notice_feed.LARGEST:
            raise CommandError(
                f"There is no file {file}, or it is larger than {notice_feed.LARGEST:,} bytes."
            )
        actor = _job(options["office"])
        try:
            rows = notice_feed.rows_of(file.read_text(encoding="utf-8"))
        except (IfarError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        counted: Counter[str] = Counter()
        stopped = 0
        with override("en"):
            for line, row in notice_feed.numbered(rows):
                try:
                    taken = notices.take(actor=actor, new=_notice(row))
                except (IfarError, ValueError) as error:
                    counted["refused"] += 1
                    self.stderr.write(f"line {line}: {error}")
                else:
                    counted[taken.outcome] += 1
                    stopped += len(taken.licences)
        self.stdout.write(
            f"{len(rows)} notices: {counted['applied']} acted upon ({stopped} licences stopped), {counted['waiting']} wait for a person, "
            f"{counted['nobody']} mean nobody on record, {counted['known']} known before, {counted['refused']} refused."
        )
        if counted["refused"]:
            raise CommandError(f"{counted['refused']} lines were refused; each is named above.")


def _job(office: str) -> Actor:
    agency = agencies.by_public_id(identifiers.parse(office, "A") or "")
    if agency is None:
        raise CommandError(f"There is no agency {office}.")
    return Actor(
        kind="job",
        id="take_notices",
        name="take_notices",
        agency=agency.public_id,
        agency_id=agency.pk,
        agency_kind=agency.kind,
        permissions=frozenset({notices.TAKE}),
        compartments=compartments_of(agency.kind),
    )


def _notice(row: dict[str, str]) -> NewNotice:
    return NewNotice(
        row.get("ground", ""),
        row.get("source", ""),
        row.get("reference", ""),
        notice_feed.described(row),
        notice_feed.day(row.get("effective_on")),
    )
