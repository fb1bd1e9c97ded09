"""`ifar demo`: load the demonstration country into an empty register, or print its sign-ins."""

from __future__ import annotations

from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ifar.demonstration import accounts, country, loading


class Command(BaseCommand):
    help = "Load the demonstration country (invented) into an empty register, and print who signs in. May be repeated."
    requires_system_checks = ()  # `ifar migrate` has made them; they load every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--firearms",
            type=int,
            default=loading.FIREARMS,
            help=f"How many firearms, where the country does not stand yet; at most {loading.MOST}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and not settings.TESTING:
            raise CommandError(
                "The demonstration country is loaded only with IFAR_DEMO=1, never into a real register."
            )
        if not 0 < options["firearms"] <= loading.MOST:
            raise CommandError(f"Between 1 and {loading.MOST} firearms.")
        console = Console(file=cast(IO[str], self.stdout), no_color=options["no_color"], soft_wrap=True)
        if not loading.is_complete():
            _load(console, options["firearms"], quiet=options["verbosity"] == 0)
        if options["verbosity"]:
            console.print(_sign_ins())


def _load(console: Console, firearms: int, *, quiet: bool) -> None:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, disable=quiet) as progress:
        tasks: dict[str, Any] = {}

        def say(part: str, done: int, of: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(f"{country.NAMES['en']}: {part}", total=of)
            progress.update(tasks[part], completed=done)

        loading.load(firearms=firearms, say=say)


def _sign_ins() -> Table:
    offices = {office.key: office.name for office in country.offices()}
    table = Table(title=f"{country.NAMES['en']} (invented). Everybody's password: {country.PASSWORD}")
    for heading in ("Sign in as", "Name", "Role", "Office"):
        table.add_column(heading)
    for person in country.people():
        if person.shown:
            table.add_row(person.username, person.name, ", ".join(person.roles), offices[person.office])
    for username, name in accounts.sign_ins():
        table.add_row(username, name, "holder", "")
    return table
