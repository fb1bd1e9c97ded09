"""What the worker does for hotspots: trying large files while the page shows how far it is; looking for signals each night."""

from __future__ import annotations

import uuid
from typing import Final

from procrastinate.contrib.django import app

from ifar.hotspots.models import Run, Trial
from ifar.hotspots.services import deliveries, fetches, retractions, runs
from ifar.outbox.handlers import Fact
from ifar.tracing.models import Request

TASK: Final = "hotspots.try"
RUN: Final = "hotspots.run"
FETCH: Final = "hotspots.fetch"


@app.task(name=TASK, queue="imports")
def try_file(trial: str) -> None:
    """Try a file that was begun."""
    record = Trial.objects.select_related("source").filter(pk=trial).first()
    if record is not None and record.state == "waiting":
        deliveries.try_out(record)


def try_later(trial: uuid.UUID) -> None:
    """Have the worker try a file."""
    app.configure_task(TASK, queue="imports").defer(trial=str(trial))


@app.task(name=FETCH, queue="imports")
def fetch(number: int) -> None:
    """Fetch what a source's service has. Where the line breaks it goes on later, behind what came."""
    if again := fetches.carry_out(number):
        app.configure_task(FETCH, queue="imports", schedule_at=again).defer(number=number)


def fetch_later(number: int) -> None:
    """Have the worker fetch a source."""
    app.configure_task(FETCH, queue="imports").defer(number=number)


@app.periodic(cron="*/15 * * * *")
@app.task(name="hotspots.fetches_due", queueing_lock="hotspots.fetches_due")
def fetches_due(timestamp: int) -> None:
    """Have sources fetched whose time has come."""
    for number in fetches.due():
        fetch_later(number)


@app.task(name=RUN, queue="imports")
def carry_out(run: str) -> None:
    """Carry out a run that was asked for. Called again after a crash, it begins again."""
    record = Run.objects.select_related("agency").filter(public_id=run, state="asked").first()
    if record is not None:
        runs.carry_out(record)


def heard_asked(fact: Fact) -> None:
    """The outbox says that a run was asked for. It computes for minutes: within the outbox it would hold up every other fact, show no
    progress before its end, and keep what it wrote into the log from being sealed for as long as the next one computes."""
    app.configure_task(RUN, queue="imports").defer(run=fact.key)


def heard_withdrawn(fact: Fact) -> None:
    """The outbox says that a trace request was withdrawn: what flows showed of it counts no more."""
    request = Request.objects.filter(public_id=fact.key).first()
    if request is not None:
        retractions.follow_traces(request.compartment)


@app.periodic(cron="23 2 * * *")
@app.task(name="hotspots.look", queueing_lock="hotspots.look")
def look(timestamp: int) -> None:
    """Look for signals, of every office that has a source; tell the desks of watched alerts whose day has come."""
    for run in runs.left():
        app.configure_task(RUN, queue="imports").defer(run=run)
    retractions.follow_firearms()
    runs.look_by_clock()
    runs.remind()
