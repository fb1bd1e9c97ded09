"""Carrying out a batch chunk by chunk, and taking it up again wherever it was broken off.

A chunk is one transaction: the acts on its things, its answers and the act of the batch that holds their digest. One that was committed is never
written twice, because the batch itself says up to which line it is answered, and of two workers the second one waits for the row and reads it then.
"""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import replace
from typing import Any, Final

from django.db import connection, transaction
from django.db.models.functions import Now
from psycopg.types.json import Jsonb
from pydantic import ValidationError

from ifar import copytext
from ifar.accounts import dual_control, executors
from ifar.accounts.models import Decision, Proposal, User
from ifar.accounts.selectors import actors, clients, people
from ifar.accounts.services import proposals
from ifar.acts import batches
from ifar.bulk import digests, many, one_by_one
from ifar.bulk.many import Answer, Many, reasons_as_rows
from ifar.bulk.models import Batch, Event, Line
from ifar.bulk.services import telling
from ifar.bulk.services.writing import RECORDER
from ifar.errors import IfarError, Refused
from ifar.ledger.models import Entry
from ifar.rights import NOBODY, Actor

CHUNK: Final = 1000
ONE_BY_ONE: Final = 50
"""Lines of a chunk of acts that are done one after the other."""
AT_ONCE: Final = 50
"""So many lines are carried out while whoever began them waits for the page."""
SILENCE: Final = dt.timedelta(seconds=60)
_ANSWERS: Final = "COPY bulk_answer (batch, n, thing, entry, reasons, notes) FROM STDIN"
_ALONE: Final = "SELECT acts_lock('bulk', 'batch', 'written', %s, '{}', '{}')"


def work(batch: str, actor: Actor | None = None) -> None:
    """Carry a batch out from wherever it stands to its end.

    Args:
        actor: who waits for it; otherwise whoever began it, with the roles that they hold now.
    """
    with transaction.atomic():
        record = _taken(batch)
        if record is None:
            return
        who = actor or acting(record)
    what = many.many_of(record.act)
    while record is not None and what is not None:
        record = _chunk(who, what, batch)


def _taken(batch: str) -> Batch | None:
    """The batch with its row locked, while it runs."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [batch])
    return Batch.objects.select_related("agency").filter(public_id=batch, state="running").first()


def acting(batch: Batch) -> Actor:
    """Whoever began a batch, or approved it, for the office for which they did, with what they may do now; nobody where they hold no role there
    any more, or are locked."""
    approval = Decision.objects.filter(proposal_id=batch.proposal, decider=batch.begun_by, verdict="approve")
    office = approval.values_list("agency_id", flat=True).first() if batch.proposal else batch.agency_id
    return whoever(batch.begun_by, office or batch.agency_id)


def whoever(who: str, agency_id: int) -> Actor:
    """A person or a program by their public identifier, with what they may do now for an office; nobody where that is nothing."""
    if who.startswith("C"):
        return clients.actor_again(who) or NOBODY
    user = User.objects.filter(public_id=who, is_active=True).first()
    if user is None:
        return NOBODY
    held = actors.actor_of(user_id=user.pk, public_id=who, name=user.name, agency_id=agency_id)
    return held if held.agency_id == agency_id else NOBODY


@transaction.atomic
def _chunk(actor: Actor, what: Many, batch: str) -> Batch | None:
    """Write the next chunk; None where the batch is over."""
    record = _taken(batch)
    if record is None:
        return None
    size = CHUNK if what.most > one_by_one.MOST else ONE_BY_ONE
    last = min(record.done + size, record.total)
    lines = list(
        Line.objects.filter(batch=batch, n__gt=record.done, n__lte=last, reasons=[])
        .exclude(n__in=record.struck)
        .order_by("n")
    )
    answers = _answers(actor, what, record, lines)
    with connection.cursor() as cursor:
        with cursor.copy(_ANSWERS) as copy:
            copy.write(copytext.rows(_rows(batch, lines, answers)))
        cursor.execute(digests.ANSWERS, [batch, record.done + 1, last])
        (digest,) = cursor.fetchone()
    done = sum(answer.entry is not None for answer in answers)
    writer = actor if actor.agency == record.agency.public_id else _for_office(record)
    written = RECORDER.record(
        writer,
        "batch",
        "written",
        record,
        changes={
            "done": last,
            "written": record.written + done,
            "rejected": record.rejected + len(answers) - done,
        },
        details={"first": record.done + 1, "last": last, "digest": digest},
    )
    if last == record.total:
        RECORDER.record(writer, "batch", "ended", written)
        telling.tell_proposer(telling.ENDED, batch)
        return None
    return record


def _for_office(batch: Batch) -> Actor:
    """Whoever began it, without any right: they hold no role at the office any more, and what is left of their batch is refused."""
    return Actor(kind="person", id=batch.begun_by, agency=batch.agency.public_id, agency_id=batch.agency_id)


def _answers(actor: Actor, what: Many, batch: Batch, lines: list[Line]) -> list[Answer]:
    if not lines:
        return []
    try:
        values = what.said.model_validate(batch.said)
    except ValidationError:
        # What was said was erased meanwhile, or the program reads it otherwise today: nothing more is written under it.
        return [many.answer_of(Refused("bulk.said"))] * len(lines)
    if what.write is None:
        with batches.under(batch.public_id):
            return _released(actor, batch, lines)
    things = [line.given if what.numbers else f"{line.thing} {line.rest}".rstrip() for line in lines]
    with batches.under(batch.public_id):
        try:
            with transaction.atomic():
                return list(what.write(actor, values, things))
        except IfarError as error:
            # What refuses the chunk as a whole refuses each of its things.
            return [many.answer_of(error)] * len(things)


def _released(actor: Actor, batch: Batch, lines: list[Line]) -> list[Answer]:
    """What was approved, line by line, each as its single proposal is carried out; whoever lost the role that decided releases nothing more."""
    proposal = Proposal.objects.select_related("agency").get(public_id=batch.proposal)
    actor = replace(actor, standing_in_for=people.covered_by(actor, dual_control.rules()[batch.act].deciders))

    def one(line: Line) -> Answer:
        single = copy(proposal)
        single.object, single.payload = line.thing, line.asked
        try:
            with transaction.atomic():
                proposals.require_decider(actor, single)
                executors.carry_out(batch.act, actor=actor, proposal=single)
        except IfarError as error:
            return many.answer_of(error)
        entries = Entry.objects.filter(object=line.thing, act=batch.act).order_by("-id")
        return Answer(line.thing, entries.values_list("entry", flat=True)[0])

    return [one(line) for line in lines]


def _rows(batch: str, lines: list[Line], answers: list[Answer]) -> list[tuple[Any, ...]]:
    return [
        (
            batch,
            line.n,
            answer.thing or line.thing,
            answer.entry,
            Jsonb(reasons_as_rows(answer.reasons)),
            Jsonb(reasons_as_rows(answer.notes)),
        )
        for line, answer in zip(lines, answers, strict=True)
    ]


def left() -> list[str]:
    """Bulk acts that run and of which nothing was written for `SILENCE`: whoever carried them out is dead."""
    recent = Entry.objects.filter(
        entry__in=Event.objects.filter(kind__in=("begun", "released", "written")).values("id"),
        recorded_at__gt=Now() - SILENCE,
    )
    busy = recent.values_list("object", flat=True)
    return list(
        Batch.objects.filter(state="running")
        .exclude(public_id__in=busy)
        .order_by("id")
        .values_list("public_id", flat=True)
    )
