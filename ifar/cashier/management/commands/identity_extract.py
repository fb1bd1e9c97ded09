"""`ifar identity-extract FILE`: make the extract that the counter asks out of a CSV table of the identity register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from ifar.cashier.registers import extract
from ifar.errors import Invalid


class Command(BaseCommand):
    requires_system_checks = []
    help = "Load an extract of the identity register from a CSV table (document, number, name, born, sex, country, status)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.IFAR_IDENTITY_EXTRACT)
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                count = extract.make(lines, target)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read as UTF-8: {error}") from error
        except Invalid as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} people. It is asked from now on where IFAR_IDENTITY_REGISTER=extract.")
