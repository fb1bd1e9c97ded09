"""`ifar untranslated`: count the sentences that a language lacks; `--update` writes the new ones into the catalogues."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandParser, call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages

from ifar.languages import LANGUAGES, locale_of

COMPLETE: Final = LANGUAGES[1:]
"""English is the source; the others are complete with every piece of work."""
IGNORED: Final = (
    "var/*",
    "node_modules/*",
    ".venv/*",
    "tests/*",
    "benchmarks/*",
    "tools/*",
    "ifar/static/*",
    "docs/*",
    "ifar/locale/*",
)
SHOWN: Final = 40


class Command(BaseCommand):
    requires_system_checks = []
    help = "List sentences that a language lacks; --update writes new sentences into the catalogues."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true", help="write new sentences into ifar/locale")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["update"]:
            _collect(Path(settings.LOCALE_PATHS[0]))
            return
        missing = {language: list(_lacking(catalogue)) for language, catalogue in self._catalogues()}
        for language, messages in missing.items():
            for message in messages[:SHOWN]:
                self.stdout.write(f"{language}: {message}")
        total = sum(map(len, missing.values()))
        if total:
            raise CommandError(
                f"{total} sentences lack a translation. `ifar untranslated --update` writes them down."
            )
        self.stdout.write(f"Every sentence is translated: {', '.join(COMPLETE)}.")

    def _catalogues(self) -> Iterator[tuple[str, Catalog]]:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "locale"
            shutil.copytree(settings.LOCALE_PATHS[0], place)
            _collect(place)
            for language in COMPLETE:
                with (place / locale_of(language) / "LC_MESSAGES" / "django.po").open("rb") as file:
                    yield language, read_po(file, locale=locale_of(language))


class _Makemessages(makemessages.Command):
    """Django's own, which also finds sentences marked by the short names that modules give to gettext."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=lazy", "--keyword=_now"]


def _collect(place: Path) -> None:
    """Have Django's own tool write every marked sentence into the catalogues below `place`."""
    settings.LOCALE_PATHS = [str(place)]
    call_command(
        _Makemessages(),
        locale=list(map(locale_of, COMPLETE)),
        no_location=True,
        no_wrap=True,
        no_obsolete=True,
        ignore_patterns=list(IGNORED),
        verbosity=0,
    )


def _lacking(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if message.id and not _translated(message):
            sentence = message.id[0] if isinstance(message.id, tuple) else str(message.id)
            yield f'{sentence} (msgctxt "{message.context}")' if message.context else sentence


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not message.fuzzy and all(strings)
