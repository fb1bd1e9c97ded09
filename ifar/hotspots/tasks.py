"""What the worker does for hotspots: trying large files while the page shows how far it is; looking for signals each night."""

from __future__ import annotations

import uuid
from typing import Final

from procrastinate.contrib.django import app

from ifar.hotspots.models import Trial
from ifar.hotspots.services import deliveries, runs

TASK: Final = "hotspots.try"


@app.task(name=TASK, queue="imports")
def try_file(trial: str) -> None:
    """Try a file that was begun."""
    found = Trial.objects.select_related("source").filter(pk=trial).first()
    if found is not None and found.state == "waiting":
        deliveries.try_out(found)


def try_later(trial: uuid.UUID) -> None:
    """Have the worker try a file."""
    app.configure_task(TASK, queue="imports").defer(trial=str(trial))


@app.periodic(cron="23 2 * * *")
@app.task(name="hotspots.look", queueing_lock="hotspots.look")
def look(timestamp: int) -> None:
    """Look for signals, of every office that has a source; tell the desks of watched alerts whose day has come."""
    runs.look_by_clock()
    runs.remind()
