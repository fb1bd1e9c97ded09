"""`ifar iati-export`: the programme as files of IATI 2.03, judged before they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.core.management import CommandParser
from django.core.management.base import BaseCommand
from django.utils import timezone

from ifar.programme.selectors import exporting
from ifar.rights import Actor

JOB: Final = Actor(
    kind="job",
    id="iati-export",
    name="iati-export",
    permissions=frozenset({"programme:strategy:read", "programme:fund:read"}),
)


class Command(BaseCommand):
    help = "Write the programme as files of IATI 2.03: activities.xml and organisation.xml. Nothing is written that is not valid."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        now = timezone.now()
        for name, make in (("activities", exporting.activities), ("organisation", exporting.organisation)):
            made = make(JOB, now)
            (folder / f"{name}.xml").write_bytes(made.content)
            by = "the published schema and ruleset" if made.verdict.by_schema and made.verdict.by_ruleset else "ifar's own table only: the published schema or ruleset is not at hand (IFAR_IATI_FOLDER)"  # fmt: skip
            self.stdout.write(f"{folder / name}.xml: valid by {by}.")
            for fault in made.verdict.faults:
                self.stdout.write(f"  {fault.severity}: {fault}")
            for reference, fault in made.left_out:
                self.stdout.write(f"  left out: {reference}: {fault}")
