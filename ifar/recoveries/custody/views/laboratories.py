"""What a laboratory was asked, and its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.form_errors import actor_of
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import requests
from ifar.recoveries.custody.views import presenters as shown
from ifar.rights import may


@require_GET
def one_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request to a laboratory: what was asked, and its answers."""
    actor = actor_of(request)
    trace = kept.request_for(actor, public_id)
    [row] = shown.request_rows([trace])
    following = None
    if trace.state == "answered" and trace.laboratory == actor.agency and may(actor, requests.ANSWER):
        following = kept.to_answer(actor).order_by("due_on", "id").first()
    context = {
        **row,
        "following": shown.request_rows([following])[0] if following else None,
        "asked": [(code, words.QUESTIONS[code]) for code in trace.questions],
        "results": [
            {**result, "words": words.QUESTIONS.get(result["question"], "")}
            for result in kept.results_of(trace)
        ],
        "acts": shown.acts_of(public_id, "request"),
        "offered": offered(actor, requests.REQUEST, trace),
    }
    return render(request, "custody/request.html", context)
