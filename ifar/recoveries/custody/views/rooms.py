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
from ifar.recoveries.custody.services.rooms import Understood
from ifar.recoveries.custody.views import presenters as shown
from ifar.rights import Actor, may, require

LABELLED: Final = 200
"""Exhibits whose labels are offered with the room's at once: their identifiers stand in an address."""


@require_GET
def room_list(request: HttpRequest) -> HttpResponse:
    """The evidence rooms of the office and those below it."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = kept.rooms_for(actor).order_by("name")[:200]
    differing = {one.room: one for one in kept.open_counts(actor)}
    context = {
        "rows": [
            {
                "one": one,
                "kind": KINDS[one.kind],
                "state": STATES["place"][one.state],
                "differs": differing.get(one.public_id),
            }
            for one in found
        ],
        "may_manage": may(actor, MANAGE),
    }
    return render(request, "custody/rooms.html", context)


@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, public_id: str) -> HttpResponse:
    """One room: what should lie there, unless the reader is counting it; its counts."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = kept.room_for(actor, public_id)
    if request.method == "POST":
        return _begin(request, actor, public_id)
    blind = kept.counting(actor, found)
    lying = [] if blind else rooms.should_be(actor, found)
    counts = kept.counts_for(actor).filter(room=public_id).order_by("-id")[:20]
    context = {
        "one": found,
        "kind": KINDS[found.kind],
        "state": STATES["place"][found.state],
        "blind": blind,
        "rows": shown.chain_rows(lying[:500]),
        "labelled": " ".join([public_id, *(one.public_id for one in lying[:LABELLED])]),
        "counts": [
            {"one": one, "state": words.STATES["count"][one.state], "tone": words.TONES.get(one.state, "")}
            for one in counts
        ],
        "may_count": may(actor, rooms.COUNT) and found.agency_id == actor.agency_id and found.state == "open",
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
    found = kept.count_for(actor, public_id)
    form = form_of(inputs.EnterCount, request, initial={"expected_n": found.n})
    understood: list[Understood] = []

    def do(said: inputs.EnterCount) -> None:
        if counts:
            rooms.enter_count(actor=actor, count_id=public_id, **dict(said))
        else:
            understood.append(rooms.understand(actor=actor, count_id=public_id, seen=said.seen))

    submitted(form, do)
    if counts and not form.errors:
        messages.success(request, _("The count is recorded."))
        return redirect("custody:count", public_id)
    named = [one["label"] for one in found.differences if identifiers.parse(one["label"], "X")]
    named += [one.label for read in understood for one in read.exhibits]
    # Of what the reader may not see in its case or its chain, nothing but the label is told.
    titles = shown.titles(kept.seen_of(actor, named))
    context = {
        "one": found,
        "room": kept.room_for(actor, found.room),
        "state": words.STATES["count"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "mine": found.counter == actor.id,
        "differences": [
            {
                **one,
                **titles.get(one["label"], {}),
                "is_exhibit": bool(identifiers.parse(one["label"], "X")),
                "may_open": one["label"] in titles,
                "words": words.DIFFERENCES[one["kind"]],
                "settled": one["key"] in found.settled,
            }
            for one in found.differences
        ],
        "acts": shown.acts_of(public_id, "count"),
        "offered": offered(actor, rooms.COUNTED, found),
        "form": form,
        "understood": understood[0] if understood else None,
        "read": [{"one": one, **titles.get(one.label, {})} for read in understood for one in read.exhibits],
    }
    return render(request, "custody/count.html", context, status=422 if form.errors else 200)
