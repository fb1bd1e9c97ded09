"""Background work of the registry: imports that were begun, those that a crash or a restart left unfinished, and reminders."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ifar.errors import Conflict, IfarError
from ifar.registry.alerts.services import hits, match_backlog
from ifar.registry.search import index_compaction
from ifar.registry.services import imports
from ifar.registry.services import overdue as registry_overdue
from ifar.registry.services.imports.queue import TASK

log = logging.getLogger(__name__)


@app.task(name=TASK, queue="imports")
def work(batch: str) -> None:
    """Try or run one import, whichever it waits for. What is wrong with its file is noted with the import, for the importer."""
    try:
        imports.work(batch)
    except IfarError as error:
        log.info("import %s stopped: %s", batch, error.code)


@app.periodic(cron="* * * * *")
@app.task(name="registry.imports_left", queue="imports", queueing_lock="registry.imports_left")
def work_on_what_is_left(timestamp: int) -> None:
    """Take up imports whose worker died; one that is in good hands is left alone."""
    for batch in imports.left():
        log.warning("import %s is taken up again", batch)
        work(batch)


@app.periodic(cron="* * * * *")
@app.task(name="registry.settle", queue="imports", queueing_lock="registry.settle")
def settle(timestamp: int) -> None:
    """Let new marks settle where there are many, and make the index of settled ones anew where it is gone."""
    if index_compaction.is_due():
        try:
            log.info("index of marks made anew: %s marks, %s of them new", *index_compaction.settle())
        except Conflict:
            log.info("index of marks: somebody else makes it")


@app.periodic(cron="* * * * *")
@app.task(name="registry.searches_due", queueing_lock="registry.searches_due")
def searches_due(timestamp: int) -> None:
    """Look through what searches that stay open could not, or might not yet, when they were opened."""
    if done := match_backlog.look_again():
        log.info("%s searches have looked through what they had to", done)


@app.periodic(cron="11 4 * * *")
@app.task(name="registry.searches_ending", queueing_lock="registry.searches_ending")
def searches_ending(timestamp: int) -> None:
    """Remind those who keep a search open that it ends soon."""
    hits.remind()


@app.periodic(cron="47 4 * * *")
@app.task(name="registry.overdue", queueing_lock="registry.overdue")
def overdue(timestamp: int) -> None:
    """Tell each desk once of every duty of its office whose day has passed."""
    if result := registry_overdue.tell_overdue():
        log.info("%s duties are overdue and told for the first time", result)
