"""Visits to storages and the faults that they found: what is due, the list that is answered on the spot, who takes whose place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.licensing import labels
from ifar.licensing.models import Licence, Visit
from ifar.licensing.selectors import follow_up, records
from ifar.licensing.services import visits
from ifar.licensing.services.applications import today
from ifar.licensing.views.presenters import history_of
from ifar.parties import holdings
from ifar.parties.selectors import records_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import require


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Visits that wait, or faults that are to be mended, the most urgent first."""
    actor, faults = actor_of(request), request.GET.get("list") == "faults"
    require(actor, visits.RECORD)
    open_now: Any = follow_up.open_findings(actor) if faults else follow_up.planned(actor)
    result = page_of(
        request.GET,
        open_now,
        order=("due_on", "id"),
        sorts={"due_on": None},
    )
    day, spoken = today(), reference.words("inspection_item")
    names = names_of(
        actor, {item.holder for item in result.items}, act="licensing.visit.list", object="visits"
    )
    rows = [
        {
            "one": item,
            "url": "licensing:finding" if faults else "licensing:visit",
            "holder": names.get(item.holder, ""),
            "what": spoken.get(item.item, item.item) if faults else labels.WHY[item.why],
            "left": (item.due_on - day).days,
        }
        for item in result.items
    ]
    context = {
        "rows": rows,
        "found": result,
        "faults": faults,
        "visits": follow_up.planned(actor).count(),
        "findings": follow_up.open_findings(actor).count(),
    }
    return render(request, "licensing/visits.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose storage, why, until when; the list to be answered, or what was answered."""
    actor = actor_of(request)
    visit = follow_up.visit_for(actor, public_id)
    names = names_of(actor, {visit.holder}, act="licensing.visit.read", object=public_id)
    kind = Licence.objects.values_list("kind", flat=True).get(public_id=visit.licence)
    context = {
        "one": visit,
        "holder": names.get(visit.holder, ""),
        "kind": reference.words("licence_kind").get(kind, kind),
        "state": labels.RESULT.get(visit.result, labels.VISIT[visit.state]),
        "tone": "bad" if visit.result == "failed" else labels.TONES.get(visit.state, ""),
        "why": labels.WHY[visit.why],
        "left": (visit.due_on - today()).days,
        "granter": actor.acts_for(*records.granters_of(visit.licence)),
        "items": _answered(visit),
        "offered": offered(actor, visits.VISIT, visit),
        "possessions": holdings.of(actor, records_of(visit.holder)) if visit.state == "planned" else (),
        "acts": history_of(public_id, "visit"),
    }
    return render(request, "licensing/visit.html", context)


def _answered(visit: Visit) -> list[dict[str, Any]]:
    """What was found, item by item."""
    spoken = reference.words("inspection_item") if visit.answers else {}
    return [
        {
            "code": code,
            "words": spoken.get(code, code),
            "answer": labels.INSPECTED.get(answer, answer),
            "said": answer,
        }
        for code, answer in visit.answers.items()
    ]


@require_GET
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is at fault, until when it is to be mended, and what was done."""
    actor = actor_of(request)
    record = follow_up.finding_for(actor, public_id)
    names = names_of(actor, {record.holder}, act="licensing.finding.read", object=public_id)
    item = reference.words("inspection_item").get(record.item, record.item)
    again = (
        follow_up.visits_for(actor).filter(licence=record.licence, state="planned").order_by("due_on").first()
    )
    context = {
        "one": record,
        "item": item,
        "holder": names.get(record.holder, ""),
        "state": labels.FINDING[record.state],
        "tone": labels.TONES.get(record.state, ""),
        "left": (record.due_on - today()).days,
        "again": again,
        "offered": offered(actor, visits.FINDING, record),
        "acts": history_of(public_id, "finding"),
    }
    return render(request, "licensing/finding.html", context)
