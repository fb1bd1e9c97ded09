"""What a laboratory was asked, and its answer."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.acts.forms import ActForm, PageAct, forms_of, refused_form
from ifar.form_errors import actor_of
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import requests
from ifar.recoveries.custody.views import presenters as shown
from ifar.recoveries.models import Request
from ifar.rights import may

_ACTS: Final = {
    "accept": PageAct(inputs.AcceptRequest, requests.accept, gettext_lazy("The request is accepted.")),
    "answer": PageAct(inputs.AnswerRequest, requests.answer, gettext_lazy("The answer is recorded.")),
    "withdraw": PageAct(
        inputs.WithdrawRequest, requests.withdraw, gettext_lazy("The request is taken back.")
    ),
}


@require_GET
def one_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request to a laboratory: what was asked, and its answers."""
    return _page(request, public_id)


@require_POST
def request_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do what a button of the page says."""
    found = kept.request_for(actor_of(request), public_id)
    told = _asked(found) if what == "answer" else {}
    refused = refused_form(request, what, _ACTS, about={"request": public_id}, **told)
    if refused is not None:
        return _page(request, public_id, **{what: refused})
    return redirect("custody:request", public_id)


def _asked(found: Request) -> dict[str, Any]:
    """What is to be answered; a mark can be restored only where that was asked."""
    questions = [(code, words.QUESTIONS[code]) for code in found.questions]
    without = [f"results-{code}-restored" for code in found.questions if code != "marks"]
    return {"among": {"results": questions}, "without": without}


def _page(request: HttpRequest, public_id: str, **refused: ActForm) -> HttpResponse:
    """The page; with the form of an act that was refused, so that nothing that was typed is lost."""
    actor = actor_of(request)
    found = kept.request_for(actor, public_id)
    [row] = shown.request_rows([found])
    context = {
        **row,
        "asked": [(code, words.QUESTIONS[code]) for code in found.questions],
        "results": [
            {**one, "words": words.QUESTIONS.get(one["question"], "")} for one in kept.results_of(found)
        ],
        "may_answer": may(actor, requests.ANSWER)
        and found.laboratory == actor.agency
        and found.state in ("asked", "accepted"),
        "may_withdraw": may(actor, custody.KEEP)
        and found.agency_id == actor.agency_id
        and found.state in ("asked", "accepted"),
        "acts": shown.acts_of(public_id, "request"),
        "forms": forms_of(_ACTS, found.n, refused, answer=_asked(found)),
    }
    return render(request, "custody/request.html", context, status=422 if refused else 200)
