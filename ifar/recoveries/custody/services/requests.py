"""What a laboratory is asked about an exhibit, and what it answers; a restored mark goes into the register by its own event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.recoveries import selectors
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services.chains import KEEP
from ifar.recoveries.custody.services.register import firearm_of
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Request
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor, require

ANSWER: Final = "custody:request:answer"
REQUEST: Final = Offers(
    RECORDER, "request", kept.request_for, page="custody:request", name="laboratory_request"
)


@transaction.atomic
def ask(
    *,
    actor: Actor,
    exhibit: str,
    laboratory: str,
    questions: Sequence[str],
    due_on: dt.date | None = None,
    note: str = "",
) -> str:
    """Ask a laboratory about an exhibit; returns the request's public identifier. The exhibit itself goes by a hand-over.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Forbidden: another office has it, and its case was only shared to be read.
        Invalid: no laboratory, or no question.
    """
    require(actor, KEEP)
    chain = kept.chain_for(actor, exhibit)
    if chain.agency_id != actor.agency_id:
        case = kept.items_of([exhibit])[exhibit].case
        selectors.check_own(actor, case)
    office = Agency.objects.filter(public_id=laboratory, kind="forensic_laboratory", closed=False).first()
    wrong = [] if office else [Reason("custody.laboratory", field="laboratory")]
    if not questions or set(questions) - words.QUESTIONS.keys():
        wrong.append(Reason("custody.questions", field="questions"))
    if wrong or office is None:
        raise RECORDER.invalid(*wrong)
    changes = {
        "exhibit": exhibit,
        "laboratory": laboratory,
        "questions": sorted(set(questions)),
        "due_on": due_on,
    }
    keeper = (actor.agency, chain.compartment)
    made = RECORDER.record(actor, "request", "asked", changes=changes, note=note, keeper=keeper).subject
    notices.tell(
        kind="custody.asked",
        object=made,
        agency_id=office.pk,
        once=f"custody asked {made}",
        permission=ANSWER,
        params={"from": actor.agency_name},
    )
    return made


def _standing(actor: Actor, request: str, kind: str, expected_n: int | None) -> Request:
    require(actor, ANSWER)
    trace = kept.request_for(actor, request)
    RECORDER.check_expected(trace, expected_n)
    RECORDER.state_after("request", kind, trace.state)
    return trace


def _form_options(_actor: Actor, request: Request) -> Mapping[str, Any]:
    """What is to be answered; a mark can be restored only where that was asked."""
    questions = [(code, words.QUESTIONS[code]) for code in request.questions]
    without = [f"results-{code}-restored" for code in request.questions if code != "marks"]
    return {"among": {"results": questions}, "without": without}


@REQUEST.act(
    "accepted",
    inputs.AcceptRequest,
    _("Accept the request"),
    permission=ANSWER,
    done=_("The request is accepted."),
    when=lambda actor, record: record.laboratory == actor.agency,
)
@transaction.atomic
def accept(*, actor: Actor, request_id: str, expected_n: int | None = None) -> None:
    """Accept a request for the laboratory that was asked."""
    RECORDER.record(actor, "request", "accepted", _standing(actor, request_id, "accepted", expected_n))


@REQUEST.act(
    "answered",
    inputs.AnswerRequest,
    _("Answer the request"),
    permission=ANSWER,
    done=_("The answer is recorded."),
    leads=True,
    when=lambda actor, record: record.laboratory == actor.agency,
    asks=_form_options,
)
@transaction.atomic
def answer(
    *,
    actor: Actor,
    request_id: str,
    results: Mapping[str, inputs.Result],
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Answer every question that was asked. A restored mark becomes a mark of the firearm: it was seen, by this laboratory.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: another laboratory was asked.
        Invalid: a question has no answer or no report.
        Refused: the register refuses the mark.
    """
    request = _standing(actor, request_id, "answered", expected_n)
    if set(results) != set(request.questions):
        raise RECORDER.invalid(Reason("custody.results", article="ITI para. 16", field="results"))
    rows = [
        {
            "question": question,
            "reference": result.reference,
            "mark": {"kind": "serial", "text": result.restored} if result.restored else {},
            "event": _mark(actor, request.exhibit, result) if result.restored else "",
        }
        for question, result in results.items()
    ]
    changes = {"results": rows, "answered_on": timezone.localdate()}
    # What a laboratory found may name people: in its own words, and so kept apart from the log.
    answers = {question: result.answer for question, result in results.items()}
    personal = {kept.ANSWERS: answers}
    RECORDER.record(actor, "request", "answered", request, changes=changes, note=note, personal=personal)
    notices.tell(
        kind="custody.answered",
        object=request_id,
        agency_id=request.agency_id,
        once=f"custody answered {request_id}",
        permission=KEEP,
    )


def _mark(actor: Actor, exhibit: str, result: inputs.Result) -> str:
    """Record a restored mark in the life of the firearm; returns its event, empty where there is nothing to record."""
    firearm = firearm_of(exhibit)
    if not firearm:
        return ""
    mark = {"condition": "restored", "kind": "serial", "text": result.restored}
    event = NewEvent("sighted", {"method": "inspection"}, marks=(mark,), paper=result.reference[:60])
    return str(record_event(actor=actor, firearm=firearm, event=event).entry)


@REQUEST.act(
    "withdrawn",
    inputs.WithdrawRequest,
    _("Take the request back"),
    permission=KEEP,
    done=_("The request is withdrawn."),
    when=lambda actor, record: record.agency_id == actor.agency_id,
)
@transaction.atomic
def withdraw(*, actor: Actor, request_id: str, note: str, expected_n: int | None = None) -> None:
    """Take a request back, and say why."""
    require(actor, KEEP)
    request = kept.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    RECORDER.record(actor, "request", "withdrawn", request, note=note)
