"""`ifar acts`: every declared act as the documentation publishes it, with its states, its guards and who hears of it; what the database
refuses by its own hand; the extension points of all apps; and the first schema of each new act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandParser
from django.core.management.base import CommandError
from django.utils import translation

from ifar.acts import Act, Acts, Condition, Guard, declared, extension_points, refusals
from ifar.acts.schemas import written_down

FOLDER: Final = Path(__file__).resolve().parents[4] / "docs" / "acts"


class Command(BaseCommand):
    help = "Write docs/acts/, docs/extension-points.md and the first schema of each new act; with --check only say whether it is up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if a file is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            pages = {FOLDER / f"{acts.prefix}.md": "\n".join(page(acts)) + "\n" for acts in declared()}
        pages[FOLDER / "database.md"] = "\n".join(refusals.page()) + "\n"
        pages[FOLDER.parent / "extension-points.md"] = "\n".join(extension_points.page()) + "\n"
        schemas = {acts.schema_file: text for acts in declared() if (text := written_down(acts))}
        stray = set(FOLDER.glob("*.md")) - pages.keys()
        old = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
        if not options["check"]:
            FOLDER.mkdir(exist_ok=True)
            for path in stray:
                path.unlink()
            for path in old:
                path.write_text(pages[path], "utf-8")
            for path, text in schemas.items():
                path.write_text(text, "utf-8")
        elif old or stray or schemas:
            names = ", ".join(sorted(path.name for path in (*old, *stray, *schemas)))
            raise CommandError(f"What follows from the acts is out of date ({names}); run `ifar acts`.")


def page(acts: Acts) -> Iterator[str]:
    """The lines of one app's page."""
    yield f"# Acts of {acts.prefix}"
    yield ""
    yield f"Made by `ifar acts` from `ifar/{acts.app}/`; do not edit. What the database function `{acts.functions}_check` asks besides stands in its file."
    for record in acts.records.values():
        mine = [act for act in acts.acts.values() if act.record_type == record.name]
        yield from ("", f"## {record.name}", "", "```mermaid", "stateDiagram-v2")
        yield from sorted(_arrows(mine))
        yield from ("```", "", "| Act | People | Sets | Asked for | Hears of it |", "|---|---|---|---|---|")
        for act in mine:
            conditions = dict.fromkeys((*(_guard(acts, guard) for guard in act.guards), *_rest(act)))
            asked = "<br>".join(conditions) or "–"
            columns = ", ".join((*act.columns, *act.opening)) or "–"
            yield f"| {act.kind} | {act.people} | {columns} | {asked} | {act.hears or '–'} |"


def _arrows(mine: list[Act]) -> Iterator[str]:
    for act in mine:
        for before, after in act.transitions.items():
            yield f"    {before or '[*]'} --> {after}: {act.kind}"


def _guard(acts: Acts, guard: Guard) -> str:
    when = " and ".join(_condition(condition) for condition in guard.when)
    article = f" ({guard.article})" if guard.article else ""
    words = str(acts.words.of(guard.code))
    return f"{f'If {when}: ' if when else ''}{words}{article}"


def _condition(condition: Condition) -> str:
    values = " or ".join(f"`{amount}`" if str(amount) else "empty" for amount in condition.values)
    return f"`{condition.column}` is {'not ' if condition.differs else ''}{values}"


def _rest(act: Act) -> Iterator[str]:
    if act.rule:
        yield f"its rule, version {act.rule.newest}"
    if act.decided_by:
        yield f"follows from `{act.decided_by}`"
    if act.article:
        yield act.article
