"""The chase list of a desk, a matter, and raising one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors.agencies import called
from ifar.accounts.selectors.people import names_of
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.matters import labels, selectors
from ifar.matters.found import Thing, things_of, words_of
from ifar.matters.inputs import RaiseMatter
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.matters.services.matters import MATTER
from ifar.rights import Actor, may, require

_DATED: Final = ("extended", "reopened")


@require_GET
def chase_list(request: HttpRequest) -> HttpResponse:
    """What my office must settle or explain, by deadline; or a part of it, or what it closed."""
    actor = actor_of(request)
    selectors.require_any(actor)
    asked_for, kind = request.GET.get("list", ""), request.GET.get("kind", "")
    which = asked_for if asked_for in selectors.LISTS else "open"
    kind = kind if kind in labels.KINDS else ""
    result = page_of(
        request.GET,
        selectors.chase_list(actor, which, kind),
        order=("day", "id"),
        sorts={"kind": labels.KINDS, "state": labels.STATES["matter"], "day": None},
    )
    known = selectors.records_of(actor, result.items)
    counts = selectors.counted(actor, kind)
    context = {
        "rows": [_row(actor, matter, known) for matter in result.items],
        "found": result,
        "which": which,
        "tabs": [(code, words, counts.get(code)) for code, words in labels.LISTS.items()],
        "kind": kind,
        "kinds": labels.KINDS.items(),
        "may_raise": may(actor, matters.RAISE),
    }
    return render(request, "matters/list.html", context)


def _row(actor: Actor, matter: Matter, known: Mapping[str, Thing]) -> dict[str, Any]:
    whole = selectors.settles(matter)
    due = matter.due_on if whole else matter.answer_by
    return {
        "one": matter,
        "kind": labels.KINDS[matter.kind],
        "state": labels.STATES["matter"][matter.state],
        "tone": labels.TONES[matter.state],
        "due": due,
        "left": (due - matters.today()).days if matter.state != "closed" and due else None,
        "late": matter.state != "closed" and due is not None and due < matters.today(),
        "settles": whole,
        "thing": known.get(matter.about),
        "named": matter.named,
        "cause": words_of(matter.cause) if whole else "",
        "came_up": bool(matter.escalated_to) and matter.escalated_to == actor.agency,
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A matter: what differs, who explains, what was said and how it ended. Who only explains sees the question alone."""
    actor = actor_of(request)
    selectors.require_any(actor)
    matter = selectors.matter_for(actor, public_id)
    offices = Agency.objects.in_bulk(
        [text for text in (matter.explainer, matter.escalated_to) if text], field_name="public_id"
    )
    known: Mapping[str, Thing] = matter.known  # type: ignore[attr-defined]
    evidence = list[tuple[str, Thing]]()
    if selectors.settles(matter):
        named = selectors.evidence_of(matter)
        seen = things_of(actor, named)
        evidence = [(text, seen[text]) for text in named if text in seen]
    context = {
        **_row(actor, matter, known),
        "explainer": offices.get(matter.explainer),
        "above": offices.get(matter.escalated_to),
        "outcome": labels.OUTCOMES.get(matter.outcome, ""),
        "leads": known.get(matter.leads_to),
        "evidence": evidence,
        "given": matter.given,  # type: ignore[attr-defined]
        "history": _history(actor, matter),
        "offered": offered(actor, MATTER, matter),
    }
    return render(request, "matters/matter.html", context)


def _history(actor: Actor, matter: Matter) -> list[dict[str, Any]]:
    """What was done with a matter, the latest first. Who only explains is told of other offices alone, and not of their people."""
    whole, done = selectors.settles(matter), selectors.history_of(actor, matter)
    people = names_of({item.actor for item in done if whole or item.agency == actor.agency})
    named = {item.agency for item in done} | {str(item.changes.get("explainer", "")) for item in done}
    offices = dict(Agency.objects.filter(public_id__in=named - {""}).values_list("public_id", called()))
    return [
        {
            "label": labels.DONE[item.kind][0],
            "icon": labels.DONE[item.kind][1],
            "said": offices.get(item.changes.get("explainer", ""), "") if item.kind == "asked" else "",
            "until": dt.date.fromisoformat(item.changes["due_on"]) if item.kind in _DATED else None,
            "reason": item.reason if whole else "",
            "by": people.get(item.actor) or offices.get(item.agency) or _("the system"),
            "at": item.at,
        }
        for item in reversed(done)
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Raise a matter."""
    actor = actor_of(request)
    require(actor, matters.RAISE)
    kind = request.GET.get("kind", "")
    kind = kind if kind in labels.KINDS else ""
    due = matters.today() + dt.timedelta(days=matters.days_of(kind))
    initial = {"about": request.GET.get("about", "")[:20], "kind": kind, "due_on": due}
    form = form_of(RaiseMatter, request, initial=initial)
    made = submitted(form, lambda given: matters.raise_matter(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("The matter is raised."))
        is_found = selectors.matters_for(actor).filter(public_id=made).exists()
        return redirect("matters:matter", made) if is_found else redirect("matters:list")
    return render(request, "matters/new.html", {"form": form}, status=422 if form.is_bound else 200)
