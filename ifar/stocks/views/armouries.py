"""The armouries of a unit: who is in charge of each, whether everything was counted since, what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page, page_of
from ifar.documents.things import named
from ifar.form_errors import actor_of
from ifar.placement import selectors as placement
from ifar.placement.models import Placement
from ifar.registry.selectors.serials import serials_of
from ifar.rights import UNITS, Actor, may, require
from ifar.stocks import inputs, selectors
from ifar.stocks.handovers import selectors as handovers
from ifar.stocks.handovers.services import may_order
from ifar.stocks.models import Armoury
from ifar.stocks.services import armouries
from ifar.stocks.services.armouries import ARMOURY
from ifar.stocks.services.writing import COUNT, ISSUE, MANAGE, today


def rows_of(actor: Actor, records: Sequence[Armoury]) -> list[dict[str, Any]]:
    """Armouries as their list and their page show them. Seven queries."""
    names = selectors.names_of([armoury.public_id for armoury in records])
    places = list(
        placement.places_for(actor).filter(public_id__in=[armoury.public_id for armoury in records])
    )
    lying = placement.how_many(actor, places) if places else {}
    blind = selectors.being_counted([armoury.public_id for armoury in records])
    handed = handovers.open_of([armoury.public_id for armoury in records])
    on_duty = handovers.on_duty(records)
    people = people_names({*on_duty.values(), *(armoury.charge for armoury in records)})
    own = {text for text, handover in handed.items() if handover.arriving == actor.id}
    return [
        {
            "one": armoury,
            "name": names[armoury.public_id],
            "charge": people.get(armoury.charge, ""),
            "lying": None if armoury.public_id in blind | own else lying.get(armoury.public_id),
            "counting": armoury.public_id in blind,
            "handed": handed.get(armoury.public_id),
            "handed_late": armoury.public_id in handed and handed[armoury.public_id].due_at < timezone.now(),
            "on_duty": people.get(on_duty[armoury.public_id], ""),
            "late": armoury.counted_on is None and armoury.count_due < today(),
        }
        for armoury in records
    ]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The armouries of my unit and of those below it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(
        selectors.armouries_for(actor).order_by("agency_id", "id"),
        order=("agency_id", "id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    context = {
        "rows": rows_of(actor, result.items),
        "found": result,
        "may_manage": may(actor, MANAGE),
        "may_issue": may(actor, ISSUE) and bool(result.items),
        "may_roster": may(actor, selectors.ROSTER),
        "may_write_off": may(actor, "registry:event:propose") and actor.agency_kind in UNITS,
    }
    return render(request, "stocks/armouries.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An armoury: who is in charge, what is due, which arms lie there and where."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    armoury = selectors.armoury_for(actor, public_id)
    row = rows_of(actor, [armoury])[0]
    lying = selectors.arms_in(actor, armoury) if row["lying"] is not None else Placement.objects.none()
    found = page_of(request.GET, lying, order=("place", "id"))
    arms = [record.public_id for record in found.items]
    called, serials = named(actor, arms), serials_of(arms)
    places = placement.names_of(actor, {record.place for record in found.items})
    context = {
        "row": row,
        "arms": [
            {
                "id": record.public_id,
                "what": called[record.public_id].what if record.public_id in called else "",
                "serial": serials.get(record.public_id, record.public_id),
                "place": places.get(record.place, ""),
            }
            for record in found.items
        ],
        "found": found,
        "opens": may(actor, "registry:firearm:read"),
        "armoury": armoury,
        "may_count": may(actor, COUNT),
        "may_hand": may(actor, ISSUE) and handovers.on_duty([armoury])[public_id] == actor.id,
        "may_order": may_order(actor, armoury),
        "sees_place": placement.names_of(actor, [public_id]),
        "offered": offered(actor, ARMOURY, armoury),
    }
    return render(request, "stocks/armoury.html", context)


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Say which store is an armoury and who is in charge of it."""
    actor = actor_of(request)
    require(actor, MANAGE)
    stores = selectors.stores_of(actor)
    form = form_of(
        inputs.TakeOver,
        request,
        initial={"since": today().isoformat()},
        among={"place": stores, "charge": armouries.people(actor)},
    )
    made = submitted(form, lambda given: armouries.take_over(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("Recorded."))
        return redirect("stocks:armoury", made)
    context = {"form": form, "stores": stores}
    return render(request, "stocks/take_over.html", context, status=422 if form.is_bound else 200)
