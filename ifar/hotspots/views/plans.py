"""Long-term plans: drafted, running with milestones, indicators and criteria, ended."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.form_errors import actor_of
from ifar.hotspots import flow_labels, following, inputs
from ifar.hotspots import plan as rules
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import plans
from ifar.hotspots.services.responses import MEASURES
from ifar.hotspots.views import charts
from ifar.hotspots.views.alerts import acts
from ifar.hotspots.views.plan_forms import fits, said_of_plan
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.templatetags.days import day_words


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hotspot: str) -> HttpResponse:
    """Draft a long-term plan for a hotspot."""
    actor = actor_of(request)
    require(actor, plans.MANAGE)
    record = selectors.hotspot_for(actor, hotspot)
    form = form_of(inputs.DraftPlan, request)
    made = submitted(
        form, lambda given: plans.draft(actor=actor, hotspot=hotspot, said=plans.draft_of(given))
    )
    if made:
        messages.success(request, _("The draft is kept. It can be changed until the plan is started."))
        return redirect("hotspots:plan", made)
    context = {"form": form, "hotspot": record, "title": charts.title_of(record)}
    return render(request, "hotspots/plan_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    require(actor, plans.MANAGE)
    plan = selectors.own(actor, selectors.plan_for(actor, public_id))
    if plan.state != "draft" or not fits(plan):
        raise Http404
    about = selectors.hotspot_for(actor, plan.hotspot)
    form = form_of(inputs.DraftPlan, request, initial=said_of_plan(plan))
    if done(
        request,
        form,
        lambda given: plans.amend(actor=actor, plan=public_id, said=plans.draft_of(given)),
        _("The draft is changed."),
    ):
        return redirect("hotspots:plan", public_id)
    context = {"form": form, "hotspot": about, "title": charts.title_of(about), "one": plan}
    return render(request, "hotspots/plan_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One plan."""
    actor = actor_of(request)
    plan = selectors.plan_for(actor, public_id)
    about = selectors.hotspots_for(actor).filter(public_id=plan.hotspot).first()
    texts, today = plan.words or {}, timezone.localdate()
    late = set(rules.late(plan.milestones, today))
    manages = selectors.is_own(actor, plan) and may(actor, plans.MANAGE)
    spoken = reference.words(MEASURES)
    context = {
        "one": plan,
        "title": texts.get("title", "") or _("(its words were erased)"),
        "state": flow_labels.state_of("plan", plan.state),
        "tone": flow_labels.TONES.get(plan.state, ""),
        "hotspot": about,
        "hotspot_title": charts.title_of(about) if about else "",
        "outcomes": [flow_labels.OUTCOMES[code] for code in plan.outcomes],
        "measures": [spoken.get(code, code) for code in plan.measures],
        "milestones": [{"row": row, "words": texts.get(row["id"], ""), "late": at in late, "due": _day(row["due"]), "reached_on": _day(row["reached_on"])} for at, row in enumerate(plan.milestones)],
        "indicators": [
            {"row": row, "name": texts.get(row["id"], ""), "unit": texts.get(f"unit:{row['id']}", ""), "way": rules.way(row),
             "reached": rules.reached(row), "due": _day(row["due"]), "on": _day(row["values"][-1]["on"]) if row["values"] else "", "latest": row["values"][-1] if row["values"] else None}
            for row in plan.indicators
        ],
        "criteria": [
            {"row": row, "words": texts.get(row["id"], ""), "state": flow_labels.CRITERIA[row["state"]], "why": texts.get(f"why:{row['id']}", "")}
            for row in plan.criteria
        ],
        "ending": texts.get("ending", ""),
        "edits": manages and plan.state == "draft" and fits(plan),
        "offered": offered(actor, plans.PLAN, plan),
        "followed": following.of(actor, public_id, plan.state),
        "acts": acts(plan, "plan"),
    }  # fmt: skip
    return render(request, "hotspots/plan.html", context)


def _day(text: str) -> str:
    return day_words(dt.date.fromisoformat(text)) if text else ""
