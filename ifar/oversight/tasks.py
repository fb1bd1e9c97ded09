"""What the worker does for oversight by the clock. It logs nothing of what was found: whoever reads logs is not who reads signals."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from ifar.oversight.breaches import found
from ifar.oversight.selectors import reading
from ifar.oversight.services import breaches, signals

LATELY = dt.timedelta(days=2)


@app.periodic(cron="17 * * * *")
@app.task(name="oversight.lately", queueing_lock="oversight.lately")
def look_lately(timestamp: int) -> None:
    """Raise what broke a rule for certain in the last two days, within the hour."""
    breaches.look(timezone.now() - LATELY)


@app.periodic(cron="37 2 * * *")
@app.task(name="oversight.nightly", queueing_lock="oversight.nightly")
def look_nightly(timestamp: int) -> None:
    """Raise what broke a rule for certain, also what only a clock breaks; and put the signals of this night in the place of the last ones."""
    facts = reading.read(timezone.now() - breaches.LOOKED_BACK)
    breaches.raise_found(found(facts))
    signals.refresh(facts)
