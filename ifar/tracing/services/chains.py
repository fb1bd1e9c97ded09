"""The links of a chain: a trader is asked for the own book, answers there; what the register or another State knows is noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.services import notices, reads
from ifar.books.selectors import closed_among
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.parties.selectors import parties_for, party_for
from ifar.recoveries.selectors import item_for
from ifar.recoveries.services.items import note_tracing
from ifar.registry.occurred import moment
from ifar.rights import OWN_BOOK, Actor, require
from ifar.tracing import (
    chain_of_ownership,
    clock,
    counterpart_view,
    disclosable_facts,
    hands,
    inputs,
    labels,
    loggable_text,
    outcomes,
    selectors,
    steps,
)
from ifar.tracing.models import Request, Step
from ifar.tracing.selectors import ANSWER, READ, WRITE
from ifar.tracing.services.firearm_events import note_settled, suggested_for
from ifar.tracing.services.writing import (
    LINK,
    QUESTION,
    RECORDER,
    REQUEST,
    again,
    check_office,
    fits,
)
from ifar.tracing.steps import Answer

MOST_ROUNDS = 10**12
_LOCK = "SELECT pg_advisory_xact_lock(1767268727, hashtext(%s))"


def _checked(role: str, answer: Answer) -> None:
    wrong = steps.problems(
        role,
        answer.result,
        on=answer.on,
        to_role=answer.to_role,
        diversion=answer.diversion,
        today=ledger.now().date(),
    )
    office = answer.to_whom[:1] == "A" and not Agency.objects.filter(public_id=answer.to_whom).exists()
    if answer.to_whom and (identifiers.parse(answer.to_whom) != answer.to_whom or office):
        wrong.append(Reason("tracing.step.to_whom", field="to_whom"))
    if answer.quantity is not None and not 1 <= answer.quantity <= MOST_ROUNDS:
        wrong.append(Reason("tracing.step.quantity", field="quantity"))
    if loggable_text.spoiled(answer.source):
        wrong.append(Reason("tracing.hidden", field="source"))
    if any(loggable_text.spoiled(text) for text in answer.described.values()):
        wrong.append(Reason("tracing.hidden", field="name"))
    if set(answer.described) - {"name", "born", "document", "address"}:
        wrong.append(Reason("tracing.code", field="described"))
    if wrong:
        raise RECORDER.invalid(*wrong)


def _followed(actor: Actor, request_id: str) -> tuple[Request, int]:
    """A request whose chain this office follows, and the number of its next link; nobody else numbers one meanwhile."""
    request = selectors.request_for(actor, request_id)
    check_office(actor, request, "followed")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [request.public_id])
    last = Step.objects.filter(request=request).aggregate(last=Max("line"))["last"] or 0
    return request, last + 1


@transaction.atomic
def ask_trader(*, actor: Actor, request_id: str, trader: str, role: str = "dealer") -> str:
    """Ask a maker or dealer what its own book says; returns the link's public identifier. It has 24 hours.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's to do.
        Invalid: there is no such trader, its book is closed, or the request names no mark to look for.
    """
    require(actor, ANSWER)
    request, line = _followed(actor, request_id)
    asked = Agency.objects.filter(public_id=trader, kind__in=OWN_BOOK, closed=False).first()
    wrong = [] if asked else [Reason("tracing.step.trader", field="trader")]
    if asked and closed_among([trader]):
        wrong.append(Reason("tracing.step.closed_book", article="ITI para. 13", field="trader"))
    if role not in steps.ROLES:
        wrong.append(Reason("tracing.code", field="role"))
    if wrong or asked is None:
        raise RECORDER.invalid(*wrong)
    now = ledger.now()
    changes = {
        "request": request.public_id,
        "line": line,
        "role": role,
        "asked": trader,
        "due_at": moment(clock.due_of_dealer(now)),
    }
    subject = RECORDER.record(actor, "step", "asked", changes=changes, recorded_at=now).subject
    notices.tell(
        kind="tracing.question",
        object=subject,
        agency_id=asked.pk,
        once=f"tracing question {subject}",
        permission=selectors.QUESTION,
    )
    return subject


def rounds_asked(thing: str) -> dict[str, Any]:
    """How the form of a link asks: rounds are counted of ammunition alone."""
    return {} if thing == "ammunition" else {"without": ["quantity"]}


@QUESTION.act(
    "answered",
    inputs.AnswerFromBook,
    _("Answer from your book"),
    permission=selectors.QUESTION,
    done=_("Thank you. The desk that asked has your answer."),
    leads=True,
    asks=lambda _actor, record: rounds_asked(record.request.thing),
)
@transaction.atomic
def answer_question(*, actor: Actor, step_id: str, said: Answer, expected_n: int | None = None) -> None:
    """Say what one's own book says, as the trader who was asked.

    Raises:
        NotFound: nobody asked this actor's book.
        Invalid: with every reason, at its field.
        Refused: it was answered already.
    """
    require(actor, selectors.QUESTION)
    step = selectors.question_for(actor, step_id)
    RECORDER.check_expected(step, expected_n)
    _checked(step.role, said)
    said = _by_number(actor, said)
    RECORDER.record(actor, "step", "answered", step, changes=said.columns(), personal=said.personal())
    _tell_desk(step)


def _by_number(actor: Actor, answer: Answer) -> Answer:
    """An answer that names a buyer by number: one whom the trader does not see is kept as it was said, existing or not, alike."""
    if answer.to_whom[:1] != "P" or parties_for(actor).filter(public_id=answer.to_whom).exists():
        return answer
    return replace(answer, to_whom="", described={"document": answer.to_whom, **answer.described})


@QUESTION.act(
    "failed",
    inputs.FailQuestion,
    _("Say that your book does not tell"),
    permission=selectors.QUESTION,
    done=_("Thank you. The desk that asked has your answer."),
)
@transaction.atomic
def find_nothing_in_book(
    *, actor: Actor, step_id: str, failure: str, source: str = "", expected_n: int | None = None
) -> None:
    """Say that one's own book does not say where it went, and why.

    Raises:
        NotFound: nobody asked this actor's book.
        Invalid: no reason of `steps.OF_TRADER`; that nobody answered is not the trader's to say.
        Refused: it was answered already.
    """
    require(actor, selectors.QUESTION)
    step = selectors.question_for(actor, step_id)
    RECORDER.check_expected(step, expected_n)
    _fail(actor, step, failure, source, steps.OF_TRADER)
    _tell_desk(step)


@LINK.act(
    "failed",
    inputs.GiveUpLink,
    _("Give the link up"),
    permission=WRITE,
    done=_("Noted: this link led nowhere."),
)
@transaction.atomic
def give_up(
    *, actor: Actor, step_id: str, failure: str, source: str = "", expected_n: int | None = None
) -> None:
    """Say for the desk that a link led nowhere: nobody answered in time, the business is closed.

    Raises:
        NotFound: there is no such link for this actor.
        Invalid: no reason of `steps.OF_DESK`; what the book says only the trader says.
        Refused: it was answered already, or its clock still runs.
    """
    require(actor, WRITE)
    step = selectors.step_for(actor, step_id)
    RECORDER.check_expected(step, expected_n)
    check_office(actor, step.request, "followed")
    if step.due_at and ledger.now() < step.due_at:
        raise RECORDER.refused(Reason("tracing.step.too_early"))
    _fail(actor, step, failure, source, steps.OF_DESK)


def _fail(actor: Actor, step: Step, failure: str, source: str, known: Sequence[str]) -> None:
    if failure not in known:
        raise RECORDER.invalid(Reason("tracing.step.failure", field="failure"))
    if loggable_text.spoiled(source):
        raise RECORDER.invalid(Reason("tracing.hidden", field="source"))
    RECORDER.record(
        actor, "step", "failed", step, changes={"failure": failure}, personal=steps.source_of(source)
    )


@transaction.atomic
def note_link(*, actor: Actor, request_id: str, role: str, said: Answer, country: str = "") -> str:
    """Note a link that the register itself knows, or that another State told; returns its public identifier.

    It is never noted in a trader's name: only the trader says what the own book says.

    Raises:
        NotFound: there is no such request, or no such party, for this actor.
        Forbidden: it is another office's to do.
        Invalid: with every reason, at its field.
        Refused: somebody is named and no purpose is stated.
    """
    require(actor, WRITE)
    request, line = _followed(actor, request_id)
    _checked(role, said)
    if not said.source.strip():
        raise RECORDER.invalid(Reason("tracing.step.source", field="source"))
    if said.to_whom[:1] == "P":
        party_for(actor, said.to_whom)
    if said.described or said.to_whom[:1] == "P":
        reads.require_purpose(actor)
    changes = {
        "request": request.public_id,
        "line": line,
        "role": role,
        "country": country,
        **said.columns(),
    }
    return RECORDER.record(actor, "step", "noted", changes=changes, personal=said.personal()).subject


@transaction.atomic
def take_from_life(*, actor: Actor, request_id: str) -> int:
    """Note the links that the register's own record of the firearm, or of the lot, tells, beside those that are noted already; returns how many.

    Whom the actor may not see is not named: the link says only whose it was and when.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's to do.
        Refused: its firearm is not known, or its record tells no link that is not noted; no purpose is stated.
    """
    require(actor, WRITE)
    reads.require_purpose(actor)
    request = selectors.request_for(actor, request_id)
    check_office(actor, request, "followed")
    links = selectors.steps_of(request)
    if request.thing == "ammunition":
        rounds = hands.told(actor, request, links)
        if not rounds:
            raise RECORDER.refused(Reason("tracing.life.nothing"))
        for role, answer in rounds:
            note_link(actor=actor, request_id=request_id, role=role, said=answer, country=actor.country)
        return len(rounds)
    arm = disclosable_facts.firearm_of(actor, request)
    new = (
        [link for link in chain_of_ownership.life_of(arm) if not chain_of_ownership.noted(link, links)]
        if arm
        else []
    )
    today = ledger.now().date()
    good = [link for link in new if not _cannot_be(link, today)]
    if not good:
        raise RECORDER.refused(Reason("tracing.life.nothing"))
    people = {link.to_whom for link in good if link.to_whom[:1] == "P"}
    seen = set(parties_for(actor).filter(public_id__in=people).values_list("public_id", flat=True))
    for item in good:
        value = Answer(
            "diverted" if item.diversion else "passed_on",
            item.on,
            item.to_role,
            item.to_whom if item.to_whom[:1] == "A" or item.to_whom in seen else "",
            diversion=item.diversion,
            source=str(labels.THE_REGISTER),
        )
        note_link(actor=actor, request_id=request_id, role=item.role, said=value, country=actor.country)
    return len(good)


def _cannot_be(item: chain_of_ownership.OwnershipLink, today: dt.date) -> list[Reason]:
    result = "diverted" if item.diversion else "passed_on"
    return steps.problems(
        item.role, result, on=item.on, to_role=item.to_role, diversion=item.diversion, today=today
    )


def _tell_desk(step: Step) -> None:
    """The office that follows the chain hears at once what a trader said; whoever asked it hears of its answer only."""
    offices = Agency.objects.filter(public_id=step.request.office).values_list("pk", flat=True)
    asked = set() if step.request.direction == "domestic" else {step.request.agency_id}
    for key in asked.union(offices):
        notices.tell(
            kind="tracing.answered",
            object=step.request.public_id,
            agency_id=key,
            once=f"tracing answered {step.public_id} {key}",
            permission=READ,
            params={"number": step.request.number},
        )


def _suggested(actor: Actor, request: Request) -> dict[str, Any]:
    """What follows from the chain is chosen already."""
    chain = selectors.chain_of(counterpart_view.links_for(actor, request))
    return {"initial": {"outcome": request.outcome or suggested_for(request, chain)}}


@REQUEST.act(
    "settled",
    inputs.SettleOutcome,
    _("Note the outcome of tracing"),
    permission=WRITE,
    done=_("The outcome is noted, for the exhibit too."),
    leads=lambda record: record.state == "answered" and not record.outcome,
    when=fits("settled"),
    asks=_suggested,
)
@transaction.atomic
def settle(
    *, actor: Actor, request_id: str, outcome: str, on: dt.date | None = None, expected_n: int | None = None
) -> None:
    """Note the outcome of tracing for the arm (IAFQ tables 5.1-5.3); the exhibit that it is about says the same from then on.

    Raises:
        NotFound: there is no such request, or its exhibit does not exist, for this actor.
        Forbidden: another office asked; its exhibit is not this actor's to write about.
        Invalid: no outcome, or one that the chain contradicts.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, "settled")
    chain = selectors.chain_of(counterpart_view.links_for(actor, request))
    if wrong := outcomes.problems(
        outcome, state=request.state, diversion=chain.diversion is not None, holder=chain.holder is not None
    ):
        raise RECORDER.invalid(*wrong)
    if request.item:
        # The exhibit and the request never say two things.
        require(actor, "recoveries:case:write")
    today = ledger.now().date()
    if on and on > today:
        raise RECORDER.invalid(Reason("tracing.future", field="on"))
    changes = {"outcome": outcome, "outcome_on": on or today}
    RECORDER.record(
        actor,
        "request",
        "settled",
        request,
        changes=changes,
        details={"suggested": suggested_for(request, chain)},
    )
    if request.item:
        item_for(actor, request.item)
        note_tracing(actor=actor, item_id=request.item, outcome=outcome)
    note_settled(actor, again(request))
