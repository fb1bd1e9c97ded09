"""What the worker does for returns by the clock: counting the dashboards."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.returns.dashboards import counting

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="returns.count_dashboards", queueing_lock="returns.count_dashboards", lock="returns.count_dashboards"
)
def count_dashboards(timestamp: int) -> None:
    """Count every dashboard of which something may have changed."""
    if counted := counting.refresh(counting.JOB):
        log.info("counted for the dashboards: %s", ", ".join(counted))
