"""The worker's loop: hear that facts were stated, deliver them, look again every few seconds for what is due anew."""

from __future__ import annotations

import logging
import threading
import time

import psycopg
from django.db import Error, connection

from ifar.outbox.services import CHANNEL, deliver

LOOK_AGAIN_SECONDS = 5.0
TURN_SECONDS = 0.5

log = logging.getLogger(__name__)


def _listen(stop: threading.Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    while not stop.is_set():
        while deliver():
            pass
        _wait_for_a_fact(stop)


def _wait_for_a_fact(stop: threading.Event) -> None:
    """Wait until a fact is stated or it is time to look again; in short turns, so that a stop is heard soon."""
    deadline = time.monotonic() + LOOK_AGAIN_SECONDS
    while not stop.is_set() and time.monotonic() < deadline:
        for _ in connection.connection.notifies(timeout=TURN_SECONDS, stop_after=1):
            return


def run(stop: threading.Event) -> None:
    """Deliver until `stop` is set; a lost database connection is opened again."""
    while not stop.is_set():
        try:
            _listen(stop)
        except (Error, psycopg.Error, OSError):  # what listens for facts speaks to psycopg itself
            log.warning("outbox: not delivered, trying again", exc_info=True)
            connection.close()
            stop.wait(1)
    connection.close()
