"""Applications over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import inputs
from ifar.licensing.api.shapes import (
    ApplicationOut,
    ApplicationPage,
    ApplicationWholeOut,
    Identifier,
    MadeOut,
    QueueAsked,
    application_of,
)
from ifar.licensing.selectors import records
from ifar.licensing.services import applications
from ifar.rights import require

router = Router(tags=["licensing"])


@router.get(
    "/applications",
    response=ApplicationPage,
    summary="The applications of your desk",
    operation_id="list_applications",
)
def list_applications(request: HttpRequest, asked: Query[QueueAsked]) -> dict[str, Any]:
    """Those that run come first with their day."""
    actor = actor_of(request)
    require(actor, records.QUEUES[asked.list])
    found = page(records.queue(actor, asked.list), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [application_of(one) for one in found.items], "after": found.after}


@router.post(
    "/applications",
    response={201: MadeOut},
    summary="Take in an application",
    operation_id="draft_application",
)
def draft_application(request: HttpRequest, body: inputs.DraftApplication) -> Status[dict[str, str]]:
    """As a draft; the clock runs when it is handed in."""
    return Status(201, {"id": applications.draft(actor=actor_of(request), **body.model_dump())})


@router.get(
    "/applications/{application}",
    response=ApplicationWholeOut,
    summary="Open an application",
    operation_id="open_application",
)
def open_application(request: HttpRequest, application: Identifier) -> dict[str, Any]:
    """With everything that was done to it."""
    found = records.application_for(actor_of(request), application)
    acts = [
        {
            "entry": str(one.entry),
            "n": one.n,
            "kind": one.kind,
            "details": dict(one.details),
            "actor": one.recorded.actor,
            "agency": one.recorded.agency,
            "recorded_at": one.recorded.recorded_at,
            "proof": one.recorded.proof,
        }
        for one in records.history_of(application, "application", settings.IFAR_WITNESSES_NEEDED)
    ]
    return {**application_of(found), "acts": acts}


@router.post(
    "/applications/{application}/amendment",
    response=ApplicationOut,
    summary="Change what a draft asks for",
    operation_id="amend_application",
)
def amend(request: HttpRequest, application: Identifier, body: inputs.AmendApplication) -> dict[str, Any]:
    """Or what an application asks for that waits for the applicant."""
    actor = actor_of(request)
    applications.amend(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/submission",
    response=ApplicationOut,
    summary="Hand in a draft",
    operation_id="submit_application",
)
def submit(request: HttpRequest, application: Identifier, body: inputs.SubmitApplication) -> dict[str, Any]:
    """The statutory clock begins."""
    actor = actor_of(request)
    applications.submit(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/checks",
    response=ApplicationOut,
    summary="Answer a check",
    operation_id="answer_check",
)
def answer_check(request: HttpRequest, application: Identifier, body: inputs.AnswerCheck) -> dict[str, Any]:
    """A later answer replaces an earlier one; whoever answers does not decide."""
    actor = actor_of(request)
    applications.answer_check(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/pause",
    response=ApplicationOut,
    summary="Ask something of the applicant",
    operation_id="pause_application",
)
def pause(request: HttpRequest, application: Identifier, body: inputs.PauseApplication) -> dict[str, Any]:
    """The clock stands; the note says what is asked."""
    actor = actor_of(request)
    applications.pause(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/resumption",
    response=ApplicationOut,
    summary="The applicant has answered",
    operation_id="resume_application",
)
def resume(request: HttpRequest, application: Identifier, body: inputs.ResumeApplication) -> dict[str, Any]:
    """The clock runs again."""
    actor = actor_of(request)
    applications.resume(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/advice",
    response=ApplicationOut,
    summary="Advise",
    operation_id="advise_application",
)
def advise(request: HttpRequest, application: Identifier, body: inputs.AdviseApplication) -> dict[str, Any]:
    """Whoever advises does not decide."""
    actor = actor_of(request)
    applications.advise(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/withdrawal",
    response=ApplicationOut,
    summary="Take an application back",
    operation_id="withdraw_application",
)
def withdraw(
    request: HttpRequest, application: Identifier, body: inputs.WithdrawApplication
) -> dict[str, Any]:
    """For the applicant; the note says why."""
    actor = actor_of(request)
    applications.withdraw(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/appeal",
    response=ApplicationOut,
    summary="Record an appeal",
    operation_id="appeal_application",
)
def appeal(request: HttpRequest, application: Identifier, body: inputs.AppealApplication) -> dict[str, Any]:
    """Within the time for it."""
    actor = actor_of(request)
    applications.appeal(actor=actor, application_id=application, **body.model_dump())
    return application_of(records.application_for(actor, application))


@router.post(
    "/applications/{application}/grant",
    response={202: DecisionProposedOut},
    summary="Propose to grant an application",
    operation_id="propose_licence_grant",
)
def grant(
    request: HttpRequest, application: Identifier, body: inputs.GrantApplication
) -> Status[dict[str, Any]]:
    """Another person decides, who neither examined it nor advised on it."""
    return proposed_of(
        applications.propose_grant(actor=actor_of(request), application_id=application, **body.model_dump())
    )


@router.post(
    "/applications/{application}/refusal",
    response={202: DecisionProposedOut},
    summary="Propose to refuse an application",
    operation_id="propose_licence_refusal",
)
def refuse(
    request: HttpRequest, application: Identifier, body: inputs.RefuseApplication
) -> Status[dict[str, Any]]:
    """Another person decides, who neither examined it nor advised on it."""
    return proposed_of(
        applications.propose_refusal(actor=actor_of(request), application_id=application, **body.model_dump())
    )


@router.post(
    "/applications/{application}/dismissal",
    response={202: DecisionProposedOut},
    summary="Propose to dismiss an appeal",
    operation_id="propose_dismissal",
)
def dismiss_appeal(
    request: HttpRequest, application: Identifier, body: inputs.DismissAppeal
) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(
        applications.propose_dismissal(
            actor=actor_of(request), application_id=application, **body.model_dump()
        )
    )
