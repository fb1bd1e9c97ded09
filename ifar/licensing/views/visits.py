"""Visits to storages and the faults that they found: what is due, the list that is answered on the spot, who takes whose place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page
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
    found = page(
        open_now,
        order=("due_on", "id"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    day, spoken = today(), reference.words("inspection_item")
    names = names_of(actor, {one.holder for one in found.items}, act="licensing.visit.list", object="visits")
    rows = [
        {
            "one": one,
            "url": "licensing:finding" if faults else "licensing:visit",
            "holder": names.get(one.holder, ""),
            "what": spoken.get(one.item, one.item) if faults else labels.WHY[one.why],
            "left": (one.due_on - day).days,
        }
        for one in found.items
    ]
    context = {
        "rows": rows,
        "found": found,
        "faults": faults,
        "visits": follow_up.planned(actor).count(),
        "findings": follow_up.open_findings(actor).count(),
    }
    return render(request, "licensing/visits.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose storage, why, until when; the list to be answered, or what was answered."""
    actor = actor_of(request)
    found = follow_up.visit_for(actor, public_id)
    names = names_of(actor, {found.holder}, act="licensing.visit.read", object=public_id)
    kind = Licence.objects.values_list("kind", flat=True).get(public_id=found.licence)
    context = {
        "one": found,
        "holder": names.get(found.holder, ""),
        "kind": reference.words("licence_kind").get(kind, kind),
        "state": labels.RESULT.get(found.result, labels.VISIT[found.state]),
        "tone": "bad" if found.result == "failed" else labels.TONES.get(found.state, ""),
        "why": labels.WHY[found.why],
        "left": (found.due_on - today()).days,
        "granter": actor.acts_for(*records.granters_of(found.licence)),
        "items": _answered(found),
        "offered": offered(actor, visits.VISIT, found),
        "possessions": holdings.of(actor, records_of(found.holder)) if found.state == "planned" else (),
        "acts": history_of(public_id, "visit"),
    }
    return render(request, "licensing/visit.html", context)


def _answered(found: Visit) -> list[dict[str, Any]]:
    """What was found, item by item."""
    spoken = reference.words("inspection_item") if found.answers else {}
    return [
        {
            "code": code,
            "words": spoken.get(code, code),
            "answer": labels.INSPECTED.get(said, said),
            "said": said,
        }
        for code, said in found.answers.items()
    ]


@require_GET
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is at fault, until when it is to be mended, and what was done."""
    actor = actor_of(request)
    found = follow_up.finding_for(actor, public_id)
    names = names_of(actor, {found.holder}, act="licensing.finding.read", object=public_id)
    item = reference.words("inspection_item").get(found.item, found.item)
    again = (
        follow_up.visits_for(actor).filter(licence=found.licence, state="planned").order_by("due_on").first()
    )
    context = {
        "one": found,
        "item": item,
        "holder": names.get(found.holder, ""),
        "state": labels.FINDING[found.state],
        "tone": labels.TONES.get(found.state, ""),
        "left": (found.due_on - today()).days,
        "again": again,
        "offered": offered(actor, visits.FINDING, found),
        "acts": history_of(public_id, "finding"),
    }
    return render(request, "licensing/finding.html", context)
