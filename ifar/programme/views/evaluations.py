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
from ifar.programme.views.asking import form_page
from ifar.programme.views.work import late_words, tabs
from ifar.rights import Actor, may, require

TONES: Final = {"commissioned": "", "under_way": "info", "delivered": "warn", "closed": "good", "cancelled": "quiet"}  # fmt: skip
RESPONSE_TONES: Final = {"accepted": "good", "partly": "info", "rejected": "quiet", "": "warn"}


def _recommended(recommendation: Recommendation, now: dt.date) -> dict[str, Any]:
    return {
        "one": recommendation,
        "state": work_labels.RECOMMENDATION_STATES[recommendation.state],
        "response": work_labels.RESPONSES.get(recommendation.response, ""),
        "tone": RESPONSE_TONES[recommendation.response],
        "priority": work_labels.PRIORITIES[recommendation.priority],
        "late": late_words(
            rules.overdue(recommendation.state, recommendation.response, recommendation.due_on, now)
        ),
    }


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """All evaluations; above them what management has to answer, and what it promised, the latest first."""
    result = selectors.whole(actor_of(request))
    now = today()
    context = {
        "rows": [_evaluated(record, result.projects.get(record.project, "")) for record in result.evaluations],
        "unanswered": [_recommended(recommendation, now) for recommendation in result.unanswered],
        "promised": [_recommended(recommendation, now) for recommendation in result.promised],
        "late": sum(bool(rules.overdue(recommendation.state, recommendation.response, recommendation.due_on, now)) for recommendation in result.promised),
    }  # fmt: skip
    return render(request, "programme/evaluations.html", context)


def _evaluated(record: Evaluation, project: str = "") -> dict[str, Any]:
    return {
        "one": record,
        "project": project,
        "kind": work_labels.EVALUATION_KINDS[record.kind],
        "state": work_labels.EVALUATION_STATES[record.state],
        "tone": TONES[record.state],
    }


@require_GET
def of_project(request: HttpRequest, public_id: str) -> HttpResponse:
    """The evaluations of a project."""
    actor = actor_of(request)
    of = work.project(actor, public_id)
    context = {
        **tabs(actor, of, "project_evaluations"),
        "rows": [_evaluated(record) for record in selectors.of_project(actor, public_id)],
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

    return form_page(
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
    result = selectors.evaluation(actor, public_id)
    record = result.evaluation
    names = {item.public_id: item.title for item in result.findings}
    evaluates = services.may_evaluate(actor, record)
    now = today()
    answers = (
        may(actor, services.ANSWER)
        and not actor.acts_for(record.account)
        and record.state in ("delivered", "closed")
    )
    context = {
        **_evaluated(record),
        **tabs(actor, result.project, "project_evaluations"),
        "criteria": [work_labels.CRITERIA[criterion] for criterion in record.criteria],
        "findings": [
            (
                work_labels.CRITERIA[code],
                [
                    (item, offered(actor, services.FINDING, item)["acts"].values() if evaluates else ())
                    for item in result.findings
                    if item.criterion == code
                ],
            )
            for code in record.criteria
            if any(item.criterion == code for item in result.findings)
        ],
        "recommendations": [
            {
                **_recommended(recommendation, now),
                "out_of": [names[key] for key in recommendation.findings if key in names],
                "acts": [
                    act
                    for kind, act in offered(actor, services.RECOMMENDATION, recommendation)["acts"].items()
                    if (evaluates if kind == "withdrawn" else answers)
                ],
            }
            for recommendation in result.recommendations
        ],
        "evaluates": evaluates,
        "offered": offered(actor, services.EVALUATION, record),
    }
    return render(request, "programme/evaluation.html", context)


def _evaluated_by(actor: Actor, public_id: str) -> selectors.EvaluationPage:
    """An evaluation that this person carries out."""
    result = selectors.evaluation(actor, public_id)
    require(actor, services.EVALUATE if result.evaluation.account else services.COMMISSION)
    if not services.may_evaluate(actor, result.evaluation):
        raise absent()
    return result


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """State a finding."""
    actor = actor_of(request)
    record = _evaluated_by(actor, public_id).evaluation
    among = {"criterion": [(criterion, work_labels.CRITERIA[criterion]) for criterion in record.criteria]}

    def do(given: inputs.StateFinding) -> None:
        services.state_finding(actor=actor, evaluation=public_id, **dict(given))

    return form_page(
        request,
        form_of(inputs.StateFinding, request, among=among),
        do,
        title=_("State a finding"),
        said=record.title,
        button=_("State it"),
        back=reverse("programme:evaluation", args=(public_id,)),
    )


@require_http_methods(["GET", "POST"])
def recommend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Recommend something."""
    actor = actor_of(request)
    result = _evaluated_by(actor, public_id)
    among = {"findings": [(record.public_id, record.title) for record in result.findings]}

    def do(given: inputs.Recommend) -> None:
        services.recommend(actor=actor, evaluation=public_id, **dict(given))

    return form_page(
        request,
        form_of(inputs.Recommend, request, among=among),
        do,
        title=_("Recommend something"),
        said=result.evaluation.title,
        button=_("Recommend it"),
        back=reverse("programme:evaluation", args=(public_id,)),
    )
