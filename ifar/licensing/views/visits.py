"""Visits to storages and the faults that they found: what is due, the list that is answered on the spot, who takes whose place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar.answers import actor_of, tried
from ifar.cursors import page
from ifar.licensing import inspection, words
from ifar.licensing.models import Licence, Visit
from ifar.licensing.selectors import following, records
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import visits
from ifar.licensing.services.applications import today
from ifar.licensing.views.shown import history_of
from ifar.parties import possessions
from ifar.parties.selectors import records_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.typed import whole_number


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Visits that wait, or faults that are to be mended, the most urgent first."""
    actor, faults = actor_of(request), request.GET.get("list") == "faults"
    require(actor, visits.RECORD)
    open_now: Any = following.open_findings(actor) if faults else following.planned(actor)
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
            "what": spoken.get(one.item, one.item) if faults else words.WHY[one.why],
            "left": (one.due_on - day).days,
        }
        for one in found.items
    ]
    context = {
        "rows": rows,
        "found": found,
        "faults": faults,
        "visits": following.planned(actor).count(),
        "findings": following.open_findings(actor).count(),
    }
    return render(request, "licensing/visits.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose storage, why, until when; the list to be answered, or what was answered."""
    actor = actor_of(request)
    found = following.visit_for(actor, public_id)
    names = names_of(actor, {found.holder}, act="licensing.visit.read", object=public_id)
    kind = Licence.objects.values_list("kind", flat=True).get(public_id=found.licence)
    context = {
        "one": found,
        "holder": names.get(found.holder, ""),
        "kind": reference.words("licence_kind").get(kind, kind),
        "state": words.RESULT.get(found.result, words.VISIT[found.state]),
        "tone": "bad" if found.result == "failed" else words.TONES.get(found.state, ""),
        "why": words.WHY[found.why],
        "left": (found.due_on - today()).days,
        "granter": actor.acts_for(*records.granters_of(found.licence)),
        "items": _items(found, kind),
        "answers": words.INSPECTED.items(),
        "reasons": reference.choices("replacement_reason") if found.round else (),
        "possessions": possessions.of(actor, records_of(found.holder)) if found.state == "planned" else (),
        "acts": history_of(public_id, "visit"),
    }
    return render(request, "licensing/visit.html", context)


def _items(found: Visit, kind: str) -> list[dict[str, Any]]:
    spoken = reference.words("inspection_item")
    if found.state == "visited":
        return [
            {
                "code": code,
                "words": spoken.get(code, code),
                "answer": words.INSPECTED.get(said, said),
                "said": said,
            }
            for code, said in found.answers.items()
        ]
    return [
        {"code": one.code, "words": spoken.get(one.code, one.code), "days": one.days, "article": one.article}
        for one in inspection.items_for(items(), kind)
    ]


@require_POST
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what was found."""
    actor, said = actor_of(request), request.POST
    answers = {
        name.removeprefix("item-"): value[:20]
        for name, value in said.items()
        if name.startswith("item-") and isinstance(value, str)
    }
    tried(
        request,
        lambda: visits.record(
            actor=actor, visit_id=public_id, answers=answers, note=said.get("note", "")[:2000]
        ),
        _("The visit is recorded."),
    )
    return redirect("licensing:visit", public_id)


@require_POST
def miss(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record that nobody was there."""
    actor, note = actor_of(request), request.POST.get("note", "")[:2000]
    tried(
        request,
        lambda: visits.miss(actor=actor, visit_id=public_id, note=note),
        _("It is recorded that nobody was there."),
    )
    return redirect("licensing:visit", public_id)


@require_POST
def replace(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the next of its stratum in its place."""
    actor, said = actor_of(request), request.POST
    tried(
        request,
        lambda: visits.replace(
            actor=actor,
            visit_id=public_id,
            reason=said.get("reason", "")[:40],
            note=said.get("note", "")[:2000],
        ),
        _("The next of its stratum takes its place."),
    )
    return redirect("licensing:visit", public_id)


@require_GET
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is at fault, until when it is to be mended, and what was done."""
    actor = actor_of(request)
    found = following.finding_for(actor, public_id)
    names = names_of(actor, {found.holder}, act="licensing.finding.read", object=public_id)
    item = reference.words("inspection_item").get(found.item, found.item)
    again = (
        following.visits_for(actor).filter(licence=found.licence, state="planned").order_by("due_on").first()
    )
    context = {
        "one": found,
        "item": item,
        "holder": names.get(found.holder, ""),
        "state": words.FINDING[found.state],
        "tone": words.TONES.get(found.state, ""),
        "left": (found.due_on - today()).days,
        "again": again,
        "may_extend": may(actor, "licensing:removal:clear"),
        "acts": history_of(public_id, "finding"),
    }
    return render(request, "licensing/finding.html", context)


@require_POST
def extend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give more time."""
    actor, said = actor_of(request), request.POST
    days = said.get("days", "")
    tried(
        request,
        lambda: visits.extend(
            actor=actor,
            finding_id=public_id,
            days=whole_number(days, most=999, otherwise=0),
            note=said.get("note", "")[:2000],
        ),
        _("More time is given."),
    )
    return redirect("licensing:finding", public_id)
