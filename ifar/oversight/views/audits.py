"""Audit plans, how far each is, the draw that anybody can do again, and the audit of a file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.descriptions import Line
from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.licensing.selectors.framing import has_seed
from ifar.licensing.views.rounds import published
from ifar.matters.found import things_of
from ifar.matters.selectors import matters_for
from ifar.oversight import labels
from ifar.oversight.audit_acts import WORK_DAYS
from ifar.oversight.inputs import DraftAuditPlan
from ifar.oversight.models import File, Plan
from ifar.oversight.selectors import audits, cases
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.services.audits import FILE, PLAN, draft_plan, read_file
from ifar.rights import Actor, require


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The plans of my inspectorate, the newest first, and the files that I audit."""
    actor = actor_of(request)
    require(actor, DESK)
    result = page_of(
        request.GET,
        audits.list_of(actor),
        order=("-id",),
        sorts={"year": None, "state": labels.STATES["plan"], "due_on": None},
    )
    mine = audits.files_for(actor).filter(auditor=actor.id, state="assigned").order_by("due_on", "id")[:100]
    context = {
        "rows": [{**_plan(plan), "seen": plan} for plan in result.items],
        "found": result,
        "mine": _files(mine),
    }
    return render(request, "oversight/plans.html", context)


def _plan(plan: Plan) -> dict[str, Any]:
    over = plan.state in ("closed", "dropped")
    return {
        "plan": plan,
        "state": labels.STATES["plan"][plan.state],
        "tone": labels.TONES[plan.state],
        "left": None if over else (plan.due_on - timezone.localdate()).days,
        "decisions": [labels.DECISIONS[kind] for kind in plan.decisions],
    }


def _files(files: Sequence[File] | Any) -> list[dict[str, Any]]:
    offices = Agency.objects.in_bulk([file.office for file in files], field_name="public_id")
    people = names_of({file.auditor for file in files} - {""})
    today = timezone.localdate()
    return [
        {
            "file": file,
            "office": offices[file.office],
            "kind": labels.DECISIONS[file.kind],
            "state": labels.STATES["file"][file.state],
            "tone": labels.TONES[file.state],
            "auditor": people.get(file.auditor, ""),
            "late": file.state != "audited" and file.due_on < today,
            "grade": labels.CLASSES.get(file.grade, ""),
        }
        for file in files
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a plan."""
    actor = actor_of(request)
    require(actor, DESK)
    today = timezone.localdate()
    initial = {
        "year": today.year,
        "period_from": dt.date(today.year - 1, 1, 1),
        "period_to": dt.date(today.year - 1, 12, 31),
        "due_on": today + dt.timedelta(days=WORK_DAYS),
        "decisions": list(labels.DECISIONS),
    }
    among = {"offices": audits.offices_to_audit(actor)}
    form = form_of(DraftAuditPlan, request, initial=initial, among=among)
    made = submitted(form, lambda given: draft_plan(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The plan is drafted. Submit it for approval."))
        return redirect("oversight:plan", made)
    return render(request, "oversight/new_plan.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A plan: what it names, where its seed comes from, how far each office and kind of decision is, its files."""
    actor = actor_of(request)
    require(actor, DESK)
    plan = audits.plan_for(actor, public_id)
    offices = Agency.objects.in_bulk(plan.offices, field_name="public_id")
    files = audits.files_for(actor).filter(plan=plan).order_by("state", "office", "kind", "id")
    context = {
        **_plan(plan),
        "one": plan,
        "offices": [offices[office] for office in plan.offices if office in offices],
        "strata": [
            {**row, "office": offices[row["office"]], "kind": labels.DECISIONS[row["kind"]]}
            for row in audits.progress(actor, plan)
        ],
        "waits": plan.state == "adopted" and not has_seed(plan.last_event, plan.beacon, plan.seed_after),
        "files": _files(files),
        "offered": offered(actor, PLAN, plan),
    }
    return render(request, "oversight/plan.html", context)


@require_GET
def published_draw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draw as a file, with which anybody does it again: tokens, counts, seed; no licence and no name."""
    actor = actor_of(request)
    require(actor, DESK)
    plan = audits.plan_for(actor, public_id)
    frame = audits.frame_of(plan) if plan.seed else []
    if not frame:
        raise NotFound("oversight.not_found", labels.of("oversight.not_found"))
    document = published(plan, [framed.member for framed in frame], audits.counts_of(plan))
    content = json.dumps(document, ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="draw-{public_id}.json"'
    return response


@require_GET
def one_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file: which decision, by whom, its checklist, what was found. That it is read stands in the log of reads."""
    actor = actor_of(request)
    require(actor, DESK)
    file = read_file(actor, public_id)
    entry, people = audits.decided_by(file)
    names = names_of({*people, file.auditor} - {""})
    known = things_of(actor, [file.object])
    (row,) = _files([file])
    context = {
        **row,
        "decided_at": entry.recorded_at,
        "decided_by": [names[who] for who in people if who in names],
        "thing": known.get(file.object),
        "opened": _opened(actor, file),
        "answers": [
            (label, file.answers[item], labels.ANSWERS[file.answers[item]])
            for item, label in labels.ITEMS.items()
            if item in file.answers
        ],
        "words": audits.words_of(file),
        "offered": offered(actor, FILE, file),
    }
    return render(request, "oversight/file.html", context)


def _opened(actor: Actor, file: File) -> tuple[Any, str] | None:
    """What the finding led to, and where it is; None where this actor does not see it."""
    if cases.cases_for(actor).filter(public_id=file.led_to).exists():
        return _("Inspection case"), reverse("oversight:case", args=(file.led_to,))
    if file.led_to and matters_for(actor).filter(public_id=file.led_to).exists():
        return _("Matter"), reverse("matters:matter", args=(file.led_to,))
    return None


def describe(_actor: Actor, proposal: Any) -> Sequence[Line]:
    """What a plan would audit, for whoever decides about it."""
    plan = Plan.objects.select_related("agency").get(public_id=proposal.object)
    offices: Mapping[str, Agency] = Agency.objects.in_bulk(plan.offices, field_name="public_id")
    return [
        Line(_("Inspectorate"), plan.agency.called),
        Line(_("Year"), str(plan.year)),
        *(Line(_("Office audited"), offices[office].called) for office in plan.offices if office in offices),
        *(Line(_("Kind of decision"), str(labels.DECISIONS[kind])) for kind in plan.decisions),
        Line(_("Files of each office and kind"), str(plan.number)),
        Line(_("Decisions from"), plan.period_from),
        Line(_("Decisions until"), plan.period_to),
        Line(_("Deadline"), plan.due_on),
    ]
