"""The serviceability of the arms of an armoury, filtered by how they are; recorded in dozens by scan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.forms import form_of, submitted
from ifar.cursors import Sorts, page_of
from ifar.documents.things import named
from ifar.form_errors import actor_of
from ifar.placement import selectors as placement
from ifar.registry.selectors.serials import serials_of
from ifar.rights import Actor, may, require
from ifar.stocks import selectors as stocks
from ifar.stocks.models import Armoury
from ifar.stocks.serviceability import inputs, labels, selectors, services
from ifar.stocks.serviceability.acts import SERVICEABLE
from ifar.stocks.serviceability.models import Serviceability
from ifar.stocks.services.writing import ISSUE, today

type _List = tuple[Any, QuerySet[Any], int]
"""What a list of an armoury is called, its rows, and how many they are."""


def _lists(actor: Actor, armoury: Armoury, known: QuerySet[Serviceability]) -> dict[str, _List]:
    """The lists of an armoury: what is not serviceable, what was never inspected, each state."""
    numbers = selectors.numbers_of(known)
    never, overdue = selectors.never_in_armoury(actor, armoury), selectors.overdue(known, today())
    not_serviceable = sum(numbers.values()) - numbers.get(SERVICEABLE, 0)
    result: dict[str, _List] = {
        "": (_("Not serviceable"), known.exclude(state=SERVICEABLE), not_serviceable),
        selectors.NEVER: (labels.WITHOUT[selectors.NEVER], never, never.count()),
    }
    if selectors.days_of_inspection() is not None:
        result[selectors.OVERDUE] = (labels.WITHOUT[selectors.OVERDUE], overdue, overdue.count())
    return result | {
        state: (labels.STATES[state], known.filter(state=state), numbers.get(state, 0))
        for state in selectors.STATES
    }


@require_GET
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The arms of an armoury by how they are, and those that were never inspected."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    armoury = stocks.armoury_for(actor, public_id)
    known = selectors.in_armoury(actor, armoury)
    lists = _lists(actor, armoury, known)
    # Nothing chosen: the first list that has arms.
    which = request.GET.get("state", next((code for code, (*_words, many) in lists.items() if many), ""))
    which = which if which in lists else ""
    rows: QuerySet[Any] = lists[which][1]
    sorts: Sorts = {"state": labels.STATES, "fault": labels.FAULTS, "inspected_on": None}
    found = page_of(
        request.GET,
        rows,
        order=("-id",),
        sorts={} if which == selectors.NEVER else sorts,
    )
    identifiers = [record.public_id for record in found.items]
    serials, arms = serials_of(identifiers), named(actor, identifiers)
    people = people_names({getattr(record, "inspector", "") for record in found.items} - {""})
    context = {
        "armoury": armoury,
        "name": stocks.names_of([public_id]).get(public_id, ""),
        "rows": [
            {
                "one": record,
                "what": arms[record.public_id].what if record.public_id in arms else "",
                "serial": serials.get(record.public_id, record.public_id),
                "state": labels.WITHOUT.get(which) or labels.STATES[record.state],
                "tone": "warn" if which in labels.WITHOUT else labels.TONES[record.state],
                "fault": labels.FAULTS.get(getattr(record, "fault", ""), ""),
                "inspector": people.get(getattr(record, "inspector", ""), ""),
            }
            for record in found.items
        ],
        "found": found,
        "which": which,
        "lists": [(code, words, number) for code, (words, _rows, number) in lists.items()],
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
