"""Pages of evaluations: all of them with what is to be followed up, one with its findings, recommendations and management's answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.form_errors import actor_of, tried
from ifar.programme import evaluation as rules
from ifar.programme import work_labels
from ifar.programme.models import Evaluation, Recommendation
from ifar.programme.selectors import evaluations as selectors
from ifar.programme.selectors import work
from ifar.programme.services import evaluations as services
from ifar.programme.services.evaluations import Terms
from ifar.programme.services.planning import absent
from ifar.programme.services.writing import today
from ifar.programme.views import act_messages
from ifar.programme.views.planning import answered
from ifar.programme.views.work import late_words, tabs
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

_LINES: Final = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
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


class TermsForm(forms.Form):
    """Terms of reference."""

    title = forms.CharField(label=lazy("Title"), max_length=400)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=list(work_labels.EVALUATION_KINDS.items()))
    terms = forms.CharField(
        label=lazy("Terms of reference"), max_length=4000, widget=_LINES, help_text=lazy("What is evaluated and why, which questions are asked, how it is to be done.")
    )  # fmt: skip
    criteria = forms.MultipleChoiceField(
        label=lazy("Criteria"),
        choices=list(work_labels.CRITERIA.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(rules.CRITERIA),
    )
    evaluator = forms.CharField(
        label=lazy("Evaluator"), max_length=400, help_text=lazy("An office or organisation that has no part in the project.")
    )  # fmt: skip
    account = forms.ChoiceField(
        label=lazy("Their account"), required=False, help_text=lazy("Without one, whoever commissions enters what they found.")
    )  # fmt: skip
    starts_on = forms.DateField(label=lazy("Begins on"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), widget=_DAY)


def _terms_form(actor: Actor, data: Any, initial: dict[str, Any] | None = None) -> TermsForm:
    form = TermsForm(data, initial=initial)
    form.fields["account"].choices = [("", "–"), *selectors.evaluators(actor)]  # type: ignore[attr-defined]
    return form


@require_http_methods(["GET", "POST"])
def commission(request: HttpRequest, public_id: str) -> HttpResponse:
    """Commission an evaluation of a project."""
    actor = actor_of(request)
    require(actor, services.COMMISSION)
    of = work.project(actor, public_id)

    def act(told: Mapping[str, Any]) -> str:
        made = services.commission(actor=actor, project=public_id, said=Terms(**told))
        return reverse("programme:evaluation", args=(made.public_id,))

    return answered(request, _terms_form(actor, request.POST or None), act, title=_("Commission an evaluation"), said=of.title, button=_("Commission it"), back=reverse("programme:project_evaluations", args=(public_id,)))  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the terms of reference."""
    actor = actor_of(request)
    require(actor, services.COMMISSION)
    found = selectors.evaluation(actor, public_id).evaluation
    initial = {name: getattr(found, name) for name in TermsForm.base_fields}
    n = _n(request) or found.n
    back = reverse("programme:evaluation", args=(public_id,))

    def act(told: Mapping[str, Any]) -> str:
        services.change(actor=actor, evaluation=public_id, n=n, said=Terms(**told))
        return back

    return answered(request, _terms_form(actor, request.POST or None, initial), act, title=_("Change the terms of reference"), said=found.title, button=_("Change"), back=back, n=n)  # fmt: skip


@require_GET
def evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One evaluation."""
    actor = actor_of(request)
    told = selectors.evaluation(actor, public_id)
    found = told.evaluation
    names = {one.public_id: one.title for one in told.findings}
    evaluates = services.may_evaluate(actor, found)
    commissions = may(actor, services.COMMISSION)
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
            (work_labels.CRITERIA[code], [one for one in told.findings if one.criterion == code])
            for code in found.criteria
            if any(one.criterion == code for one in told.findings)
        ],
        "recommendations": [
            {**_recommended(one, now), "out_of": [names[key] for key in one.findings if key in names], "may_answer": answers and one.state == "made",
             "may_follow": answers and one.state == "answered" and one.response in rules.ANSWERED}
            for one in told.recommendations
        ],
        "evaluates": evaluates,
        "may_begin": commissions and found.state == "commissioned",
        "may_cancel": commissions and found.state in ("commissioned", "under_way"),
        "may_close": commissions and found.state == "delivered" and all(one.state != "made" for one in told.recommendations),
    }  # fmt: skip
    return render(request, "programme/evaluation.html", context)


def _n(request: HttpRequest) -> int:
    told = request.POST.get("n", "")
    return whole_number(told, otherwise=0)


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin, deliver, close or cancel an evaluation; withdraw a finding or a recommendation."""
    actor = actor_of(request)
    selectors.evaluation(actor, public_id)
    told, n = request.POST, _n(request)
    asked = told.get("act", "")

    def do() -> None:
        if asked == "begin":
            services.begin(actor=actor, evaluation=public_id, n=n)
        elif asked == "deliver":
            services.deliver(actor=actor, evaluation=public_id, n=n, summary=told.get("summary", ""))
        elif asked in ("finding", "recommendation"):
            services.take_back(actor=actor, record_type=asked, subject=told.get("subject", ""), n=n, reason=told.get("reason", ""))  # fmt: skip
        else:
            services.end(actor=actor, evaluation=public_id, n=n, kind=asked, reason=told.get("reason", ""))

    tried(request, do, act_messages.said("evaluation", asked))
    return redirect("programme:evaluation", public_id)


class FindingForm(forms.Form):
    """A finding."""

    criterion = forms.ChoiceField(label=lazy("Criterion"))
    title = forms.CharField(label=lazy("Finding"), max_length=400)
    told = forms.CharField(label=lazy("In words, with the evidence"), required=False, max_length=4000, widget=_LINES)  # fmt: skip


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """State a finding."""
    actor = actor_of(request)
    found = selectors.evaluation(actor, public_id).evaluation
    require(actor, services.EVALUATE if found.account else services.COMMISSION)
    if not services.may_evaluate(actor, found):
        raise absent()
    form = FindingForm(request.POST or None)
    form.fields["criterion"].choices = [(one, work_labels.CRITERIA[one]) for one in found.criteria]  # type: ignore[attr-defined]
    back = reverse("programme:evaluation", args=(public_id,))

    def act(said: Mapping[str, Any]) -> str:
        services.state_finding(actor=actor, evaluation=public_id, **said)
        return back

    return answered(request, form, act, title=_("State a finding"), said=found.title, button=_("State it"), back=back)  # fmt: skip


class RecommendationForm(forms.Form):
    """A recommendation."""

    title = forms.CharField(label=lazy("Recommendation"), max_length=400)
    told = forms.CharField(label=lazy("In words"), required=False, max_length=4000, widget=_LINES)
    priority = forms.ChoiceField(label=lazy("Priority"), choices=list(work_labels.PRIORITIES.items()), initial="medium")  # fmt: skip
    addressee = forms.CharField(label=lazy("To whom"), required=False, max_length=400)
    findings = forms.MultipleChoiceField(label=lazy("Out of which findings"), required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip


@require_http_methods(["GET", "POST"])
def recommend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Recommend something."""
    actor = actor_of(request)
    told = selectors.evaluation(actor, public_id)
    require(actor, services.EVALUATE if told.evaluation.account else services.COMMISSION)
    if not services.may_evaluate(actor, told.evaluation):
        raise absent()
    form = RecommendationForm(request.POST or None)
    form.fields["findings"].choices = [(one.public_id, one.title) for one in told.findings]  # type: ignore[attr-defined]
    back = reverse("programme:evaluation", args=(public_id,))

    def act(said: Mapping[str, Any]) -> str:
        services.recommend(actor=actor, evaluation=public_id, **said)
        return back

    return answered(request, form, act, title=_("Recommend something"), said=told.evaluation.title, button=_("Recommend it"), back=back)  # fmt: skip


class AnswerForm(forms.Form):
    """A management response."""

    response = forms.ChoiceField(label=lazy("Answer"), choices=list(work_labels.RESPONSES.items()))
    reasons = forms.CharField(label=lazy("Reasons"), max_length=4000, widget=_LINES)
    owner = forms.CharField(
        label=lazy("Whose it is to carry out"),
        required=False,
        max_length=400,
        help_text=lazy("Needed unless it is rejected."),
    )
    due_on = forms.DateField(
        label=lazy("To be done by"),
        required=False,
        widget=_DAY,
        help_text=lazy("Needed unless it is rejected."),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer a recommendation for the management."""
    actor = actor_of(request)
    require(actor, services.ANSWER)
    found = selectors.recommendation(actor, public_id)
    n = _n(request) or found.n
    back = reverse("programme:evaluation", args=(found.evaluation,))

    def act(told: Mapping[str, Any]) -> str:
        services.answer(actor=actor, recommendation=public_id, n=n, **told)
        return back

    return answered(request, AnswerForm(request.POST or None), act, title=_("Management response"), said=found.title, button=_("Answer"), back=back, n=n)  # fmt: skip


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note how far a recommendation has come, or that it is done."""
    actor = actor_of(request)
    found = selectors.recommendation(actor, public_id)
    asked = "done" if request.POST.get("act", "") == "done" else "progress"

    def do() -> None:
        services.follow_up(actor=actor, recommendation=public_id, n=_n(request), progress=request.POST.get("progress", ""), done=asked == "done")  # fmt: skip

    tried(request, do, act_messages.said("evaluation", asked))
    return redirect("programme:evaluation", found.evaluation)
