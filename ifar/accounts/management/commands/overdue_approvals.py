"""`ifar overdue-approvals`: emergencies that nobody countersigned in time; the exit code is for a monitor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ifar.accounts.selectors import proposals


class Command(BaseCommand):
    help = "List emergencies that nobody countersigned in time; fails if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        overdue = list(proposals.overdue())
        for item in overdue:
            self.stdout.write(
                f"{item.public_id} {item.act} by {item.proposer} at {item.agency.name}, due {item.countersign_by}"
            )
        if overdue:
            raise CommandError(f"{len(overdue)} emergencies wait for a countersignature that is overdue.")
        self.stdout.write("No countersignature is overdue.")
