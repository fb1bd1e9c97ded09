"""Answering: a request is acknowledged, searched, identified, answered; delayed, restricted or refused on a ground.

Of a request that went to another State the same acts note what was told; the register of ours is not searched for those.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.acts.inputs import RecordInput
from ifar.errors import Invalid, Reason, Unavailable
from ifar.ledger import services as ledger
from ifar.recoveries.linking import Looked
from ifar.recoveries.services.searching import ALL_PATIENCE, Proposal, likeliest, proposals_for
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services.match_backlog import look_later, why_of
from ifar.registry.alerts.services.saved_searches import SavedQuestion, open_searches
from ifar.registry.occurred import moment
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearm_for
from ifar.rights import Actor, may, require
from ifar.tracing import content, disclosure, going, grounds, inputs, selectors
from ifar.tracing.counterpart_view import agreement_of
from ifar.tracing.disclosable_facts import known_of
from ifar.tracing.models import Request
from ifar.tracing.selectors import ANSWER, WRITE
from ifar.tracing.services import writing
from ifar.tracing.services.firearm_events import note_asked, note_ended
from ifar.tracing.services.requests import tell_office
from ifar.tracing.services.writing import RECORDER, REQUEST, again, called, check_office, due_from, fits
from ifar.typed import is_case_number

LIKELY = 0.5


def _found(actor: Actor, request_id: str, kind: str, expected_n: int | None) -> Request:
    """The request, where this actor's office may do this with it: answering is the desk's; noting what another State said, whoever asked."""
    request = selectors.request_for(actor, request_id)
    require(actor, writing.right_of(request, kind))
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, kind)
    return request


@REQUEST.act(
    "acknowledged",
    inputs.AcknowledgeRequest,
    _("Acknowledge the request"),
    permission=selectors.READ,
    done=_("Acknowledged. The time limit for the answer runs."),
    leads=lambda record: not going.waits_to_be_taken_out(record),
    when=fits("acknowledged"),
    asks=lambda _actor, record: {} if record.direction == "outgoing" else {"without": ["reference"]},
    called=called(_("Note their acknowledgement")),
)
@transaction.atomic
def acknowledge(*, actor: Actor, request_id: str, reference: str = "", expected_n: int | None = None) -> None:
    """Acknowledge what came in, or note that the other State did and under which number; the clock of the answer begins.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's to do.
        Refused: it was acknowledged already, or is ended.
        Invalid: the number is no number of a case.
    """
    require(actor, selectors.READ)
    request = _found(actor, request_id, "acknowledged", expected_n)
    now = ledger.now()
    changes: dict[str, Any] = {
        "due_at": due_from(now, "answer", request.urgency, request.direction, request.country, request.desk)
    }
    if given := " ".join(reference.split())[:120]:
        if not is_case_number(given):
            raise RECORDER.invalid(Reason("tracing.number", field="reference"))
        changes["reference"] = given
    RECORDER.record(actor, "request", "acknowledged", request, changes=changes, recorded_at=now)
    _tell_asker(actor, request)


@REQUEST.act(
    "searched",
    RecordInput,
    _("Search the register"),
    permission=ANSWER,
    done=_("Searched. The question stays open for what comes into the register later."),
    leads=lambda record: record.state == "acknowledged",
    when=fits("searched"),
)
@transaction.atomic
def search_register(*, actor: Actor, request_id: str, expected_n: int | None = None) -> list[Proposal]:
    """Search the register for what was asked about, and keep the question open for what comes into it later.

    Returns what it may be, the likeliest first; a person says which it is (`identify`).

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`; no purpose is stated.
        Unavailable, Invalid: the register cannot be searched now, or not for this mark, and no search is kept open that would do it later; nothing
            is noted then, because it was not searched.
    """
    require(actor, ANSWER)
    reads.require_purpose(actor)
    request = _found(actor, request_id, "searched", expected_n)
    asked = content.questions(request.identity, request.marks)
    plain = [saved_search.payload_of(question) for question in asked]
    proposals, late = _searched(actor, asked)
    searches = list(request.searches)
    if asked and plain != request.question and may(actor, "registry:search:keep"):
        wanted = [
            # Whoever looks through the saved searches of the office learns of a secret request nothing but its number here.
            SavedQuestion(
                question,
                request.public_id,
                request.public_id
                if request.handling == selectors.SECRET
                else request.number or request.reference or request.public_id,
            )
            for question in asked
        ]
        searches = [
            search.public_id for search in open_searches(actor=actor, kind="trace", wanted=wanted, waits=True)
        ]
    for at, error in late.items():
        # One inscription that half the register bears keeps nobody from what the number finds; "nothing" cannot be said until it was looked for.
        if at >= len(searches):
            raise error
        look_later(searches[at : at + 1], why_of(error))
    now = ledger.now()
    changes = {
        "question": plain,
        "searches": searches,
        "ground": "",
        # To search once more gives nobody more time.
        "due_at": moment(request.due_at)
        if request.due_at
        else due_from(now, "answer", request.urgency, request.direction, request.country, request.desk),
    }
    likely = sum(proposal.chance >= LIKELY for proposal in proposals)
    RECORDER.record(
        actor, "request", "searched", request, changes=changes, details={"found": len(proposals), "likely": likely}, recorded_at=now
    )  # fmt: skip
    return proposals


def proposals_of(actor: Actor, request: Request) -> list[Proposal]:
    """What of the register the actor sees that a request may be about, the likeliest first; by those of its marks that can be searched for now."""
    return _searched(actor, content.questions(request.identity, request.marks))[0]


def _searched(
    actor: Actor, asked: Sequence[Question]
) -> tuple[list[Proposal], dict[int, Unavailable | Invalid]]:
    """What is met by each mark that can be searched for, the likeliest first; and why the others, by their place, cannot."""
    until = time.monotonic() + ALL_PATIENCE
    met: list[Proposal] = []
    late: dict[int, Unavailable | Invalid] = {}
    for at, question in enumerate(asked):
        try:
            with transaction.atomic():
                met += proposals_for(actor, [Looked("", question)], until)
        except (Unavailable, Invalid) as error:
            if not why_of(error):
                raise
            late[at] = error
    return likeliest(met), late


@REQUEST.act(
    "progressed",
    RecordInput,
    _("Note that they search"),
    permission=WRITE,
    done=_("Noted."),
    leads=True,
    when=fits("progressed"),
)
@transaction.atomic
def note_progress(*, actor: Actor, request_id: str, expected_n: int | None = None) -> None:
    """Note that the other State says that it searches.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`.
    """
    require(actor, WRITE)
    request = _found(actor, request_id, "progressed", expected_n)
    now = ledger.now()
    due = due_from(now, "answer", request.urgency, request.direction, request.country, request.desk)
    RECORDER.record(actor, "request", "progressed", request, changes={"due_at": due}, recorded_at=now)


@REQUEST.act(
    "identified",
    inputs.IdentifyFirearm,
    _("Identify the firearm"),
    permission=selectors.READ,
    done=_("Noted which firearm it is."),
    when=fits("identified"),
    onward=lambda record: "tracing:answer" if record.direction == "incoming" and record.firearm else "",
)
@transaction.atomic
def identify(
    *, actor: Actor, request_id: str, firearm: str, note: str = "", expected_n: int | None = None
) -> None:
    """Say which firearm of the register it is; empty: none of them after all. Why, where the search did not propose it.

    Raises:
        NotFound: there is no such request, or no such firearm, for this actor.
        Forbidden, Refused: as `acknowledge`.
        Invalid: the search does not propose it, and nobody says why it is this one all the same.
    """
    require(actor, selectors.READ)
    request = _found(actor, request_id, "identified", expected_n)
    percent = None
    if firearm:
        firearm_for(actor, firearm)
        match = next(
            (proposal for proposal in proposals_of(actor, request) if proposal.found.firearm == firearm), None
        )
        percent = saved_search.percent_of(match.chance) if match else None
        if match is None and len(note.strip()) < content.LEAST:
            raise RECORDER.invalid(Reason("tracing.identify", field="note", params={"least": content.LEAST}))
    RECORDER.record(
        actor, "request", "identified", request, changes={"firearm": firearm}, details={"percent": percent},
        note=note[: content.LONGEST],
    )  # fmt: skip
    note_asked(actor, again(request))


def preview(actor: Actor, request: Request, ground: str = "") -> list[tuple[disclosure.Verdict, Any]]:
    """What would leave with an answer and what would not: each datum that is known, with its value. What is shown is what is sent.

    Raises:
        Forbidden: another office answers.
        Refused: no purpose is stated; who held an arm is personal.
    """
    require(actor, ANSWER)
    reads.require_purpose(actor)
    check_office(actor, request, "answered")
    known = known_of(actor, request, selectors.steps_of(request))
    return [
        (verdict, known[verdict.datum])
        for verdict in disclosure.preview(ground, agreement_of(request), stock="state_stock" in known)
        if verdict.datum in known
    ]


@REQUEST.act(
    "answered",
    inputs.NoteAnswer,
    _("Answer the request"),
    permission=selectors.READ,
    done=_("Answered. What left stands below."),
    leads=True,
    when=fits("answered"),
    called=called(_("Note their answer")),
    at="tracing:answer",
)
@transaction.atomic
def answer(
    *,
    actor: Actor,
    request_id: str,
    note: str = "",
    expected_n: int | None = None,
    told: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer with all that the rule table lets leave; or note what another State answered, in words (`note`) or by datum (`told`).

    Returns what left, by datum.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`; no purpose is stated; nothing is known, or nothing of it may leave.
        Invalid: nothing is said of what another State answered.
    """
    require(actor, selectors.READ)
    return _answered(actor, request_id, "answered", "", note, expected_n, told)


@REQUEST.act(
    "restricted",
    inputs.AnswerInPart,
    _("Answer in part"),
    permission=selectors.READ,
    done=_("Answered. What left stands below."),
    when=fits("restricted"),
)
@transaction.atomic
def restrict(
    *,
    actor: Actor,
    request_id: str,
    ground: str,
    note: str,
    expected_n: int | None = None,
    told: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answer in part, on a ground that is told with its words. Returns what left, by datum.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`.
        Invalid: no ground of the ITI, or no words.
    """
    require(actor, selectors.READ)
    if wrong := grounds.problems(ground, note):
        raise RECORDER.invalid(*wrong)
    return _answered(actor, request_id, "restricted", ground, note, expected_n, told)


def _answered(
    actor: Actor,
    request_id: str,
    kind: str,
    ground: str,
    note: str,
    expected_n: int | None,
    result: Mapping[str, Any] | None,
) -> dict[str, Any]:
    reads.require_purpose(actor)
    request = _found(actor, request_id, kind, expected_n)
    known: Mapping[str, Any] = {}
    left: dict[str, Any] = {}
    if request.direction != "outgoing":
        known = known_of(actor, request, selectors.steps_of(request))
        left = disclosure.leaves(known, ground=ground, agreement=agreement_of(request))
        if not left and kind == "answered":
            code = "tracing.answer.held" if known else "tracing.answer.nothing"
            raise RECORDER.refused(Reason(code, field="note"))
    elif not note.strip() and not result:
        raise RECORDER.invalid(Reason("tracing.note", field="note"))
    details = {
        "left": sorted(left),
        "held": sorted(known.keys() - left.keys()),
        "agreement": agreement_of(request),
        "ground": ground,
        "to": request.country,
    }
    changes = {"due_at": None} | ({"ground": ground} if kind == "restricted" else {})
    personal = {"answer": left or dict(result or {}) or None}
    RECORDER.record(
        actor,
        "request",
        kind,
        request,
        changes=changes,
        details=details,
        personal=personal,
        note=note[: content.LONGEST],
    )
    note_ended(actor, again(request))
    _tell_asker(actor, request)
    return left


@REQUEST.act(
    "not_found",
    inputs.FindNothing,
    _("Say that nothing was found"),
    permission=selectors.READ,
    done=_("Said that nothing was found. What comes into the register later is still compared with it."),
    when=fits("not_found"),
    called=called(_("Note that they found nothing")),
)
@transaction.atomic
def find_nothing(*, actor: Actor, request_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Say that nothing was found, or note that the other State found nothing. The saved searches stay open.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`; what was asked is not looked for everywhere yet.
    """
    require(actor, selectors.READ)
    request = _found(actor, request_id, "not_found", expected_n)
    if request.direction != "outgoing" and waits_of(request.searches):
        raise RECORDER.refused(Reason("tracing.waits"))
    RECORDER.record(
        actor, "request", "not_found", request, changes={"due_at": None}, note=note[: content.LONGEST]
    )
    note_ended(actor, again(request))
    _tell_asker(actor, request)


@REQUEST.act(
    "delayed",
    inputs.StateGround,
    _("Delay the answer"),
    permission=selectors.READ,
    done=_("Delayed, with its ground."),
    when=fits("delayed"),
    called=called(_("Note their delay")),
)
@transaction.atomic
def delay(*, actor: Actor, request_id: str, ground: str, note: str, expected_n: int | None = None) -> None:
    """Delay the answer on a ground that is told with its words; a clock runs until it is taken up again.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`.
        Invalid: no ground of the ITI, or no words.
    """
    require(actor, selectors.READ)
    _on_ground(actor, request_id, "delayed", ground, note, expected_n)


@REQUEST.act(
    "refused",
    inputs.StateGround,
    _("Refuse the request"),
    permission=selectors.READ,
    done=_("Refused, with its ground."),
    when=fits("refused"),
    called=called(_("Note their refusal")),
)
@transaction.atomic
def refuse(*, actor: Actor, request_id: str, ground: str, note: str, expected_n: int | None = None) -> None:
    """Refuse on a ground that is told with its words.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`.
        Invalid: no ground of the ITI, or no words.
    """
    require(actor, selectors.READ)
    _on_ground(actor, request_id, "refused", ground, note, expected_n)


def _on_ground(
    actor: Actor, request_id: str, kind: str, ground: str, note: str, expected_n: int | None
) -> None:
    request = _found(actor, request_id, kind, expected_n)
    if wrong := grounds.problems(ground, note):
        raise RECORDER.invalid(*wrong)
    now = ledger.now()
    due = (
        due_from(now, "resume", request.urgency, request.direction, request.country, request.desk)
        if kind == "delayed"
        else None
    )
    RECORDER.record(
        actor, "request", kind, request, changes={"ground": ground, "due_at": due}, note=note[: content.LONGEST], recorded_at=now
    )  # fmt: skip
    if kind == "refused":
        note_ended(actor, again(request))
    _tell_asker(actor, request)


@REQUEST.act(
    "resumed",
    RecordInput,
    _("Resume the request"),
    permission=selectors.READ,
    done=_("Taken up again."),
    leads=lambda record: record.state == "delayed",
    when=fits("resumed"),
)
@transaction.atomic
def resume(*, actor: Actor, request_id: str, expected_n: int | None = None) -> None:
    """Take a request up again: its ground holds no longer, or something came into the register since.

    After a delay what was left of its term is left still; what had ended gets a new one.

    Raises:
        NotFound, Forbidden, Refused: as `acknowledge`.
    """
    require(actor, selectors.READ)
    request = _found(actor, request_id, "resumed", expected_n)
    now = ledger.now()
    rest = selectors.rest_of(request) if request.state == "delayed" else None
    due = (
        due_from(now, "answer", request.urgency, request.direction, request.country, request.desk)
        if rest is None
        else moment(now + rest)
    )
    changes = {"ground": "", "due_at": due}
    RECORDER.record(actor, "request", "resumed", request, changes=changes, recorded_at=now)


def _tell_asker(actor: Actor, request: Request) -> None:
    """Within one State the office that asked hears of each word at once."""
    if request.direction == "domestic" and request.agency_id != actor.agency_id:
        tell_office(request, "tracing.word", office=request.agency.public_id)
