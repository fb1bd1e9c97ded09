"""What the worker does for bound books by the clock."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.books.services import copies

log = logging.getLogger(__name__)


@app.periodic(cron="9 1 * * *")
@app.task(name="books.copy", queueing_lock="books.copy")
def copy(timestamp: int) -> None:
    """Write the copies of days that are over and have none yet."""
    for copied in copies.copy_due():
        log.info("%s: %s lines of %s books", copied.path.name, copied.lines, copied.books)
