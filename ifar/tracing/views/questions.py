"""What a dealer's or a maker's own book is asked: its screen, with a clock, and the answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, require
from ifar.tracing import disclosure, labels, selectors
from ifar.tracing.models import Step
from ifar.tracing.services import answering
from ifar.tracing.services.writing import QUESTION
from ifar.tracing.views import presenters


def _asked(one: Step, spoken: presenters.Spoken) -> dict[str, Any]:
    """What a trader is shown of a question: what to look for, and nothing of who asks, where it was found or why."""
    said: dict[str, Any] = {
        "step": one,
        "role": labels.ROLES[one.role],
        "state": labels.STATES["step"][one.state],
        "tone": labels.TONES.get(one.state, ""),
        "clock": presenters.clock_of(one.due_at) if one.state == "asked" else None,
    }
    if "identification" in disclosure.TO_A_DEALER:
        found = one.request
        said |= {
            "title": presenters.title_of_request(found, spoken),
            "mark": presenters.mark_of(found),
            "identity": presenters.thing_of(found, spoken),
            "marks": presenters.marks_of(found, spoken),
        }
    return said


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The questions to this book: those that wait first."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    found = page(
        selectors.questions_for(actor),
        order=("-state", "-id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    spoken = presenters.spoken_now()
    context = {"rows": [_asked(one, spoken) for one in found.items], "found": found}
    return render(request, "tracing/questions.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question: what is looked for, what of this book may be it, and the answer."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    found = selectors.question_for(actor, public_id)
    spoken = presenters.spoken_now()
    context = {
        **_asked(found, spoken),
        "offered": offered(actor, QUESTION, found),
        "own": _own(actor, found, spoken) if found.state == "asked" else [],
        "result": labels.RESULTS.get(found.result, ""),
        "failure": labels.FAILURES.get(found.failure, ""),
    }
    return render(request, "tracing/question.html", context)


def _own(actor: Actor, found: Step, spoken: presenters.Spoken) -> list[dict[str, Any]]:
    """What of the own book it may be, as the register's search sees it for this actor."""
    proposals = answering.proposals_of(actor, found.request)
    wanted = [one.found.firearm for one in proposals]
    arms = {one.public_id: one for one in firearms_for(actor).filter(public_id__in=wanted)}
    return [
        presenters.proposal_row(one, spoken, arms.get(one.found.firearm))
        for one in proposals
        if one.found.firearm in arms
    ]
