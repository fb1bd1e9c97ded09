"""Responses: the list with its deadlines; proposed with needs and measures; checked, approved, worked on, closed with a review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors import people
from ifar.accounts.selectors.agencies import called
from ifar.acts.edges import offered
from ifar.acts.forms import done, submitted
from ifar.acts.inputs import part_of
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.hotspots import flow_labels
from ifar.hotspots import response as rules
from ifar.hotspots.models import Response
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import responses
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.views import charts
from ifar.hotspots.views.alerts import acts
from ifar.hotspots.views.flow_forms import (
    response_form,
    said_of_response,
    today_plus,
)
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.templatetags.days import day_words

TABS: Final[Mapping[str, Any]] = {"open": lazy("Under way"), "all": pgettext_lazy("responses", "All")}

STATES: Final = {code: words for (noun, code), words in flow_labels.STATES.items() if noun == "response"}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The responses that the actor may see, with what is late."""
    actor = actor_of(request)
    require(actor, selectors.CHECK if may(actor, selectors.CHECK) else selectors.READ)
    which = request.GET.get("show", "open")
    which = which if which in TABS else "open"
    result = page_of(
        request.GET,
        selectors.responses_for(actor, which),
        order=("-id",),
        sorts={"state": STATES, "plan_due": None, "first_due": None},
    )
    titles = selectors.titles_of(actor, [response.hotspot for response in result.items])
    today = timezone.localdate()
    offices = dict(
        Agency.objects.filter(public_id__in={response.owner for response in result.items}).values_list(
            "public_id", called()
        )
    )
    rows = [
        {
            **row_of(response), "hotspot": titles.get(response.hotspot, ""), "owner": offices.get(response.owner, ""), "due": responses.standing(response, today),
            "open": sum(task["state"] == "open" for task in response.tasks), "late": len(rules.late_tasks(response.tasks, today)),
        }
        for response in result.items
    ]  # fmt: skip
    return render(
        request,
        "hotspots/responses.html",
        {"rows": rows, "found": result, "which": which, "tabs": TABS.items()},
    )


def row_of(response: Response) -> dict[str, Any]:
    """What every page shows of a response."""
    return {
        "one": response,
        "title": (response.words or {}).get("title", "") or _("(its words were erased)"),
        "state": flow_labels.state_of("response", response.state),
        "tone": flow_labels.TONES.get(response.state, ""),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hotspot: str) -> HttpResponse:
    """Propose a response to a hotspot."""
    actor = actor_of(request)
    require(actor, responses.WORK)
    record = selectors.hotspot_for(actor, hotspot)
    form = response_form(actor, request, {"owner": actor.agency, "tasks-0-due": today_plus(14)})
    made = submitted(
        form,
        lambda given: responses.propose(
            actor=actor, hotspot=hotspot, said=part_of(given, responses.Proposal)
        ),
    )
    if made:
        text = _("Proposed. The human-rights check comes next, then another person approves.")
        messages.success(request, text)
        return redirect("hotspots:response", made)
    context = {"form": form, "hotspot": record, "title": charts.title_of(record)}
    return render(request, "hotspots/response_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is proposed."""
    actor = actor_of(request)
    require(actor, responses.WORK)
    response = selectors.response_for(actor, public_id)
    about = selectors.hotspot_for(actor, response.hotspot)
    form = response_form(actor, request, said_of_response(response))
    if done(
        request,
        form,
        lambda given: responses.amend(
            actor=actor, response=public_id, said=part_of(given, responses.Proposal)
        ),
        _("Changed. What is changed is checked again."),
    ):
        return redirect("hotspots:response", public_id)
    context = {"form": form, "hotspot": about, "title": charts.title_of(about), "one": response}
    return render(request, "hotspots/response_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One response."""
    actor = actor_of(request)
    response = selectors.response_for(actor, public_id)
    about = selectors.hotspots_for(actor).filter(public_id=response.hotspot).first()
    own = selectors.is_own(actor, response)
    works = own and may(actor, responses.WORK)
    today, texts = timezone.localdate(), response.words or {}
    measures, questions = reference.words(responses.MEASURES), reference.words(responses.QUESTIONS)
    late = set(rules.late_tasks(response.tasks, today))
    history = acts(response, "response")
    names = people.names_of({response.checked_by, response.approved_by} - {""})
    result = offered(actor, responses.RESPONSE, response)
    kinds = {item["kind"] for item in (result["next"], *result["more"]) if item}
    unapproving = {refusal.code for refusal in RECORDER.refusals(actor, "response", "approved", response)}
    context = {
        **row_of(response),
        "hotspot": about,
        "hotspot_title": charts.title_of(about) if about else "",
        "owner": Agency.objects.filter(public_id=response.owner).values_list(called(), flat=True).first() or "",
        "due": responses.standing(response, today),
        "texts": texts,
        "measures": [measures.get(code, code) for code in response.measures],
        "needs": [
            {"name": flow_labels.NEEDS[need], "text": texts.get(f"assessment:{need}", ""),
             "answers": [(questions.get(code, code), flow_labels.ANSWERS[answer]) for code, answer in answers.items()]}
            for need, answers in response.needs.items()
        ],
        "tasks": [
            {"task": task, "words": texts.get(f"task:{task['id']}", ""), "owner": texts.get(f"owner:{task['id']}", ""),
             "measure": measures.get(task["measure"], task["measure"]), "state": flow_labels.TASKS[task["state"]], "late": task["id"] in late,
             "due": day_words(dt.date.fromisoformat(task["due"])),
             "note": texts.get(f"done:{task['id']}", "")}
            for task in response.tasks
        ],
        "rights": [
            {"question": question, "answer": flow_labels.ANSWERS.get(response.rights[name], ""), "done": texts.get(f"mitigation:{name}", "")}
            for name, question in flow_labels.RIGHTS.items() if name in response.rights
        ],
        "checked_by": names.get(response.checked_by, ""),
        "approved_by": names.get(response.approved_by, ""),
        "log": [row for row in history if row["kind"] == "logged"],
        "review": [
            (question, texts.get(f"review:{name}", "")) for name, question in flow_labels.REVIEW.items() if texts.get(f"review:{name}")
        ],
        "edits": works and response.state == "proposed",
        "took_part": "hotspots.response.same_person" in unapproving,
        "active": works and response.state == "active",
        "offered": result,
        "checks": "checked" in kinds,
        "approves": "approved" in kinds,
        "acts": [row for row in history if row["kind"] != "logged"],
    }  # fmt: skip
    return render(request, "hotspots/response.html", context)
