from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from ifar.outbox import worker
from ifar.threads import beside


class Command(BaseCommand):
    """Deliver the outbox and run background jobs until interrupted."""

    help = "deliver the outbox and run background jobs until interrupted"
    requires_system_checks = ()  # `ifar migrate` has made them; they load every page

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the outbox's loop in a thread and Procrastinate's worker in this one."""
        stop = threading.Event()
        thread = beside(lambda: worker.run(stop), name="outbox")
        try:
            call_command("procrastinate", "worker", "--shutdown-graceful-timeout", "5")
        finally:
            stop.set()
            thread.join(timeout=10)
