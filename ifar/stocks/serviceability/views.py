"""The serviceability of the arms of an armoury, filtered by how they are; recorded in dozens by scan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.placement import selectors as placement
from ifar.rights import may, require
from ifar.stocks import selectors as stocks
from ifar.stocks.movements.selectors import serials_of
from ifar.stocks.serviceability import inputs, labels, selectors, services
from ifar.stocks.services.writing import ISSUE, today


@require_GET
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The arms of an armoury of which something is on record, by how they are."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    armoury = stocks.armoury_for(actor, public_id)
    which = request.GET.get("state", "")
    which = which if which in selectors.STATES else ""
    known = selectors.in_armoury(actor, armoury)
    found = page(
        known.filter(state=which) if which else known.exclude(state="serviceable"),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    serials = serials_of([record.public_id for record in found.items])
    people = people_names({record.inspector for record in found.items} - {""})
    context = {
        "armoury": armoury,
        "name": stocks.names_of([public_id]).get(public_id, ""),
        "rows": [
            {
                "one": record,
                "serial": serials.get(record.public_id, record.public_id),
                "state": labels.STATES[record.state],
                "tone": labels.TONES[record.state],
                "fault": labels.FAULTS.get(record.fault, ""),
                "inspector": people.get(record.inspector, ""),
            }
            for record in found.items
        ],
        "found": found,
        "which": which,
        "lists": [("", _("Not serviceable"), not which)]
        + [(state, labels.STATES[state], state == which) for state in selectors.STATES],
        "closed": armoury.agency.public_id in stocks.closed_to(actor),
        "records": may(actor, ISSUE) and armoury.agency_id == actor.agency_id,
        "opens": may(actor, "registry:firearm:read"),
    }
    return render(request, "stocks/serviceability.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record by scan what was found of arms, or done with them."""
    actor = actor_of(request)
    require(actor, ISSUE)
    armoury = stocks.armoury_for(actor, public_id)
    places = list(placement.own_open(actor).order_by("name", "id").values_list("public_id", "name")[:500])
    form = form_of(
        inputs.RecordServiceability,
        request,
        initial={"inspected_on": today().isoformat()},
        among={"workshop": places},
    )
    many = submitted(form, lambda given: services.record(actor=actor, **given.model_dump()))
    if many:
        messages.success(request, _("Recorded: %(count)s.") % {"count": many})
        return redirect("stocks:serviceability", public_id)
    context = {"form": form, "armoury": armoury, "name": stocks.names_of([public_id]).get(public_id, "")}
    return render(request, "stocks/record_serviceability.html", context, status=422 if form.is_bound else 200)
