"""`ifar overdue-approvals`: emergencies that nobody countersigned in time; the exit code is for a monitor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ifar.accounts.selectors import proposals


class Command(BaseCommand):
    help = "List emergencies that nobody countersigned in time; fails if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(proposals.overdue())
        for one in found:
            self.stdout.write(
                f"{one.public_id} {one.act} by {one.proposer} at {one.agency.name}, due {one.countersign_by}"
            )
        if found:
            raise CommandError(f"{len(found)} emergencies wait for a countersignature that is overdue.")
        self.stdout.write("No countersignature is overdue.")
