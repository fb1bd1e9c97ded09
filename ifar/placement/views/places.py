"""The places of an office, a place with what lies in it, and placing by scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.bulk import many
from ifar.bulk.many import Many
from ifar.cursors import page
from ifar.documents.things import named
from ifar.form_errors import actor_of
from ifar.placement import inputs, labels, selectors
from ifar.placement.acts import ROOMS
from ifar.placement.models import Place, Placement
from ifar.placement.services import places, placing, scanning
from ifar.placement.services.places import PLACE
from ifar.placement.services.placing import Placing
from ifar.placement.services.writing import MANAGE
from ifar.placement.services.writing import PLACE as MAY_PLACE
from ifar.rights import Actor, may, require

_LISTED: Final = 50


INWARD: Final = ("custody.chain_taken_in", "custody.chain_received", "custody.chain_moved")
OUTWARD: Final = ("custody.chain_moved", "custody.chain_handed", "custody.request_asked")
"""Acts by which exhibits come into a room, and leave it or are asked about."""


def _rows(actor: Actor, records: Sequence[Place]) -> list[dict[str, Any]]:
    """Places as lists show them, with how many things lie in each and what is in it."""
    names, many = selectors.named(records), selectors.how_many(actor, records)
    return [
        {
            "one": place,
            "name": names[place.public_id],
            "kind": labels.KINDS[place.kind],
            "icon": labels.ICONS[place.kind],
            "lying": many[place.public_id],
            "full": place.capacity is not None and many[place.public_id].many > place.capacity,
        }
        for place in records
    ]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The places of my office and those below it that stand by themselves."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(
        # Where an officer's rounds are stands on the officer's own page.
        selectors.places_for(actor).filter(state="open", inside="").exclude(person__startswith="P"),
        order=("name", "id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    context = {
        "rows": _rows(actor, result.items),
        "found": result,
        "may_manage": may(actor, MANAGE),
        "may_place": may(actor, MAY_PLACE),
    }
    return render(request, "placement/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a place."""
    actor = actor_of(request)
    require(actor, MANAGE)
    people = selectors.people_of(actor).values_list("public_id", "name")
    form = form_of(
        inputs.OpenPlace,
        request,
        initial={name: request.GET.get(name, "")[:20] for name in ("inside", "kind")},
        among={"inside": places.choices(actor), "person": people},
    )
    made = submitted(form, lambda given: places.open_place(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("The place is open."))
        return redirect("placement:place", made)
    return render(request, "placement/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _things(actor: Actor, placements: Sequence[Placement]) -> list[dict[str, Any]]:
    """What lies somewhere, in words."""
    described = named(actor, [placement.public_id for placement in placements])
    people = people_names({placement.custodian for placement in placements})
    return [
        {
            "one": placement,
            "is": described[placement.public_id],
            "custodian": people.get(placement.custodian, ""),
        }
        for placement in placements
        if placement.public_id in described
    ]


def _page(
    request: HttpRequest,
    actor: Actor,
    place: Place,
    *,
    scan: ActForm | None = None,
    move: ActForm | None = None,
) -> HttpResponse:
    """A place, with the forms by which something is put there or goes elsewhere."""
    lying = page(
        selectors.here(actor, place),
        order=("id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    within = page(
        selectors.inside(place),
        order=("name", "id"),
        after=request.GET.get("places", "")[:500],
        size=_LISTED,
    )
    around = selectors.around(place)
    names = selectors.named([*around, place])
    here = _rows(actor, [place])[0]
    is_own = place.agency_id == actor.agency_id and place.state == "open"
    takes = may(actor, MAY_PLACE) and is_own
    rows = _things(actor, lying.items)
    # An exhibit goes nowhere without its seal read: by its own acts, which the page leads to.
    exhibits = any(row["one"].public_id.startswith("X") for row in rows)
    acts = _acts_of_exhibits(actor) if is_own and place.kind in ROOMS else {}
    context = {
        **here,
        "here": here,
        "directly": _directly(actor, place, here["lying"], within.items) if takes and rows else None,
        "state": labels.STATES["place"][place.state],
        "around": [{"one": record, "name": names[record.public_id]} for record in around],
        "within": _rows(actor, within.items),
        "more_within": within.after,
        "rows": rows,
        "found": lying,
        "offered": offered(actor, PLACE, place),
        "scan": (scan or form_of(inputs.MoveHere, ids="scan")) if takes and (scan or not acts) else None,
        "move": (move or _move_form(actor, place)) if takes and rows and (move or not exhibits) else None,
        "is_room": place.kind in ROOMS,
        "inward": [acts[name] for name in INWARD if name in acts],
        "outward": [
            {"name": "act", "value": name, "label": acts[name].title}
            for name in OUTWARD
            if exhibits and name in acts
        ],
        "counted": place.kind in ROOMS and may(actor, "custody:exhibit:read"),
        "opens": may(actor, MANAGE) and is_own,
        "label": segno.make(place.public_id, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
    }
    bound = any(form is not None and form.is_bound for form in (scan, move))
    return render(request, "placement/place.html", context, status=422 if bound else 200)


def _directly(
    actor: Actor, place: Place, all_told: selectors.ThingCount, within: Sequence[Place]
) -> selectors.ThingCount:
    """How many things lie in a place itself: counted once more only where there are places in it."""
    return selectors.lying_here(actor, place) if within else all_told


def _acts_of_exhibits(actor: Actor) -> dict[str, Many]:
    """What the actor may do to many exhibits at once, by its name."""
    return {item.name: item for item in many.possible(actor) if item.name in {*INWARD, *OUTWARD}}


def _move_form(actor: Actor, place: Place, request: HttpRequest | None = None) -> ActForm:
    """To which other place of the office something goes."""
    others = [pair for pair in places.choices(actor) if pair[0] != place.public_id]
    return form_of(inputs.MoveChosen, request, ids="move", among={"to": others})


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A place: where it is, what is in it, its label."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _page(request, actor, selectors.place_for(actor, public_id))


def _placed_words(many: int) -> str:
    if not many:
        return _("Everything was there already.")
    return _("Recorded. Firearms put in place: %(many)s.") % {"many": many}


@require_http_methods(["POST"])
def scan_here(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put what was scanned into this place."""
    actor = actor_of(request)
    require(actor, MAY_PLACE)
    place = selectors.place_for(actor, public_id)
    form = form_of(inputs.MoveHere, request, ids="scan")
    placed: list[int] = []
    submitted(
        form,
        lambda given: placed.append(
            len(scanning.place_by_scan(actor=actor, scanned=given.scanned, place=public_id))
        ),
    )
    if placed:
        messages.success(request, _placed_words(placed[0]))
        return redirect("placement:place", public_id)
    return _page(request, actor, place, scan=form)


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Scan a place, then what was put there, one after another."""
    actor = actor_of(request)
    require(actor, MAY_PLACE)
    form = form_of(inputs.PlaceByScan, request)
    placed: list[int] = []
    submitted(
        form, lambda given: placed.append(len(scanning.place_by_scan(actor=actor, scanned=given.scanned)))
    )
    if placed:
        messages.success(request, _placed_words(placed[0]))
        return redirect("placement:scan")
    return render(request, "placement/scan.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put what was chosen into another place; everything that lies here once that is confirmed on a page that names both places."""
    actor = actor_of(request)
    require(actor, MAY_PLACE)
    place = selectors.place_for(actor, public_id)
    form = _move_form(actor, place, request)
    if request.POST.get("all_of") and not request.POST.get("sure") and form.is_valid():
        to = dict(form.fields["to"].choices)[form.given.to]  # type: ignore[attr-defined]
        context = {
            "one": place,
            "name": selectors.named([place])[place.public_id],
            "to": to,
            "given": form.given,
        }
        return render(request, "placement/move_all.html", context)
    placed: list[int] = []
    submitted(form, lambda given: placed.append(len(_moved(actor, public_id, given))))
    if placed:
        messages.success(request, _placed_words(placed[0]))
        return redirect("placement:place", public_id)
    return _page(request, actor, place, move=form)


def _moved(actor: Actor, public_id: str, given: inputs.MoveChosen) -> list[str]:
    """What was chosen; everything where that was said."""
    if given.all_of is not None:
        return placing.move_all(actor=actor, place_id=public_id, to=given.to, expected=given.all_of)
    return placing.move_chosen(actor=actor, place_id=public_id, to=given.to, things=given.things)


@require_http_methods(["POST"])
def thing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put one arm into a place, from its own page."""
    actor = actor_of(request)
    require(actor, MAY_PLACE)
    form = form_of(inputs.PlaceThing, request, among={"to": places.choices(actor)})
    done(
        request,
        form,
        lambda given: placing.place_many(
            actor=actor, placements=[Placing(public_id, given.to, given.expected_n)]
        ),
        _("Recorded."),
    )
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("registry:firearm", public_id)
