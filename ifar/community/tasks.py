"""What the worker does for the community by the clock: digests, rooms whose last day is over, what is kept no longer."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.community.services import digests, keeping, rooms
from ifar.community.services.writing import now

log = logging.getLogger("ifar.community")


@app.periodic(cron="41 * * * *")
@app.task(name="community.digests", queueing_lock="community.digests", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Write to the members whose digest is due."""
    if sent := digests.send_digests():
        log.info("%s digests were sent", sent)


@app.periodic(cron="17 0 * * *")
@app.task(name="community.rooms", queueing_lock="community.rooms", pass_context=False)
def end_rooms(timestamp: int) -> None:
    """Archive or destroy the case rooms whose last day is over, let write again whose freeze is, and delete what spaces keep no longer."""
    at = now()
    if ended := rooms.end_rooms(at.date()):
        log.info("%s rooms were ended", ended)
    if thawed := rooms.thaw_seats(at):
        log.info("%s members write again", thawed)
    if lapsed := keeping.lapse(at):
        log.info("%s topics had lapsed", lapsed)
