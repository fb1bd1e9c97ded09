"""What the worker does for the programme by the clock: counting the indicators that come out of the records."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.programme.models import Period
from ifar.programme.services import values
from ifar.programme.services.writing import today

log = logging.getLogger(__name__)


@app.periodic(cron="40 2 * * *")
@app.task(name="programme.compute", queueing_lock="programme.compute", lock="programme.compute")
def compute(timestamp: int) -> None:
    """Count every computed indicator again, for the periods that are open and have begun."""
    begun = Period.objects.filter(state="open", starts_on__lte=today())
    for name in begun.order_by("ends_on").values_list("name", flat=True):
        log.info("%s: %d indicators counted", name, values.compute_all(actor=values.JOB, period=name))
