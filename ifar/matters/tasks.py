"""What the worker does for matters by the clock."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.matters.services import matters

log = logging.getLogger(__name__)


@app.periodic(cron="43 4 * * *")
@app.task(name="matters.escalate", queueing_lock="matters.escalate")
def escalate(timestamp: int) -> None:
    """Remind of matters whose day has come; give those whose day has passed to the office above."""
    if remind := matters.remind(matters.today()):
        log.info("desks are reminded of %s matters", remind)
    if remind := matters.escalate_overdue(matters.today()):
        log.info("%s matters were given to the office above", remind)
