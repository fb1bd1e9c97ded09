"""Pages of evaluations: all of them with what is to be followed up, one with its findings, recommendations and management's answers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme import evaluation as rules
from ifar.programme import work_inputs as inputs
from ifar.programme import work_labels
from ifar.programme.labels import absent
from ifar.programme.models import Evaluation, Recommendation
from ifar.programme.selectors import evaluations as selectors
from ifar.programme.selectors import work
from ifar.programme.services import evaluations as services
from ifar.programme.services.evaluations import Terms
from ifar.programme.services.writing import today
from ifar.programme.views.asking import asked
from ifar.programme.views.work import late_words, tabs
from ifar.rights import Actor, may, require

TONES: Final = {"commissioned": "", "under_way": "info", "delivered": "warn", "closed": "good", "cancelled": "quiet"}  # fmt: skip
RESPONSE_TONES: Final = {"accepted": "good", "partly": "info", "rejected": "quiet", "": "warn"}


def _recommended(one: Recommendation, now: dt.date) -> dict[str, Any]:
    return {
        "one": one,
        "state": work_labels.RECOMMENDATION_STATES[one.state],
        "response": work_labels.RESPONSES.get(one.response, ""),
        "tone": RESPONSE_TONES[one.response],
        "priority": work_labels.PRIORITIES[one.priority],
        "late": late_words(rules.overdue(one.state, one.response, one.due_on, now)),
    }


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """All evaluations; above them what management has to answer, and what it promised, the latest first."""
    found = selectors.whole(actor_of(request))
    now = today()
    context = {
        "rows": [_evaluated(one, found.projects.get(one.project, "")) for one in found.evaluations],
        "unanswered": [_recommended(one, now) for one in found.unanswered],
        "promised": [_recommended(one, now) for one in found.promised],
        "late": sum(bool(rules.overdue(one.state, one.response, one.due_on, now)) for one in found.promised),
    }  # fmt: skip
    return render(request, "programme/evaluations.html", context)


def _evaluated(one: Evaluation, project: str = "") -> dict[str, Any]:
    return {
        "one": one,
        "project": project,
        "kind": work_labels.EVALUATION_KINDS[one.kind],
        "state": work_labels.EVALUATION_STATES[one.state],
        "tone": TONES[one.state],
    }


@require_GET
def of_project(request: HttpRequest, public_id: str) -> HttpResponse:
    """The evaluations of a project."""
    actor = actor_of(request)
    of = work.project(actor, public_id)
    context = {
        **tabs(actor, of, "project_evaluations"),
        "rows": [_evaluated(one) for one in selectors.of_project(actor, public_id)],
        "may_commission": may(actor, services.COMMISSION),
    }
    return render(request, "programme/project_evaluations.html", context)


@require_http_methods(["GET", "POST"])
def commission(request: HttpRequest, public_id: str) -> HttpResponse:
    """Commission an evaluation of a project."""
    actor = actor_of(request)
    require(actor, services.COMMISSION)
    of = work.project(actor, public_id)
    among = {"account": selectors.evaluators(actor)}
    form = form_of(inputs.CommissionEvaluation, request, among=among)

    def do(given: inputs.CommissionEvaluation) -> str:
        made = services.commission(actor=actor, project=public_id, said=part_of(given, Terms))
        return reverse("programme:evaluation", args=(made.public_id,))

    return asked(
        request,
        form,
        do,
        title=_("Commission an evaluation"),
        said=of.title,
        button=_("Commission it"),
        back=reverse("programme:project_evaluations", args=(public_id,)),
    )


@require_GET
def evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One evaluation."""
    actor = actor_of(request)
    told = selectors.evaluation(actor, public_id)
    found = told.evaluation
    names = {one.public_id: one.title for one in told.findings}
    evaluates = services.may_evaluate(actor, found)
    now = today()
    answers = (
        may(actor, services.ANSWER)
        and not actor.acts_for(found.account)
        and found.state in ("delivered", "closed")
    )
    context = {
        **_evaluated(found),
        **tabs(actor, told.project, "project_evaluations"),
        "criteria": [work_labels.CRITERIA[one] for one in found.criteria],
        "findings": [
            (
                work_labels.CRITERIA[code],
                [
                    (one, offered(actor, services.FINDING, one)["acts"].values() if evaluates else ())
                    for one in told.findings
                    if one.criterion == code
                ],
            )
            for code in found.criteria
            if any(one.criterion == code for one in told.findings)
        ],
        "recommendations": [
            {
                **_recommended(one, now),
                "out_of": [names[key] for key in one.findings if key in names],
                "acts": [
                    act
                    for kind, act in offered(actor, services.RECOMMENDATION, one)["acts"].items()
                    if (evaluates if kind == "withdrawn" else answers)
                ],
            }
            for one in told.recommendations
        ],
        "evaluates": evaluates,
        "offered": offered(actor, services.EVALUATION, found),
    }
    return render(request, "programme/evaluation.html", context)


def _evaluated_by(actor: Actor, public_id: str) -> selectors.Told:
    """An evaluation that this person carries out."""
    told = selectors.evaluation(actor, public_id)
    require(actor, services.EVALUATE if told.evaluation.account else services.COMMISSION)
    if not services.may_evaluate(actor, told.evaluation):
        raise absent()
    return told


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """State a finding."""
    actor = actor_of(request)
    found = _evaluated_by(actor, public_id).evaluation
    among = {"criterion": [(one, work_labels.CRITERIA[one]) for one in found.criteria]}

    def do(given: inputs.StateFinding) -> None:
        services.state_finding(actor=actor, evaluation=public_id, **dict(given))

    return asked(
        request,
        form_of(inputs.StateFinding, request, among=among),
        do,
        title=_("State a finding"),
        said=found.title,
        button=_("State it"),
        back=reverse("programme:evaluation", args=(public_id,)),
    )


@require_http_methods(["GET", "POST"])
def recommend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Recommend something."""
    actor = actor_of(request)
    told = _evaluated_by(actor, public_id)
    among = {"findings": [(one.public_id, one.title) for one in told.findings]}

    def do(given: inputs.Recommend) -> None:
        services.recommend(actor=actor, evaluation=public_id, **dict(given))

    return asked(
        request,
        form_of(inputs.Recommend, request, among=among),
        do,
        title=_("Recommend something"),
        said=told.evaluation.title,
        button=_("Recommend it"),
        back=reverse("programme:evaluation", args=(public_id,)),
    )
