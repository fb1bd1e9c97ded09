"""`ifar lapsed`: list the parties whose personal data no adopted instrument and no hold keeps any longer, with the reasons."""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.management import CommandParser
from django.core.management.base import BaseCommand

from ifar import identifiers
from ifar.retention import labels, selectors
from ifar.rights import COMPARTMENTS, Actor

JOB: Final = Actor(
    kind="job",
    id="lapsed",
    name="lapsed",
    permissions=frozenset({"retention:lapsed:read"}),
    compartments=frozenset(COMPARTMENTS),
)


class Command(BaseCommand):
    help = "List whose personal data no law keeps any longer, and why; nothing is erased by it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for lapsed in selectors.lapsed(JOB):
            count += 1
            reasons = labels.lapse(lapsed.outlook)
            until = lapsed.outlook.kept.until
            if options["json"]:
                values = {
                    "party": lapsed.public_id,
                    "records": list(lapsed.records),
                    "kept_until": until.isoformat() if until else None,
                    "rules": list(lapsed.outlook.kept.because),
                    "reasons": reasons,
                }
                self.stdout.write(json.dumps(values, ensure_ascii=False))
            else:
                self.stdout.write(f"{identifiers.shown(lapsed.public_id)}  {' '.join(reasons)}")
        if not options["json"]:
            self.stdout.write(f"{count:,} lapsed. Propose their erasure on the page “What may lapse”.")
