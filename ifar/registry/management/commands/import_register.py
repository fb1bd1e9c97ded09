"""`ifar import-register`: take in an older register from a file, by two people at the console."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console
from rich.table import Table

from ifar.accounts.models import User
from ifar.accounts.selectors.actors import actor_of
from ifar.accounts.services import proposals
from ifar.accounts.services.signin import signed_in
from ifar.errors import Invalid
from ifar.files.tables.layout import Look
from ifar.progress import shown_progress
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.labels.imports import OUTCOMES, PHASES
from ifar.registry.models import Import
from ifar.registry.selectors import imports as selectors
from ifar.registry.services import imports
from ifar.rights import Actor


class Command(BaseCommand):
    help = "Import an older register from CSV or Excel: one person prepares it, another releases it; prints a report that adds up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="NAME", help="who prepares it (a data steward)")
        parser.add_argument(
            "--released-by", metavar="NAME", help="who releases it; without it the import is only tried"
        )
        parser.add_argument(
            "--reason", default="Import of an older register", help="why, for the person who releases it"
        )
        parser.add_argument(
            "--mapping", type=Path, help="which column says what, as JSON; else the saved or suggested one"
        )
        parser.add_argument("--report", type=Path, help="write the report here, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        console = Console(file=sys.stdout)
        steward = _signed_in(options["by"])
        head = _signed_in(options["released_by"]) if options["released_by"] else None
        batch = _prepared(steward, options["file"], options["mapping"], console)
        with shown_progress(PHASES) as say:
            imports.begin_trial(actor=steward, batch=batch)
            imports.work(batch, say)
            if head is not None and Import.objects.get(public_id=batch).counts.get("ready"):
                asked = imports.propose(actor=steward, batch=batch, reason=options["reason"])
                proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
                imports.work(batch, say)
        report = report_of(Import.objects.get(public_id=batch))
        _print(console, report)
        if options["report"]:
            options["report"].write_text(json.dumps(report, indent=1, ensure_ascii=False))
        connection.close()
        if report["status"] == "failed":
            raise CommandError("The file could not be taken in; the import says why.")


def _signed_in(name: str) -> Actor:
    """The person of this name, who types the password now; without a terminal it is one line of the standard input."""
    user = User.objects.filter(username=name, is_active=True).first()
    password = (
        getpass.getpass(f"Password of {name}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    if user is None or not user.check_password(password):
        raise CommandError(f"This name and password do not open the register: {name}.")
    return actor_of(
        user_id=user.pk,
        public_id=user.public_id,
        name=user.name,
        agency_id=user.current_agency_id,
        session=signed_in(user, by=["password"], session=""),
    )


def _prepared(steward: Actor, file: Path, mapping: Path | None, console: Console) -> str:
    batch = imports.receive(actor=steward, name=file.name, content=file)
    if batch.problem:
        raise Invalid(str(batch.problem.get("code", "import.unreadable")), str(batch.problem))
    if mapping is not None:
        chosen = ColumnMapping.of(json.loads(mapping.read_text()))
    else:
        look = Look.of(batch.look)
        chosen, is_own = selectors.proposed_mapping(steward, look)
        if not is_own and selectors.is_date_order_open(chosen, look):
            console.print(
                "No date in the first rows shows whether the day or the month comes first: the day is taken."
                ' `--mapping` says another order ("order": "mdy").',
                style="yellow",
            )
    imports.set_mapping(actor=steward, batch=batch.public_id, mapping=chosen)
    return batch.public_id


def report_of(batch: Import) -> dict[str, Any]:
    """The import in figures: rows by outcome, which add up to the rows of the file; flagged ones are among those taken in."""
    return {
        "import": batch.public_id,
        "file": batch.name,
        "status": batch.status,
        "rows": batch.rows,
        "blank": batch.blank,
        "counts": dict(batch.counts),
        "flagged": batch.flagged,
        "holders": batch.holders,
        "reasons": dict(batch.reasons),
        "remarks": dict(batch.remarks),
        "adds_up": sum(batch.counts.values()) == batch.rows,
    }


def _print(console: Console, report: Mapping[str, Any]) -> None:
    table = Table(title=f"{report['file']} · {report['import']} · {report['status']}")
    table.add_column("Rows")
    table.add_column("Number", justify="right")
    for outcome, number in report["counts"].items():
        table.add_row(str(OUTCOMES.get(outcome, outcome)), f"{number:,}")
    table.add_row("all rows of the file", f"{report['rows']:,}", style="bold")
    table.add_row("of those taken in, possible duplicates", f"{report['flagged']:,}")
    table.add_row("holders registered", f"{report['holders']:,}")
    console.print(table)
