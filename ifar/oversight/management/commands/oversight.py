"""`ifar oversight`: look for breaches and signals now, as the worker does every night. What is found is told to the inspectorate and not to who runs this."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand
from django.utils import timezone

from ifar.oversight.breaches import found
from ifar.oversight.selectors import reading
from ifar.oversight.services import breaches, signals


class Command(BaseCommand):
    help = "Look for breaches and signals now; a breach becomes a matter of the inspectorate, a signal stands on its list. Nothing of what is found is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=400, help="how many days back to look")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = reading.read(timezone.now() - dt.timedelta(days=max(1, options["days"])))
        breaches.raise_found(found(facts))
        signals.refresh(facts)
        self.stdout.write("Looked. What was found stands with the inspectorate.")
