"""What the worker does for international transfers: by the clock, and when a sanctions list was loaded."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.trade.consignments.services import observing
from ifar.trade.deliveries.services import deliveries
from ifar.trade.despatches.services import receiving
from ifar.trade.screening.services import screening
from ifar.trade.services.writing import today

log = logging.getLogger(__name__)


@app.periodic(cron="29 4 * * *")
@app.task(name="trade.tell_late", queueing_lock="trade.tell_late")
def tell_late(timestamp: int) -> None:
    """Raise a matter of each delivery on which an answer is overdue."""
    if result := deliveries.tell_late(today()):
        log.info("%s answers on deliveries are overdue and told for the first time", result)


@app.periodic(cron="33 4 * * *")
@app.task(name="trade.overdue", queueing_lock="trade.overdue")
def raise_overdue(timestamp: int) -> None:
    """Raise matters of consignments that did not leave a transit State in time."""
    if result := observing.raise_overdue(today()):
        log.warning("%s consignments are overdue", result)


@app.periodic(cron="37 4 * * *")
@app.task(name="trade.despatches_overdue", queueing_lock="trade.despatches_overdue")
def raise_overdue_despatches(timestamp: int) -> None:
    """Raise matters of despatches between traders whose day passed while something of them is on the road."""
    if result := receiving.raise_overdue(today()):
        log.warning("%s despatches between traders are overdue", result)


@app.task(name=screening.TASK, queue="imports")
def screen(watchlist: str) -> None:
    """Ask every open authorisation again. Called again after a crash, it finds what is left."""
    new, lapsed = screening.ask_again(watchlist)
    log.info("%s matches are new or open again, %s lapsed", new, lapsed)
