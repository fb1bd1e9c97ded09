"""`ifar batch-reads`: the job that enters the log of reads into the ledger; the worker does the same every half minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ifar.accounts.services import reads


class Command(BaseCommand):
    help = "Enter the reads of personal data since the last run into the ledger, one leaf for each batch."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reads.batch()} reads entered the ledger.")
