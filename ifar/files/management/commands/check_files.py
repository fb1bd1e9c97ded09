"""`ifar check-files`: hash every deposited content again and name those that are missing or changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ifar.files import selectors, services, store


class Command(BaseCommand):
    help = "Hash every deposited file again and name those that are missing or changed."

    def handle(self, *args: Any, **options: Any) -> None:
        store.sweep()
        services.remove_erased()
        damaged = list(services.damaged())
        for sha256 in damaged:
            self.stdout.write(f"{sha256}: missing, or not what was deposited")
        if damaged:
            raise CommandError(
                f"{len(damaged)} files are damaged. Keep everything as it is and restore them from a backup."
            )
        self.stdout.write(f"{selectors.all_contents().count()} files are as they were deposited.")
