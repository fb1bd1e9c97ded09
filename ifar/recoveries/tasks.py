"""What the worker does for recoveries by the clock."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.recoveries.custody.services import overdue as custody_overdue

log = logging.getLogger(__name__)


@app.periodic(cron="33 4 * * *")
@app.task(name="recoveries.overdue", queueing_lock="recoveries.overdue")
def overdue(timestamp: int) -> None:
    """Raise a matter for each hand-over that nobody received and each laboratory that did not answer in time."""
    if raised := custody_overdue.raise_overdue():
        log.info("%s hand-overs and requests are overdue, and matters from now on", raised)
