"""Background work of batches: those that were begun, and those that a crash or a restart left unfinished."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.bulk.services import running
from ifar.bulk.services.batches import TASK

log = logging.getLogger(__name__)


@app.task(name=TASK, queue="imports")
def work(batch: str) -> None:
    """Carry out one batch from wherever it stands."""
    running.work(batch)


@app.periodic(cron="* * * * *")
@app.task(name="bulk.left", queue="imports", queueing_lock="bulk.left")
def work_on_what_is_left(timestamp: int) -> None:
    """Take up batches whose worker died; one that is in good hands is left alone."""
    for batch in running.left():
        log.warning("batch %s is taken up again", batch)
        running.work(batch)
