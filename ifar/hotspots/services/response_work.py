"""Work on an approved response: begun, its tasks settled, its daily log written, and closed with what was learnt."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.errors import Reason
from ifar.hotspots import response as rules
from ifar.hotspots.models import Response
from ifar.hotspots.response_inputs import AddTask, BeginResponse, CloseResponse, LogResponse, SettleTask
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services.responses import (
    MEASURES,
    RESPONSE,
    WORK,
    NewTask,
    follow,
    new_task_id,
    own_response,
    task_row,
    task_words,
)
from ifar.hotspots.services.triage import LONGEST
from ifar.hotspots.services.triage import personal_words as words_of
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, require


def _task_choices(_actor: Actor, response: Response) -> Mapping[str, Any]:
    spoken = reference.words(MEASURES)
    return {
        "initial": {"due": ledger.now().date() + dt.timedelta(days=14)},
        "among": {"measure": [(code, spoken.get(code, code)) for code in response.measures]},
    }


def _open_tasks(_actor: Actor, response: Response) -> Mapping[str, Any]:
    texts = response.words or {}
    tasks = [task["id"] for task in response.tasks if task["state"] == "open"]
    return {"among": {"task": [(name, texts.get(f"task:{name}", name)) for name in tasks]}}


def _is_all_done(response: Response) -> bool:
    return all(task["state"] != "open" for task in response.tasks)


@RESPONSE.act(
    "begun",
    BeginResponse,
    _("Begin with the response"),
    permission=WORK,
    done=_("The response has begun."),
    when=selectors.is_own,
    leads=True,
)
@transaction.atomic
def begin(*, actor: Actor, response_id: str) -> None:
    """Begin with an approved response.

    Raises:
        NotFound, Forbidden, Refused: it is not approved.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    RECORDER.record(actor, "response", "begun", response, changes={"begun_on": ledger.now().date()})
    notices.settle(actor=actor, kind="hotspots.approved", object=response.public_id)


@RESPONSE.act(
    "tasked",
    AddTask,
    _("Add a task"),
    permission=WORK,
    done=_("The task is added."),
    when=selectors.is_own,
    asks=_task_choices,
)
@transaction.atomic
def add_task(
    *, actor: Actor, response_id: str, words: str, measure: str, owner: str, due: dt.date | None
) -> str:
    """Add a task to a response that is approved or active; returns its name.

    Raises:
        NotFound, Forbidden, Refused: as `begin`.
        Invalid: it says too little, or belongs to no measure of the response.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    task = NewTask(words, measure, owner, due)
    wrong = rules.task_wrongs(dataclasses.asdict(task), measures=response.measures, today=ledger.now().date())
    if len(response.tasks) >= rules.MOST_TASKS:
        wrong.append(Reason("hotspots.response.tasks", field="words"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    ident = new_task_id()
    texts = {**(response.words or {}), **task_words(ident, task)}
    RECORDER.record(
        actor,
        "response",
        "tasked",
        response,
        changes={"tasks": [*response.tasks, task_row(ident, task)]},
        personal={"words": texts},
    )
    return ident


@RESPONSE.act(
    "worked",
    SettleTask,
    _("Settle a task"),
    permission=WORK,
    done=_("It is noted what became of the task."),
    when=lambda actor, record: selectors.is_own(actor, record) and not _is_all_done(record),
    asks=_open_tasks,
)
@transaction.atomic
def settle_task(*, actor: Actor, response_id: str, task: str, state: str, note: str = "") -> None:
    """Say that a task is done, or is dropped and why.

    Raises:
        NotFound, Forbidden, Refused: as `begin`.
        Invalid: there is no such open task, or it is dropped without a reason.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    if state not in ("done", "dropped") or not any(
        item["id"] == task and item["state"] == "open" for item in response.tasks
    ):
        raise RECORDER.invalid(Reason("hotspots.task.none", field="task"))
    if state == "dropped" and not note.strip():
        raise RECORDER.invalid(Reason("hotspots.reason", field="note"))
    today = ledger.now().date().isoformat()
    tasks = [
        {**item, "state": state, "done_on": today} if item["id"] == task else item for item in response.tasks
    ]
    changes: dict[str, Any] = {"tasks": tasks}
    if state == "done" and response.first_done_on is None:
        changes["first_done_on"] = today
    RECORDER.record(
        actor,
        "response",
        "worked",
        response,
        changes=changes,
        personal=words_of(response, **{f"done:{task}": note}),
    )


@RESPONSE.act(
    "logged",
    LogResponse,
    _("Write into the daily log"),
    permission=WORK,
    done=_("Written into the daily log."),
    when=selectors.is_own,
    leads=True,
)
@transaction.atomic
def log(*, actor: Actor, response_id: str, entry: str) -> None:
    """Write a line into the daily log of an active response.

    Raises:
        NotFound, Forbidden, Refused: as `begin`.
        Invalid: it is empty.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    if not entry.strip():
        raise RECORDER.invalid(Reason("hotspots.response.entry", field="entry"))
    RECORDER.record(
        actor,
        "response",
        "logged",
        response,
        changes={"logged": response.logged + 1},
        personal={"entry": entry.strip()[:LONGEST]},
    )


@RESPONSE.act(
    "closed",
    CloseResponse,
    _("Close the response with an after-action review"),
    permission=WORK,
    done=_("The response is closed, with its after-action review."),
    when=selectors.is_own,
    leads=_is_all_done,
)
@transaction.atomic
def close(*, actor: Actor, response_id: str, **review: str) -> None:
    """Close a response with its after-action review.

    Raises:
        NotFound, Forbidden: as `begin`.
        Invalid: the review does not say everything.
        Refused: it is not active, or a task is open.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    wrong = rules.closing(response.tasks, review)
    if any(reason.field for reason in wrong):
        raise RECORDER.invalid(*(reason for reason in wrong if reason.field))
    if wrong:
        raise RECORDER.refused(*wrong)
    changes = {"closed_on": ledger.now().date()}
    values = {f"review:{name}": review[name] for name in rules.REVIEW}
    RECORDER.record(
        actor, "response", "closed", response, changes=changes, personal=words_of(response, **values)
    )
    follow(actor, response)
