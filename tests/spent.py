"""What something costs, whoever else works on the machine: time of processors instead of time that goes by."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection


def spent() -> float:
    """Seconds of processors that this thread has had, and the process of the database that answers it."""
    connection.ensure_connection()
    answering = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.thread_time() + int(answering.read_text().split()[0]) / 10**9
