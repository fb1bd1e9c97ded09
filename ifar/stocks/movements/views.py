"""Movement orders: their list, one of them with its crates, the order, packing by scan, receiving by scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.matters import found as matters_found
from ifar.matters import labels as matter_labels
from ifar.matters import selectors as matters_of
from ifar.placement.roads import crates as boxes
from ifar.placement.views.on_road import OnRoad, crate_rows, pack_page, receive_page, things_of
from ifar.registry.selectors.serials import serials_of
from ifar.rights import Actor, may, require
from ifar.stocks import selectors as stocks
from ifar.stocks.models import Movement
from ifar.stocks.movements import inputs, labels, selectors
from ifar.stocks.movements.acts import ON_THE_ROAD
from ifar.stocks.movements.services import ordering, receiving
from ifar.stocks.services import reading
from ifar.stocks.services.writing import ISSUE, MANAGE, today


def _row(movement: Movement, names: Mapping[str, str], counted: Mapping[str, int]) -> dict[str, Any]:
    return {
        "one": movement,
        "sender": names.get(movement.sender, ""),
        "receiver": _("Another store of this unit")
        if movement.receiver == movement.sender
        else names.get(movement.receiver, ""),
        "orderer": names.get(movement.agency.public_id, ""),
        "state": labels.STATES[movement.state],
        "tone": labels.TONES[movement.state],
        "late": movement.state in ON_THE_ROAD and movement.due_on < today(),
        **counted,
        "pieces": counted["firearms"] or movement.quantity,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The movements of my unit and of those below it, on whichever side: what is on the road, what is ordered, or all."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    which = request.GET.get("list", "")
    which = which if which in selectors.LISTS else selectors.LISTS[0]
    found = page_of(
        request.GET,
        selectors.listed_for(actor, which),
        order=("-id",),
        sorts={"order": None, "due_on": None, "state": labels.STATES},
    )
    names, counted = selectors.names_of(found.items), selectors.counted(found.items)
    context = {
        "rows": [_row(movement, names, counted[movement.pk]) for movement in found.items],
        "found": found,
        "lists": [(item, labels.LISTS[item], item == which) for item in selectors.LISTS],
        "orders": may(actor, MANAGE),
    }
    return render(request, "stocks/movements.html", context)


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Order a movement."""
    actor = actor_of(request)
    require(actor, MANAGE)
    stores = stocks.names_of(list(stocks.armouries_for(actor).values_list("public_id", flat=True)[:500]))
    form = form_of(
        inputs.OrderMovement,
        request,
        among={
            "store": sorted(stores.items(), key=lambda pair: pair[1]),
            "receiver": list(selectors.force_of(actor).items()),
        },
    )
    made = submitted(form, lambda given: ordering.order_movement(actor=actor, **given.model_dump()))
    if made:
        messages.success(
            request,
            _("Ordered. The armoury packs it; whoever ordered it neither hands it over nor receives it."),
        )
        return redirect("stocks:movement", made)
    context = {"form": form}
    return render(request, "stocks/order_movement.html", context, status=422 if form.is_bound else 200)


def _crates(actor: Actor, movement: Movement) -> list[dict[str, Any]]:
    named = selectors.named_to(actor, movement)
    road = boxes.on_the_road(movement.contents) if movement.sent_at else []
    return crate_rows(
        movement.contents,
        named,
        serials_of(named),
        lambda crate: reverse("stocks:stocks_crate_act", args=(crate, "unpacked")),
        set(road) - set(selectors.on_road(road)) if road else (),
    )


def _road(movement: Movement) -> OnRoad:
    return OnRoad(
        movement.order,
        reverse("stocks:movement", args=(movement.public_id,)),
        reverse("stocks:movements"),
        _("Movements"),
        _("Go on to the movement"),
    )


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A movement: who sends what to whom with which escort, in which crates under which seals, and what was done."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    movement = selectors.movement_for(actor, public_id)
    names = selectors.names_of([movement])
    escorts = reading.names_of(actor, [movement.escort] if movement.escort else [])
    stores = stocks.armouries_for(actor).filter(public_id=movement.store)
    context = {
        **_row(movement, names, boxes.counts(movement.contents)),
        "store": stocks.names_of(list(stores.values_list("public_id", flat=True))).get(movement.store, ""),
        "escort": escorts.get(movement.escort, ""),
        "unnamed": reading.unnamed(actor, [movement.escort]),
        "crates": _crates(actor, movement),
        "receive_url": reverse("stocks:receive_movement", args=(public_id,)),
        "opens": may(actor, "registry:firearm:read"),
        "packs": movement.state == "ordered" and may(actor, ISSUE) and ordering.is_sender(actor, movement),
        "receives": movement.state in ON_THE_ROAD
        and may(actor, ISSUE)
        and ordering.takes_in(actor, movement),
        "matters": [
            {
                "one": matter,
                "words": matters_found.words_of(matter.cause) or matter_labels.KINDS[matter.kind],
                "open": matter.state != "closed",
            }
            for matter in matters_of.about_for(actor, public_id)
        ],
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": names.get(office, office), "at": at}
            for kind, reason, office, at in selectors.history_of(movement)
        ],
        "offered": offered(actor, ordering.ORDERED, movement),
    }
    return render(request, "stocks/movement.html", context)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pack a crate by scan, list or file."""
    actor = actor_of(request)
    require(actor, ISSUE)
    movement = selectors.movement_for(actor, public_id)

    def write(given: inputs.PackArms) -> Any:
        values = {**dict(given), "things": things_of(request, actor, ISSUE, given.things)}
        return ordering.pack(actor=actor, movement_id=public_id, **values)

    return pack_page(request, _road(movement), inputs.PackArms, len(movement.contents), write)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Receive by scan, list or file; the page tells what differs."""
    actor = actor_of(request)
    require(actor, ISSUE)
    movement = selectors.movement_for(actor, public_id)
    places = receiving.places_for(actor, movement)

    def write(given: inputs.ReceiveArms) -> Any:
        values = {**dict(given), "things": things_of(request, actor, ISSUE, given.things)}
        return receiving.receive(actor=actor, movement_id=public_id, **values)

    def told(result: receiving.Received) -> list[dict[str, Any]]:
        serials = serials_of([arm for each in result.differs for arm in each.pieces])
        return [
            {
                "words": labels.CAUSES[f"stocks.movement_{item.code}"],
                "numbers": [serials.get(arm, arm) for arm in item.pieces],
                "others": item.serials,
            }
            for item in result.differs
        ]

    return receive_page(
        request,
        _road(movement),
        inputs.ReceiveArms,
        _crates(actor, movement),
        write,
        told,
        initial={"into": places[0][0] if len(places) == 1 else ""},
        among={"into": places},
    )
