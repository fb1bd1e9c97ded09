"""`ifar openapi`: the description of the API as a file that clients are made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser

from ifar.api import api


class Command(BaseCommand):
    help = "Write the description of the API, which a running ifar gives at /api/openapi.json, to a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Where it is written.")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        options["file"].write_text(text, encoding="utf-8")
