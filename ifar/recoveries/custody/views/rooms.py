"""Rooms where exhibits are kept, and their blind counts."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of, tried
from ifar.placement.labels import KINDS, STATES
from ifar.placement.services.writing import MANAGE
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import rooms
from ifar.recoveries.custody.services.rooms import CountReading
from ifar.recoveries.custody.views import presenters as shown
from ifar.rights import Actor, may, require

LABELLED: Final = 200
"""Exhibits whose labels are offered with the room's at once: their identifiers stand in an address."""


@require_GET
def room_list(request: HttpRequest) -> HttpResponse:
    """The evidence rooms of the office and those below it."""
    actor = actor_of(request)
    require(actor, kept.READ)
    places = kept.rooms_for(actor).order_by("name")[:200]
    differing = {record.room: record for record in kept.open_counts(actor)}
    context = {
        "rows": [
            {
                "one": place,
                "kind": KINDS[place.kind],
                "state": STATES["place"][place.state],
                "differs": differing.get(place.public_id),
            }
            for place in places
        ],
        "may_manage": may(actor, MANAGE),
    }
    return render(request, "custody/rooms.html", context)


@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, public_id: str) -> HttpResponse:
    """One room: what should lie there, unless the reader is counting it; its counts."""
    actor = actor_of(request)
    require(actor, kept.READ)
    place = kept.room_for(actor, public_id)
    if request.method == "POST":
        return _begin(request, actor, public_id)
    blind = kept.counting(actor, place)
    lying = [] if blind else rooms.should_be(actor, place)
    counts = kept.counts_for(actor).filter(room=public_id).order_by("-id")[:20]
    context = {
        "one": place,
        "kind": KINDS[place.kind],
        "state": STATES["place"][place.state],
        "blind": blind,
        "rows": shown.chain_rows(lying[:500]),
        "labelled": " ".join([public_id, *(chain.public_id for chain in lying[:LABELLED])]),
        "counts": [
            {
                "one": record,
                "state": words.STATES["count"][record.state],
                "tone": words.TONES.get(record.state, ""),
            }
            for record in counts
        ],
        "may_count": may(actor, rooms.COUNT) and place.agency_id == actor.agency_id and place.state == "open",
    }
    return render(request, "custody/room.html", context)


def _begin(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    begun: list[str] = []
    tried(
        request,
        lambda: begun.append(rooms.begin_count(actor=actor, room=public_id)),
        _("Write down what is there. What should be there is shown afterwards."),
    )
    return redirect("custody:count", begun[0]) if begun else redirect("custody:room", public_id)


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: a field for what is there, shown as it was understood before it counts; afterwards its differences."""
    actor, counts = actor_of(request), request.POST.get("what") == "count"
    record = kept.count_for(actor, public_id)
    form = form_of(inputs.EnterCount, request, initial={"expected_n": record.n})
    understood: list[CountReading] = []

    def do(enter_count: inputs.EnterCount) -> None:
        if counts:
            rooms.enter_count(actor=actor, count_id=public_id, **dict(enter_count))
        else:
            understood.append(rooms.understand(actor=actor, count_id=public_id, seen=enter_count.seen))

    submitted(form, do)
    if counts and not form.errors:
        messages.success(request, _("The count is recorded."))
        return redirect("custody:count", public_id)
    named = [
        difference["label"]
        for difference in record.differences
        if identifiers.parse(difference["label"], "X")
    ]
    named += [exhibit.label for read in understood for exhibit in read.exhibits]
    # Of what the reader may not see in its case or its chain, nothing but the label is told.
    titles = shown.titles(kept.seen_of(actor, named))
    context = {
        "one": record,
        "room": kept.room_for(actor, record.room),
        "state": words.STATES["count"][record.state],
        "tone": words.TONES.get(record.state, ""),
        "mine": record.counter == actor.id,
        "differences": [
            {
                **difference,
                **titles.get(difference["label"], {}),
                "is_exhibit": bool(identifiers.parse(difference["label"], "X")),
                "may_open": difference["label"] in titles,
                "words": words.DIFFERENCES[difference["kind"]],
                "settled": difference["key"] in record.settled,
            }
            for difference in record.differences
        ],
        "acts": shown.acts_of(public_id, "count"),
        "offered": offered(actor, rooms.COUNTED, record),
        "form": form,
        "understood": understood[0] if understood else None,
        "read": [
            {"one": exhibit, **titles.get(exhibit.label, {})}
            for read in understood
            for exhibit in read.exhibits
        ],
    }
    return render(request, "custody/count.html", context, status=422 if form.errors else 200)
