"""`ifar sequence`: the sequencer, and with it the asking of witnesses."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ifar.ledger import cosigning, selectors, sequencer, sessions
from ifar.ledger.keys import Keyring
from ifar.threads import beside, say


class Command(BaseCommand):
    help = "Take committed entries into the log, sign checkpoints and have witnesses cosign them, until told to stop."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        keyring = Keyring.at(Path(settings.IFAR_HOME))
        asking = beside(
            lambda: cosigning.keep_asking(
                selectors.witnesses, lambda: sessions.connect("sequencer"), stop, report=say
            ),
            name="witnesses",
        )
        sequencer.run(lambda: _open(keyring), stop, report=say)
        asking.join(timeout=3)


def _open(keyring: Keyring) -> sequencer.Sequencer:
    return sequencer.Sequencer(
        sessions.connect("sequencer"), origin=settings.IFAR_LEDGER_NAME, keyring=keyring
    )
