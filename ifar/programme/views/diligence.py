"""Pages of human-rights due diligence: what waits, one assessment with its decisions, the form that assesses, the mark of a project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.drafts import draft_of
from ifar.accounts.services import drafts
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, buttons_of, form_of, submitted
from ifar.acts.inputs import Input
from ifar.form_errors import actor_of
from ifar.programme import conduct_labels, diligence, labels
from ifar.programme.conduct_inputs import AssessSupport, ChangeSupport
from ifar.programme.models import Diligence, Project
from ifar.programme.selectors import diligence as selectors
from ifar.programme.selectors import planning
from ifar.programme.services import diligence as services
from ifar.programme.services import recipients
from ifar.programme.services.planning import PLAN
from ifar.programme.services.releases import uncovered
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, may, require

LONGEST: Final = 2000


def _shown(state: str) -> dict[str, Any]:
    return {
        "words": conduct_labels.DILIGENCE_STATES[state],
        "tone": conduct_labels.DILIGENCE_TONES[state],
        "icon": conduct_labels.DILIGENCE_ICONS[state],
    }


def _grade(grade: str) -> dict[str, Any]:
    return {"words": conduct_labels.GRADES[grade], "tone": conduct_labels.GRADE_TONES[grade]}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits to be assessed, decided or renewed; or everything that is not over."""
    actor = actor_of(request)
    show = "all" if request.GET.get("show") == "all" else ""
    today = timezone.now().date()
    waits = selectors.waiting(actor, today, everything=bool(show))
    waitings = waits.rows
    titles = selectors.titles(waitings)
    rows = [
        {
            "project": waiting.project,
            "runs": waiting.project.state == "active",
            "project_state": labels.PROJECT_STATES[waiting.project.state],
            "activity": titles.get(waiting.activity, ""),
            "about": waiting.activity,
            "one": waiting.one,
            "until": waiting.until if waiting.state in ("released", "ending", "expired") else None,
            "worst": _grade(diligence.worst(waiting.one.risks))
            if waiting.one and waiting.one.risks
            else None,
            **_shown(waiting.state),
        }
        for waiting in waitings
    ]
    context = {
        "rows": rows,
        "show": show,
        "running": waits.running,
        "may_write": may(actor, services.WRITE),
    }  # fmt: skip
    return render(request, "programme/diligences.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One assessment: who would receive what, at which risks; what was decided, and what may be."""
    actor = actor_of(request)
    result = selectors.one(actor, public_id)
    record, today = result.one, timezone.now().date()
    state = diligence.shown(record.state, record.released_until, today)
    decides = may(actor, services.DECIDE)
    kind = "renewed" if record.state == "released" else "released"
    own = decides and bool(RECORDER.refusals(actor, "diligence", kind, record))
    high = diligence.worst(record.risks) == "high"
    acts = selectors.versions(actor, record.public_id)
    context = {
        "one": record,
        "project": result.project,
        "activity": result.activity,
        **_shown(state),
        "state": state,
        "forces": [conduct_labels.FORCES[code] for code in record.forces],
        "support": [conduct_labels.SUPPORT[code] for code in record.support],
        "risks": [
            {**risk, "words": conduct_labels.RISKS[risk["risk"]], "was": _grade(risk["before"]), "stays": _grade(risk["after"])}
            for risk in record.risks
            if risk["before"] in diligence.GRADES and risk["after"] in diligence.GRADES
        ],
        "worst": _grade(diligence.worst(record.risks)) if record.risks else None,
        "own": own,
        "high": high,
        "offered": offered(actor, services.DILIGENCE, record),
        "versions": [
            {"at": each.at, "words": conduct_labels.DILIGENCE_ACTS[each.kind], "who": each.who, "why": each.note, "until": dt.date.fromisoformat(each.changes["released_until"]) if each.changes.get("released_until") else None}
            for each in acts
        ],
    }  # fmt: skip
    return render(request, "programme/diligence.html", context)


def _form_of(
    model: type[Input],
    request: HttpRequest,
    actor: Actor,
    *,
    initial: Mapping[str, Any],
    among: Mapping[str, Any] | None = None,
) -> ActForm:
    """The form of an assessment, with what was typed here before and not sent."""
    kept = draft_of(actor, request.path) if request.method == "GET" else None
    many = ("forces", "support")
    typed = {name: list(value) if name in many else value[0] for name, value in kept.data.items() if value} if kept else {}  # fmt: skip
    risks = [(risk, conduct_labels.RISKS[risk]) for risk in diligence.RISKS]
    form = form_of(model, request, initial={**initial, **typed}, among={**(among or {}), "risks": risks})
    form.order_fields(("activity",))
    return form


def _form_page(
    request: HttpRequest, form: ActForm, project: Project, back: str, record: Diligence | None) -> HttpResponse:  # fmt: skip
    parts = ("before", "grounds", "measures", "after")
    context = {
        "form": form,
        "groups": [
            {"words": conduct_labels.RISKS[risk], **{part: form[f"risks-{risk}-{part}"] for part in parts}}
            for risk in diligence.RISKS
        ],
        "buttons": buttons_of(form.input_type) or [("", "", _("Write it"))],
        "project": project,
        "back": back,
        "renews": record is not None and record.state == "released",
    }
    return render(request, "programme/diligence_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Assess the support of a project, or of one of its activities."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    project = planning.project(actor, public_id).project
    known = [(activity.public_id, activity.title) for activity in selectors.activities(actor, project)]
    about = {"activity": request.GET.get("activity", "")[:14]}
    form = _form_of(AssessSupport, request, actor, initial=about, among={"activity": known})

    def do(given: AssessSupport) -> Diligence:
        assessed = services.Assessed(**given.assessed())
        return services.assess(
            actor=actor,
            project=public_id,
            activity=given.activity,
            said=assessed,
            submit=given.kept == "submitted",
        )

    made = submitted(form, do)
    if made:
        drafts.drop(actor=actor, path=request.path)
        messages.success(request, _("It was written. Another person decides."))
        return redirect("programme:diligence", made.public_id)
    return _form_page(request, form, project, reverse("programme:project", args=(public_id,)), None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change an assessment, or look it through again so that its release can be renewed."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    result = selectors.one(actor, public_id)
    record = result.one
    initial = {name: getattr(record, name) for name in ("recipients", "forces", "support", "words")}
    parts = ("before", "grounds", "measures", "after")
    initial |= {f"risks-{risk['risk']}-{part}": risk.get(part, "") for risk in record.risks for part in parts}
    form = _form_of(ChangeSupport, request, actor, initial={**initial, "expected_n": record.n})
    made = submitted(
        form, lambda given: services.change(actor=actor, diligence_id=public_id, **given.arguments())
    )
    if made:
        drafts.drop(actor=actor, path=request.path)
        if made.state == "released":
            messages.success(request, _("The risks were looked through again. The release stands, and can be renewed."))  # fmt: skip
        else:
            messages.success(request, _("It was written. Another person decides."))
        return redirect("programme:diligence", public_id)
    return _form_page(
        request, form, result.project, reverse("programme:diligence", args=(public_id,)), record
    )


def beside_project(actor: Actor, project: Project, activities: Sequence[Any]) -> dict[str, Any]:
    """What a project's page shows of due diligence: nothing where the actor does not read it. Five queries."""
    seen = selectors.sees(actor)
    if seen is not None and project.public_id not in seen:
        return {"sees_diligence": False}
    today = timezone.now().date()
    titles = {activity.public_id: activity.title for activity in activities}
    rows = [
        {"one": record, "about": titles.get(record.activity, ""), **_shown(diligence.shown(record.state, record.released_until, today))}
        for record in selectors.of_project(actor, project)
    ]  # fmt: skip
    missing = uncovered(project)
    receiving = _receiving(actor, project, titles)
    whole = project.security_forces or any(
        row["asks"] and not row["one"].activity for row in receiving["recipients"]
    )
    supports = (
        whole
        or any(activity.security_forces for activity in activities)
        or any(row["asks"] for row in receiving["recipients"])
    )
    return {
        **receiving,
        "sees_diligence": True,
        "diligences": rows,
        "supports": supports,
        "whole": whole,
        "uncovered": bool(missing),
        "may_assess": may(actor, services.WRITE) and project.state in selectors.LIVE,
    }  # fmt: skip


def _receiving(actor: Actor, project: Project, titles: Mapping[str, str]) -> dict[str, Any]:
    """What a project's page shows of those who receive its support. One query."""
    live = project.state in selectors.LIVE
    rows = []
    for recipient in selectors.recipients_of(actor, project):
        asks = diligence.asks_release(recipient.kind, recipient.support)
        rows.append({
            "one": recipient,
            "kind": conduct_labels.RECIPIENTS[recipient.kind],
            "support": [conduct_labels.GIVEN[code] for code in recipient.support],
            "about": titles.get(recipient.activity, ""),
            "asks": asks,
            "acts": offered(actor, recipients.RECIPIENT, recipient)["acts"].values() if live else (),
        })  # fmt: skip
    return {"recipients": rows, "may_name": may(actor, PLAN) and live}
