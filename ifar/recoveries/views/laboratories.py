"""What a laboratory was asked, and its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ifar.answers import actor_of, tried
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.services import custody, requests
from ifar.recoveries.services.requests import Result
from ifar.recoveries.views import custody_shown as shown
from ifar.rights import Actor, may


def one_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request to a laboratory: what was asked, and its answers."""
    actor = actor_of(request)
    found = kept.request_for(actor, public_id)
    if request.method == "POST":
        _answer(request, actor, public_id, list(found.questions))
        return redirect("custody:request", public_id)
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
    }
    return render(request, "custody/request.html", context)


def _answer(request: HttpRequest, actor: Actor, public_id: str, questions: list[str]) -> None:
    said = request.POST
    note = said.get("note", "")[:2000]
    if said.get("what") == "accept":
        tried(request, lambda: requests.accept(actor=actor, request=public_id), _("The request is accepted."))
    elif said.get("what") == "withdraw":
        tried(
            request,
            lambda: requests.withdraw(actor=actor, request=public_id, note=note),
            _("The request is taken back."),
        )
    else:
        mark = said.get("mark", "").strip()[:60]
        results = [
            Result(
                question,
                said.get(f"answer_{question}", "")[:500],
                said.get(f"reference_{question}", "")[:120],
                {"kind": "serial", "text": mark} if mark and question == "marks" else {},
            )
            for question in questions
        ]
        tried(
            request,
            lambda: requests.answer(actor=actor, request=public_id, results=results, note=note),
            _("The answer is recorded."),
        )
