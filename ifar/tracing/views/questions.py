"""What a dealer's or a maker's own book is asked: its screen, with a clock, and the answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, require
from ifar.tracing import disclosure, labels, selectors
from ifar.tracing.models import Step
from ifar.tracing.services import answering
from ifar.tracing.services.writing import QUESTION
from ifar.tracing.views import presenters


def _question_context(step: Step, spoken: presenters.Spoken) -> dict[str, Any]:
    """What a trader is shown of a question: what to look for, and nothing of who asks, where it was found or why."""
    values: dict[str, Any] = {
        "step": step,
        "role": labels.ROLES[step.role],
        "state": labels.STATES["step"][step.state],
        "tone": labels.TONES.get(step.state, ""),
        "clock": presenters.clock_of(step.due_at) if step.state == "asked" else None,
    }
    if "identification" in disclosure.TO_A_DEALER:
        request = step.request
        values |= {
            "title": presenters.title_of_request(request, spoken),
            "mark": presenters.mark_of(request),
            "identity": presenters.thing_of(request, spoken),
            "marks": presenters.marks_of(request, spoken),
        }
    return values


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The questions to this book: those that wait first."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    result = page_of(
        request.GET,
        selectors.questions_for(actor),
        order=("-state", "-id"),
        sorts={"asked_at": None},
    )
    spoken = presenters.spoken_now()
    context = {"rows": [_question_context(step, spoken) for step in result.items], "found": result}
    return render(request, "tracing/questions.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question: what is looked for, what of this book may be it, and the answer."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    step = selectors.question_for(actor, public_id)
    spoken = presenters.spoken_now()
    context = {
        **_question_context(step, spoken),
        "offered": offered(actor, QUESTION, step),
        "own": _own(actor, step, spoken) if step.state == "asked" else [],
        "result": labels.RESULTS.get(step.result, ""),
        "failure": labels.FAILURES.get(step.failure, ""),
    }
    return render(request, "tracing/question.html", context)


def _own(actor: Actor, step: Step, spoken: presenters.Spoken) -> list[dict[str, Any]]:
    """What of the own book it may be, as the register's search sees it for this actor."""
    proposals = answering.proposals_of(actor, step.request)
    wanted = [proposal.found.firearm for proposal in proposals]
    arms = {firearm.public_id: firearm for firearm in firearms_for(actor).filter(public_id__in=wanted)}
    return [
        presenters.proposal_row(proposal, spoken, arms.get(proposal.found.firearm))
        for proposal in proposals
        if proposal.found.firearm in arms
    ]
