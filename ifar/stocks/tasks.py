"""What the worker does for the State's stocks by the clock."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from ifar.stocks.campaigns.services import ordering
from ifar.stocks.handovers import services as handovers
from ifar.stocks.movements.services import receiving
from ifar.stocks.services import armouries, field, issues, roster
from ifar.stocks.services.writing import today

log = logging.getLogger(__name__)


@app.periodic(cron="41 4 * * *")
@app.task(name="stocks.uncounted", queueing_lock="stocks.uncounted")
def raise_uncounted(timestamp: int) -> None:
    """Raise matters of armouries that a new officer in charge has not counted in time."""
    if result := armouries.raise_uncounted(today()):
        log.warning("%s armouries were not counted after a take-over", result)


@app.periodic(cron="11 * * * *")
@app.task(name="stocks.overdue", queueing_lock="stocks.overdue")
def raise_overdue(timestamp: int) -> None:
    """Raise matters of what was issued and is not back in time."""
    if result := issues.raise_overdue(timezone.now()):
        log.warning("%s issues are overdue", result)


@app.periodic(cron="59 4 * * *")
@app.task(name="stocks.lapsed", queueing_lock="stocks.lapsed")
def recall_lapsed(timestamp: int) -> None:
    """Recall what officers have in personal issue whose training or medical check is not valid any more."""
    if result := roster.recall_lapsed(today()):
        log.warning("%s officers with a personal issue may not carry", result)


@app.periodic(cron="47 4 * * *")
@app.task(name="stocks.campaigns_late", queueing_lock="stocks.campaigns_late")
def raise_late_campaigns(timestamp: int) -> None:
    """Raise matters of marking campaigns that are not finished in time."""
    if result := ordering.raise_late(today()):
        log.warning("%s marking campaigns are not finished in time", result)


@app.periodic(cron="53 4 * * *")
@app.task(name="stocks.movements_late", queueing_lock="stocks.movements_late")
def raise_late_movements(timestamp: int) -> None:
    """Raise matters of movements between stores whose day passed while something of them is on the road."""
    if result := receiving.raise_late(today()):
        log.warning("%s movements between stores are overdue", result)


@app.periodic(cron="23 * * * *")
@app.task(name="stocks.waiting", queueing_lock="stocks.waiting")
def raise_waiting(timestamp: int) -> None:
    """Have a person decide about what was done without a line and waited a day for another device."""
    if result := field.raise_waiting(timezone.now()):
        log.warning("%s entries of devices waited for others in vain", result)


@app.periodic(cron="31 * * * *")
@app.task(name="stocks.handovers_late", queueing_lock="stocks.handovers_late")
def raise_late_handovers(timestamp: int) -> None:
    """Raise matters of handovers that whoever arrives has not confirmed in time."""
    if result := handovers.raise_late(timezone.now()):
        log.warning("%s handovers of armouries are overdue", result)
