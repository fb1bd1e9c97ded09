"""`ifar hotspots scan`: look for signals at the console, as the worker does every night, and wait for what comes of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ifar.accounts.selectors import agencies
from ifar.errors import IfarError
from ifar.hotspots import detection_run
from ifar.hotspots.models import Run
from ifar.hotspots.selectors.tables import LAYERS, UNITS
from ifar.hotspots.services import runs
from ifar.hotspots.services.writing import job
from ifar.ledger import services as ledger


class Command(BaseCommand):
    help = "Look for signals in the incidents that an office may see, raise alerts, and print what was found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["scan"])
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--office", metavar="A…", help="the office that looks")
        whose.add_argument(
            "--again",
            metavar="H…",
            help="a run that is done: look again as it did, keep nothing, say whether it finds the same",
        )
        parser.add_argument("--layer", choices=sorted(LAYERS), default="area", help="what places are (area)")
        parser.add_argument("--unit", choices=UNITS, default="week", help="of time (week)")
        parser.add_argument(
            "--first", type=dt.date.fromisoformat, metavar="DAY", help="two years before the last day"
        )
        parser.add_argument("--last", type=dt.date.fromisoformat, metavar="DAY", help="yesterday")
        parser.add_argument("--signals", default=",".join(detection_run.BY_CLOCK), help="kinds of signals, with commas (what is asked every night)")  # fmt: skip
        parser.add_argument("--seed", type=int, default=1, help="of everything drawn (1)")
        parser.add_argument("--replicates", type=int, default=199, help="of scans and permutations (199)")
        parser.add_argument("--least", type=int, default=5, help="cases that a finding needs at least (5)")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def _done_again(self, public_id: str) -> None:
        run = Run.objects.filter(public_id=public_id, state="done").first()
        if run is None:
            raise CommandError("There is no such run that is done.")
        same_inputs, same_result = runs.done_again(run)
        if same_inputs and same_result:
            self.stdout.write(f"{public_id}: the same inputs, the same result")
        elif same_inputs:
            raise CommandError(
                f"{public_id}: the same inputs, another result: it was altered, or the method, the thresholds or the version changed."
            )
        else:
            raise CommandError(
                f"{public_id}: other inputs: incidents, boundaries or populations came or were taken back since."
            )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            self._done_again(options["again"])
            return
        office = agencies.by_public_id(options["office"])
        if office is None:
            raise CommandError("There is no such office.")
        actor = job("console", office, runs.MAKE)
        period = runs.defaults(ledger.now().date(), options["last"])
        with override("en"):
            try:
                made = runs.ask_run(
                    actor=actor, layer=options["layer"], unit=options["unit"], first=options["first"] or period["first"],
                    last=period["last"], wanted=options["signals"].split(","),
                    parameters={name: options[name] for name in ("seed", "replicates", "least")},
                )  # fmt: skip
                run = runs.carry_out(Run.objects.select_related("agency").get(public_id=made))
            except IfarError as error:
                raise CommandError(str(error)) from error
        if run.state == "failed":
            raise CommandError(run.reason)
        if options["json"]:
            self.stdout.write(json.dumps(run.findings, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{run.public_id}: {run.counted['cases']} cases, {len(run.findings)} findings, {run.raised} new alerts, {run.again} found again"
        )
        for row in run.findings:
            self.stdout.write(
                f"{row['signal']:18} {row['first']} {row['last']} observed {row['observed']:>5} expected {row['expected'] or '-':>9} "
                f"p {row['p'] or '-':>7} level {row['level']:8} {', '.join(row['members'][:4])}"
            )
