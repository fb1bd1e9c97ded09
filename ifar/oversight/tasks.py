"""What the worker does for oversight by the clock. It logs nothing of what was found: whoever reads logs is not who reads signals."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from ifar.oversight.breaches import found
from ifar.oversight.selectors import reading
from ifar.oversight.services import audits, breaches, outside, signals

LATELY = 2
"""So many days before today, whole ones: what is one breach of a day is seen whole each time."""


@app.periodic(cron="17 * * * *")
@app.task(name="oversight.lately", queueing_lock="oversight.lately")
def look_lately(timestamp: int) -> None:
    """Raise what broke a rule for certain in the last two days, within the hour."""
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    breaches.look(morning - dt.timedelta(days=LATELY))


@app.periodic(cron="37 2 * * *")
@app.task(name="oversight.nightly", queueing_lock="oversight.nightly")
def look_nightly(timestamp: int) -> None:
    """Raise what broke a rule for certain, also what only a clock breaks; what of an audit plan is overdue; and put the signals of this night in the place of the last ones."""
    facts = reading.read(timezone.now() - breaches.LOOKED_BACK)
    breaches.raise_found(found(facts))
    signals.refresh(facts)
    audits.raise_late()


@app.periodic(cron="52 3 * * *")
@app.task(name="oversight.reports", queueing_lock="oversight.reports")
def take_reports(timestamp: int) -> None:
    """Take in the reports of the days before, in no order, raise what was not acknowledged or answered in time, and erase letters that are kept no longer."""
    outside.take_in()
    outside.raise_late()
    outside.erase_old()
