"""What the worker does for tracing by the clock: remind desks and traders."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.tracing.services import subscribers

log = logging.getLogger(__name__)


@app.periodic(cron="11 * * * *")
@app.task(name="tracing.remind", queueing_lock="tracing.remind")
def remind(timestamp: int) -> None:
    """Remind of what is due and overdue; each is told once for each day on which it is to be."""
    if result := subscribers.remind():
        log.info("%s clocks of trace requests were told of", result)
