"""`ifar oversight`: look for breaches now, as the worker does every night. What is found is told to the inspectorate and not to who runs this."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand
from django.utils import timezone

from ifar.oversight.services import breaches


class Command(BaseCommand):
    help = "Look for breaches of rules now; each becomes a matter of the inspectorate. Nothing of what is found is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=400, help="how many days back to look")

    def handle(self, *args: Any, **options: Any) -> None:
        breaches.look(timezone.now() - dt.timedelta(days=max(1, options["days"])))
        self.stdout.write("Looked. What was found stands with the inspectorate.")
