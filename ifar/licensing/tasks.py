"""What the worker does for licensing by the clock: who still holds what they may not; whom to remind, and sending it."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.licensing.services import licences, overdue, reminders
from ifar.licensing.services.applications import today

log = logging.getLogger(__name__)


@app.periodic(cron="23 4 * * *")
@app.task(name="licensing.review", queueing_lock="licensing.review")
def review(timestamp: int) -> None:
    """Open a removal for every expired licence and every dead holder with firearms; those that are open already stay. Tell what is overdue."""
    if opened := licences.review(today()):
        log.warning("%s holders have to part with firearms", opened)
    if result := overdue.tell_overdue(today()):
        log.info("%s things are overdue and told for the first time", result)


@app.periodic(cron="37 5 * * *")
@app.task(name="licensing.plan_reminders", queueing_lock="licensing.plan_reminders")
def plan_reminders(timestamp: int) -> None:
    """Plan the reminders that the rules want today."""
    run = reminders.plan()
    if run.done or run.failed:
        log.log(_level(run), "%s reminders are planned, %s could not be", run.done, run.failed)


@app.periodic(cron="*/5 6-20 * * *")
@app.task(
    name="licensing.send_reminders", queueing_lock="licensing.send_reminders", lock="licensing.send_reminders"
)
def send_reminders(timestamp: int) -> None:
    """Send what is planned for mail and short messages; one run at a time, and at no hour of the night."""
    run = reminders.send()
    if run.done or run.failed or run.waiting:
        log.log(_level(run), "%s reminders are sent, %s failed, %s wait", run.done, run.failed, run.waiting)


def _level(run: reminders.Run) -> int:
    return logging.WARNING if run.failed else logging.INFO
