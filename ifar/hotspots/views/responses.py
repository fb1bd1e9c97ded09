"""Responses: the list with its deadlines; proposed with needs and measures; checked, approved, worked on, closed with a review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.models import Agency
from ifar.accounts.selectors import people
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields
from ifar.hotspots import flow_labels
from ifar.hotspots import response as rules
from ifar.hotspots.models import Response
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import responses
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.views import charts
from ifar.hotspots.views.alerts import acts
from ifar.hotspots.views.flow_forms import (
    LogForm,
    NoteForm,
    ResponseForm,
    ReviewForm,
    RightsForm,
    TaskForm,
    today_plus,
)
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.templatetags.days import day_words

TABS: Final[Mapping[str, Any]] = {"open": lazy("Under way"), "all": pgettext_lazy("responses", "All")}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The responses that the actor may see, with what is late."""
    actor = actor_of(request)
    require(actor, selectors.CHECK if may(actor, selectors.CHECK) else selectors.READ)
    which = request.GET.get("show", "open")
    which = which if which in TABS else "open"
    found = page(
        selectors.responses_for(actor, which),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    titles = selectors.titles_of(actor, [one.hotspot for one in found.items])
    today = timezone.localdate()
    offices = dict(
        Agency.objects.filter(public_id__in={one.owner for one in found.items}).values_list(
            "public_id", "name"
        )
    )
    rows = [
        {
            **row_of(one), "hotspot": titles.get(one.hotspot, ""), "owner": offices.get(one.owner, ""), "due": responses.standing(one, today),
            "open": sum(task["state"] == "open" for task in one.tasks), "late": len(rules.late_tasks(one.tasks, today)),
        }
        for one in found.items
    ]  # fmt: skip
    return render(
        request,
        "hotspots/responses.html",
        {"rows": rows, "found": found, "which": which, "tabs": TABS.items()},
    )


def row_of(one: Response) -> dict[str, Any]:
    """What every page shows of a response."""
    return {
        "one": one,
        "title": (one.words or {}).get("title", "") or _("(its words were erased)"),
        "state": flow_labels.state_of("response", one.state),
        "tone": flow_labels.TONES.get(one.state, ""),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hotspot: str) -> HttpResponse:
    """Propose a response to a hotspot."""
    actor = actor_of(request)
    require(actor, responses.WORK)
    found = selectors.hotspot_for(actor, hotspot)
    form = ResponseForm(
        actor, request.POST or None, initial={"owner": actor.agency, "t0_due": today_plus(14)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = responses.propose(actor=actor, hotspot=hotspot, said=form.proposal())
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(
                request, _("Proposed. The human-rights check comes next, then another person approves.")
            )
            return redirect("hotspots:response", made)
    context = {"form": form, "hotspot": found, "title": charts.title_of(found)}
    return render(request, "hotspots/response_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is proposed."""
    actor = actor_of(request)
    require(actor, responses.WORK)
    found = selectors.response_for(actor, public_id)
    about = selectors.hotspot_for(actor, found.hotspot)
    form = ResponseForm(actor, request.POST or None, initial=ResponseForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            responses.amend(actor=actor, response=public_id, said=form.proposal())
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("Changed. What is changed is checked again."))
            return redirect("hotspots:response", public_id)
    context = {"form": form, "hotspot": about, "title": charts.title_of(about), "one": found}
    return render(request, "hotspots/response_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One response."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: str, bound: Any = None) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.response_for(actor, public_id)
    about = selectors.hotspots_for(actor).filter(public_id=found.hotspot).first()
    own = selectors.is_own(actor, found)
    works, approves = own and may(actor, responses.WORK), own and may(actor, responses.APPROVE)
    today, texts = timezone.localdate(), found.words or {}
    measures, questions = reference.words(responses.MEASURES), reference.words(responses.QUESTIONS)
    late = set(rules.late_tasks(found.tasks, today))
    done = acts(found, "response")
    names = people.names_of({found.checked_by, found.approved_by} - {""})
    unchecking = RECORDER.refusals(actor, "response", "checked", found)
    unapproving = {one.code for one in RECORDER.refusals(actor, "response", "approved", found)}
    forms: dict[str, Any] = {
        "rights": RightsForm(initial={**dict.fromkeys(rules.RIGHTS, ""), **found.rights}), "approve": NoteForm(), "task": TaskForm(measures=found.measures, initial={"due": today_plus(14)}),
        "log": LogForm(), "review": ReviewForm(),
    }  # fmt: skip
    forms |= {name: bound for name, form in forms.items() if bound is not None and bound.slug == form.slug}
    context = {
        **row_of(found),
        "hotspot": about,
        "hotspot_title": charts.title_of(about) if about else "",
        "owner": Agency.objects.filter(public_id=found.owner).values_list("name", flat=True).first() or "",
        "due": responses.standing(found, today),
        "texts": texts,
        "measures": [measures.get(code, code) for code in found.measures],
        "needs": [
            {"name": flow_labels.NEEDS[need], "text": texts.get(f"assessment:{need}", ""),
             "answers": [(questions.get(code, code), flow_labels.ANSWERS[answer]) for code, answer in answers.items()]}
            for need, answers in found.needs.items()
        ],
        "tasks": [
            {"task": task, "words": texts.get(f"task:{task['id']}", ""), "owner": texts.get(f"owner:{task['id']}", ""),
             "measure": measures.get(task["measure"], task["measure"]), "state": flow_labels.TASKS[task["state"]], "late": task["id"] in late,
             "due": day_words(dt.date.fromisoformat(task["due"])),
             "note": texts.get(f"done:{task['id']}", "")}
            for task in found.tasks
        ],
        "rights": [
            {"question": question, "answer": flow_labels.ANSWERS.get(found.rights[name], ""), "done": texts.get(f"mitigation:{name}", "")}
            for name, question in flow_labels.RIGHTS.items() if name in found.rights
        ],
        "checked_by": names.get(found.checked_by, ""),
        "approved_by": names.get(found.approved_by, ""),
        "log": [one for one in done if one["kind"] == "logged"],
        "review": [
            (question, texts.get(f"review:{name}", "")) for name, question in flow_labels.REVIEW.items() if texts.get(f"review:{name}")
        ],
        "edits": works and found.state == "proposed",
        "checks": may(actor, responses.CHECK) and found.state == "proposed" and not unchecking,
        "approves": approves and found.state == "proposed" and not unapproving,
        "took_part": "hotspots.response.same_person" in unapproving,
        "begins": works and found.state == "approved",
        "tasks_it": works and found.state in ("approved", "active"),
        "active": works and found.state == "active",
        "withdraws": works and found.state in ("proposed", "approved"),
        "forms": forms,
        "refused": bound,
        "acts": [one for one in done if one["kind"] != "logged"],
    }  # fmt: skip
    return render(request, "hotspots/response.html", context, status=422 if bound is not None else 200)


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Check, approve, send back, begin, add and settle tasks, log, close, give up; refused, the page again with what was typed."""
    actor = actor_of(request)
    found = selectors.response_for(actor, public_id)
    form = _bound(request, found, what)
    if form is None:
        raise Http404
    if form.is_valid():
        said = form.cleaned_data
        try:
            match what:
                case "rights":
                    answers, done = form.answers()
                    responses.check_rights(actor=actor, response=public_id, answers=answers, mitigations=done)
                case "approve":
                    responses.approve(actor=actor, response=public_id, note=said["note"])
                case "back":
                    responses.send_back(actor=actor, response=public_id, note=said["note"])
                case "begin":
                    responses.begin(actor=actor, response=public_id)
                case "task":
                    responses.add_task(actor=actor, response=public_id, task=form.task())
                case "done" | "dropped":
                    named = request.POST.get("task", "")[:20]
                    responses.settle_task(
                        actor=actor, response=public_id, task=named, state=what, note=said.get("note", "")
                    )
                case "log":
                    responses.log(actor=actor, response=public_id, entry=said["entry"])
                case "close":
                    responses.close(actor=actor, response=public_id, review=said)
                case "withdraw":
                    responses.withdraw(actor=actor, response=public_id, note=said["note"])
        except IfarError as error:
            at_fields(form, error)
            if what in ("begin", "done", "dropped"):
                messages.error(request, str(error))
                return redirect("hotspots:response", public_id)
        else:
            messages.success(request, _DONE[what])
            return redirect("hotspots:response", public_id)
    return _page(request, public_id, form)


def _bound(request: HttpRequest, found: Response, what: str) -> Any:
    match what:
        case "rights":
            return RightsForm(request.POST)
        case "approve" | "back" | "withdraw":
            form = NoteForm(request.POST)
            form.fields["note"].required = what != "approve"
            return form
        case "begin" | "done" | "dropped":
            form = NoteForm(request.POST)
            form.fields["note"].required = False
            return form
        case "task":
            return TaskForm(request.POST, measures=found.measures)
        case "log":
            return LogForm(request.POST)
        case "close":
            return ReviewForm(request.POST)
    return None


_DONE: Final[Mapping[str, Any]] = {
    "rights": lazy("The human-rights check is done. Another person approves now."),
    "approve": lazy("Approved. It can begin."),
    "back": lazy("Sent back, with your words."),
    "begin": lazy("The response has begun."),
    "task": lazy("The task is added."),
    "done": lazy("The task is done."),
    "dropped": lazy("The task is dropped."),
    "log": lazy("Written into the daily log."),
    "close": lazy("The response is closed, with its after-action review."),
    "withdraw": lazy("The response is given up."),
}
