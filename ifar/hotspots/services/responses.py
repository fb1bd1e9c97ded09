"""Rapid responses: proposed with needs, measures and tasks; checked for human rights; approved by another person."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.hotspots import flow_labels
from ifar.hotspots import response as rules
from ifar.hotspots.models import Hotspot, Response
from ifar.hotspots.response_inputs import ApproveResponse, CheckRights, SendResponseBack, WithdrawResponse
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import hotspots
from ifar.hotspots.services.triage import LONGEST
from ifar.hotspots.services.triage import personal_words as words_of
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WORK: Final = "hotspots:response:work"
APPROVE: Final = "hotspots:response:approve"
CHECK: Final = selectors.CHECK
MEASURES: Final = "response_measure"
RESPONSE: Final = Offers(RECORDER, "response", selectors.response_for, page="hotspots:response")
QUESTIONS: Final = "need_question"


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task: what is to be done for which measure, by whom, until when."""

    words: str
    measure: str
    owner: str
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a response proposes.

    Attributes:
        owner: identifier of the office that leads.
        partners: others who take part, in words.
        needs: template -> question -> `yes`, `no`, `partly`, `unknown`; `assessment` = template -> what was found, in words.
        measures: codes of the catalogue.
        budget: whole number of `currency`; `budget_line` in words.
    """

    title: str
    owner: str
    measures: Sequence[str]
    needs: Mapping[str, Mapping[str, str]]
    assessment: Mapping[str, str] = field(default_factory=dict)
    partners: str = ""
    budget_line: str = ""
    budget: str = ""
    currency: str = ""
    tasks: Sequence[NewTask] = ()


@transaction.atomic
def propose(*, actor: Actor, hotspot: str, said: Proposal) -> str:
    """Propose a response to a hotspot; returns its identifier. The plan is due some days after the hotspot was confirmed.

    Raises:
        NotFound, Forbidden: there is no such hotspot for this actor, or it is another office's.
        Invalid: what is said is incomplete.
        Refused: the hotspot is closed.
    """
    require(actor, WORK)
    record = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    changes, words = _details_of(said)
    due = rules.due(
        record.confirmed_on,
        record.confirmed_on,
        plan_days=settings.IFAR_PLAN_DAYS,
        first_days=settings.IFAR_FIRST_MEASURE_DAYS,
    )
    changes |= {"hotspot": record.public_id, "plan_due": due.plan, "first_due": due.first_measure}
    made = RECORDER.record(actor, "response", "proposed", changes=changes, personal={"words": words}).subject
    hotspots.follow(actor, record)
    notices.close(actor=actor, object=record.public_id, agencies=[record.agency.public_id])
    return made


def _details_of(proposal: Proposal) -> tuple[dict[str, Any], dict[str, str]]:
    today = ledger.now().date()
    tasks = [
        {"words": new_task.words, "measure": new_task.measure, "owner": new_task.owner, "due": new_task.due}
        for new_task in proposal.tasks
    ]
    given = {
        "title": proposal.title, "owner": proposal.owner, "measures": list(proposal.measures), "needs": proposal.needs, "budget": proposal.budget,
        "currency": proposal.currency, "tasks": tasks,
    }  # fmt: skip
    wrong = rules.wrongs(given, measures=reference.words(MEASURES), today=today)
    questions = reference.mappings(QUESTIONS, "need")
    for need, answers in proposal.needs.items():
        asked = {code for code, needs in questions.items() if need in needs}
        if set(answers) - asked or set(answers.values()) - set(rules.ANSWERS):
            wrong.append(Reason("hotspots.response.needs", field="needs"))
            break
    if not wrong and not Agency.objects.filter(public_id=proposal.owner).exists():
        wrong.append(Reason("hotspots.response.owner", field="owner"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    words = {"title": proposal.title, "partners": proposal.partners, "budget_line": proposal.budget_line}
    words |= {f"assessment:{need}": text for need, text in proposal.assessment.items() if need in rules.NEEDS}
    kept = []
    for task in proposal.tasks:
        ident = new_task_id()
        kept.append(task_row(ident, task))
        words |= task_words(ident, task)
    changes = {
        "owner": proposal.owner, "measures": sorted(set(proposal.measures)), "needs": {need: dict(answers) for need, answers in proposal.needs.items()},
        "budget": proposal.budget, "currency": proposal.currency.upper(), "tasks": kept,
    }  # fmt: skip
    return changes, {name: text.strip()[:LONGEST] for name, text in words.items() if text.strip()}


def new_task_id() -> str:
    """A name for a task within its response."""
    return f"t{secrets.token_hex(4)}"


def task_row(ident: str, new_task: NewTask) -> dict[str, Any]:
    """A new task as its response keeps it: open, without its words, which are personal."""
    return {
        "id": ident,
        "measure": new_task.measure,
        "due": str(new_task.due),
        "state": "open",
        "done_on": "",
    }


def task_words(ident: str, new_task: NewTask) -> dict[str, str]:
    """What a task says, and who does it, as the personal words of its response."""
    return {f"task:{ident}": new_task.words.strip()[:LONGEST], f"owner:{ident}": new_task.owner.strip()[:200]}


def own_response(actor: Actor, response: str, expected_n: int | None = None) -> Response:
    """A response of the actor's office.

    Args:
        expected_n: the number of its acts that the actor saw; None where they need not have looked.

    Raises:
        NotFound, Forbidden: there is no such response for this actor, or it is another office's.
        Conflict: somebody else changed it after the actor looked.
    """
    own = selectors.own(actor, selectors.response_for(actor, response))
    RECORDER.check_expected(own, expected_n)
    return own


@transaction.atomic
def amend(*, actor: Actor, response: str, said: Proposal, expected_n: int | None = None) -> None:
    """Change what is proposed, until it is approved; what is changed is checked again.

    Raises:
        NotFound, Forbidden, Invalid: as `propose`.
        Refused: it is approved already.
    """
    require(actor, WORK)
    result = own_response(actor, response, expected_n)
    changes, words = _details_of(said)
    RECORDER.record(actor, "response", "amended", result, changes=changes, personal={"words": words})


def rights_questions() -> dict[str, list[tuple[Any, ...]]]:
    """The questions of the check, and what is asked where the answer may be another than the one that is wanted."""
    milder = [name for name, (_wanted, stops) in rules.RIGHTS.items() if not stops]
    instead = _("If not: what is done about it")
    return {
        "answers": list(flow_labels.RIGHTS.items()),
        "mitigations": [(name, flow_labels.RIGHTS[name], instead) for name in milder],
    }


def _questions(_actor: Actor, response: Response) -> Mapping[str, Any]:
    first = {f"answers-{name}": answer for name, answer in response.rights.items()}
    return {"initial": first, "among": rights_questions()}


@RESPONSE.act(
    "checked",
    CheckRights,
    _("Answer the human-rights check"),
    permission=CHECK,
    done=_("The human-rights check is done. Another person approves now."),
    hint=_(
        "ICCPR articles 2, 9, 12, 17 and 26; Basic Principles on the Use of Force and Firearms by Law Enforcement Officials; Human Rights Due Diligence Policy (A/67/775-S/2013/110)"
    ),
    leads=lambda record: not record.checked_by,
    asks=_questions,
)
@transaction.atomic
def check_rights(
    *,
    actor: Actor,
    response_id: str,
    answers: Mapping[str, str],
    mitigations: Mapping[str, str] | None = None,
    expected_n: int | None = None,
) -> None:
    """Answer the human-rights check: it stands before the approval, and the adviser answers it, of any office, who wrote nothing of the response.

    Raises:
        NotFound, Forbidden: there is no such response, or the actor is no adviser, or proposed or changed it.
        Conflict: the response was changed after the adviser read it.
        Invalid: a question is not answered, not as it must be, or has no mitigation in words.
        Refused: it is approved already.
    """
    require(actor, CHECK)
    response = selectors.response_for(actor, response_id)
    RECORDER.check_expected(response, expected_n)
    mitigated = {
        q: text.strip()[:LONGEST]
        for q, text in (mitigations or {}).items()
        if q in rules.RIGHTS and text.strip()
    }
    given = {question: answers.get(question, "") for question in rules.RIGHTS}
    if wrong := rules.checked(given, mitigated):
        raise RECORDER.invalid(*wrong)
    kept = {name: text for name, text in (response.words or {}).items() if not name.startswith("mitigation:")}
    words = {**kept, **{f"mitigation:{q}": text for q, text in mitigated.items()}}
    changes = {"rights": given, "checked_on": ledger.now().date()}
    RECORDER.record(actor, "response", "checked", response, changes=changes, personal={"words": words})
    notices.tell(
        kind="hotspots.approve", object=response.public_id, agency_id=response.agency_id, permission=APPROVE,
        once=f"hotspots approve {response.public_id} {response.n + 1}",
    )  # fmt: skip


@RESPONSE.act(
    "approved",
    ApproveResponse,
    _("Approve the response"),
    permission=APPROVE,
    done=_("Approved. It can begin."),
    when=selectors.is_own,
    leads=True,
)
@transaction.atomic
def approve(*, actor: Actor, response_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Approve a response: another person than those who drafted and checked it, after the human-rights check.

    Raises:
        NotFound, Forbidden: as `propose`; or the actor drafted or checked it.
        Refused: it was not checked.
    """
    require(actor, APPROVE)
    response = own_response(actor, response_id, expected_n)
    changes = {"approved_on": ledger.now().date()}
    RECORDER.record(
        actor, "response", "approved", response, changes=changes, personal=words_of(response, approval=note)
    )
    _close_notices(actor, response)
    _tell_leaders(response, "approved")


@RESPONSE.act(
    "returned",
    SendResponseBack,
    _("Send the response back"),
    permission=APPROVE,
    done=_("Sent back, with your words."),
    when=selectors.is_own,
)
@transaction.atomic
def send_back(*, actor: Actor, response_id: str, note: str) -> None:
    """Send a proposed response back with what is to be changed; it is checked again afterwards.

    Raises:
        NotFound, Forbidden: as `propose`.
        Invalid: nothing is said.
        Refused: it is not proposed.
    """
    require(actor, APPROVE)
    response = own_response(actor, response_id)
    if not note.strip():
        raise RECORDER.invalid(Reason("hotspots.reason", field="note"))
    RECORDER.record(actor, "response", "returned", response, personal=words_of(response, returned=note))
    _close_notices(actor, response)
    _tell_leaders(response, "returned")


def _tell_leaders(response: Response, what: str) -> None:
    """Tell the office whose response it is, and the one that leads it, that it was approved or sent back: they begin, or change it."""
    owner = Agency.objects.filter(public_id=response.owner).values_list("pk", flat=True).first()
    for office in {response.agency_id, *([owner] if owner and what == "approved" else ())}:
        notices.tell(
            kind=f"hotspots.{what}", object=response.public_id, agency_id=office, permission=WORK,
            once=f"hotspots {what} {response.public_id} {response.n + 1} {office}", params={"office": response.agency.public_id},
        )  # fmt: skip


def _close_notices(actor: Actor, response: Response) -> None:
    notices.close(actor=actor, object=response.public_id, agencies=[response.agency.public_id])


@RESPONSE.act(
    "withdrawn",
    WithdrawResponse,
    _("Give the response up"),
    permission=WORK,
    done=_("The response is given up."),
    when=selectors.is_own,
)
@transaction.atomic
def withdraw(*, actor: Actor, response_id: str, note: str) -> None:
    """Give a response up before it has begun.

    Raises:
        NotFound, Forbidden, Invalid, Refused: as `send_back`; it is active or over.
    """
    require(actor, WORK)
    response = own_response(actor, response_id)
    if not note.strip():
        raise RECORDER.invalid(Reason("hotspots.reason", field="note"))
    changes = {"closed_on": ledger.now().date()}
    RECORDER.record(
        actor, "response", "withdrawn", response, changes=changes, personal=words_of(response, closing=note)
    )
    follow(actor, response)


def follow(actor: Actor, response: Response) -> None:
    """Have the hotspot of a response follow what became of it."""
    about = Hotspot.objects.get(public_id=response.hotspot)
    hotspots.follow(actor, about)


def standing(response: Response, today: dt.date) -> rules.Due:
    """The deadlines of a response, and whether each is late; what is over is late no more where nothing was done."""
    over = response.state in ("closed", "withdrawn")
    approved, done = response.approved_on or today, response.first_done_on or today
    return rules.Due(
        response.plan_due,
        response.first_due,
        approved > response.plan_due and not (over and response.approved_on is None),
        done > response.first_due and not (over and response.first_done_on is None),
    )
