"""What a case asks of an office, and the answer. The office sees the request alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.oversight import inputs
from ifar.oversight.acts import ANSWER as DAYS
from ifar.oversight.labels import done_words
from ifar.oversight.models import Request
from ifar.oversight.selectors import cases
from ifar.oversight.selectors.cases import ANSWER, WORK
from ifar.oversight.services.writing import RECORDER, check_day
from ifar.rights import Actor, require

REQUEST: Final = Offers(
    RECORDER, "request", cases.request_for, page="oversight:request", name="oversight_request"
)


@transaction.atomic
def ask(
    *,
    actor: Actor,
    inspection_id: str,
    kind: str,
    addressed: str,
    text: str,
    due_on: dt.date,
    expected_n: int | None = None,
) -> str:
    """Ask an office for an explanation, a provisional measure or to follow a recommendation; returns the request's public identifier.

    Raises:
        NotFound: there is no such case for this actor.
        Forbidden: the actor is none of the case.
        Refused: the case is not under examination.
        Invalid: there is no such office, it is the inspectorate itself, nobody there may answer whom the case does not concern, or the day has passed.
    """
    require(actor, WORK)
    case = cases.case_for(actor, inspection_id)
    RECORDER.check_expected(case, expected_n)
    if actor.id not in (case.lead, *case.members):
        raise RECORDER.refused(Reason("oversight.not_of_case"))
    if case.state != "underway":
        raise RECORDER.refused(
            Reason("oversight.impossible", params={"record_type": "inspection", "state": case.state})
        )
    check_day(due_on)
    if not Agency.objects.filter(public_id=addressed, closed=False).exists():
        raise RECORDER.invalid(Reason("oversight.addressed", field="addressed"))
    if addressed == case.agency.public_id:
        raise RECORDER.invalid(Reason("oversight.asks_itself", field="addressed"))
    if not cases.answering(addressed) - {case.who, *case.barred}:
        raise RECORDER.invalid(Reason("oversight.nobody_answers", field="addressed"))
    sets = {"inspection": case.public_id, "kind": kind, "addressed": addressed, "due_on": due_on}
    return RECORDER.record(
        actor, "request", "asked", changes=sets, personal={"text": text}, parent=case
    ).subject


def day_to_answer() -> dt.date:
    """By when an office is to answer, where nobody says otherwise."""
    return timezone.localdate() + dt.timedelta(days=DAYS)


def _request(actor: Actor, request_id: str, expected_n: int | None) -> Request:
    request = cases.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    return request


@REQUEST.act(
    "answered",
    inputs.AnswerInspectorate,
    _("Answer the request"),
    permission=ANSWER,
    leads=True,
    asks=lambda _actor, request: {"among": {"done": list(done_words(request.kind).items())}},
    done=_("Your answer is submitted. The lead inspector is told."),
)
@transaction.atomic
def answer(*, actor: Actor, request_id: str, done: str, answer: str, expected_n: int | None = None) -> None:
    """Answer for the office that was asked, and say whether it was done.

    Raises:
        NotFound: the actor's office was asked nothing of the kind.
        Forbidden: another office was asked.
    """
    require(actor, ANSWER)
    request = _request(actor, request_id, expected_n)
    RECORDER.record(
        actor, "request", "answered", request, changes={"done": done}, personal={"answer": answer}
    )


@REQUEST.act(
    "settled",
    inputs.SettleInspectionRequest,
    _("Settle the request or lift the measure"),
    permission=WORK,
    leads=lambda request: request.state == "answered",
    when=lambda actor, request: actor.id in (request.inspection.lead, *request.inspection.members),
)
@transaction.atomic
def settle(*, actor: Actor, request_id: str, remark: str = "", expected_n: int | None = None) -> None:
    """Settle a request, or lift the provisional measure that it asked for; the office is told.

    Raises:
        NotFound: there is no such request for this actor.
        Refused: the actor is none of the case.
    """
    require(actor, WORK)
    request = _request(actor, request_id, expected_n)
    if actor.id not in (request.inspection.lead, *request.inspection.members):
        raise RECORDER.refused(Reason("oversight.not_of_case"))
    RECORDER.record(actor, "request", "settled", request, personal={"remark": remark})
