"""What the worker does for licensing by the clock: who still holds what they may not."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.licensing.services import licences
from ifar.licensing.services.applications import today

log = logging.getLogger(__name__)


@app.periodic(cron="23 4 * * *")
@app.task(name="licensing.review", queueing_lock="licensing.review")
def review(timestamp: int) -> None:
    """Open a removal for every expired licence and every dead holder with firearms; those that are open already stay."""
    if opened := licences.review(today()):
        log.warning("%s holders have to part with firearms", opened)
