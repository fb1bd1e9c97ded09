"""What the worker does for ammunition, by the clock."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from ifar.ammunition.services import lots

log = logging.getLogger(__name__)


@app.periodic(cron="41 4 * * *")
@app.task(name="ammunition.overdue", queueing_lock="ammunition.overdue")
def raise_overdue(timestamp: int) -> None:
    """Raise matters of lots whose shelf life is over or whose surveillance is due."""
    if result := lots.raise_overdue(timezone.localdate()):
        log.info("%s stocks of lots are out of date or due for surveillance", result)
