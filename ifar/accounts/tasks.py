"""What the worker does by the clock: reads into the ledger, the alarm about late countersignatures, tidying up."""

from __future__ import annotations

import logging

from django.core.management import call_command
from procrastinate.contrib.django import app

from ifar.accounts.selectors import proposals
from ifar.accounts.services import idempotency, reads
from ifar.accounts.shared_counters import Remembered
from ifar.outbox import services as outbox

logger = logging.getLogger("ifar.accounts")


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="accounts.batch_reads", pass_context=False)
def batch_reads(timestamp: int) -> None:
    """Enter what was read since the last run into the ledger."""
    reads.batch()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="accounts.late_countersignatures")
def late_countersignatures(timestamp: int) -> None:
    """Raise the alarm about emergencies that nobody countersigned in time."""
    for item in proposals.overdue():
        logger.error(
            "proposal %s (%s) was not countersigned by %s", item.public_id, item.act, item.countersign_by
        )
        outbox.state_fact(topic="accounts.overdue", key=item.public_id, payload={"act": item.act})


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="accounts.tidy")
def tidy(timestamp: int) -> None:
    """Forget sessions that are over, idempotency keys that nobody repeats any more, and attempts that count no more."""
    call_command("clearsessions")
    idempotency.forget()
    Remembered("", {}).tidy()
