"""Rooms where exhibits are kept, and their blind counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.answers import actor_of, at_fields, tried
from ifar.errors import IfarError
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.services import custody, rooms
from ifar.recoveries.services.rooms import Understood
from ifar.recoveries.views import custody_forms as forms
from ifar.recoveries.views import custody_shown as shown
from ifar.rights import Actor, may, require


def room_list(request: HttpRequest) -> HttpResponse:
    """The evidence rooms of the office and those below it; a form for a new one."""
    actor = actor_of(request)
    require(actor, kept.READ)
    if request.method == "POST":
        said = request.POST
        tried(
            request,
            lambda: rooms.open_room(actor=actor, name=said.get("name", ""), kind=said.get("kind", "")),
            _("The room is open."),
        )
        return redirect("custody:rooms")
    found = kept.rooms_for(actor).order_by("name")[:200]
    differing = {one.room: one for one in kept.open_counts(actor)}
    context = {
        "rows": [
            {
                "one": one,
                "kind": words.ROOMS.get(one.kind, one.kind),
                "state": words.STATES["room"][one.state],
                "differs": differing.get(one.public_id),
            }
            for one in found
        ],
        "kinds": words.ROOMS.items(),
        "may_manage": may(actor, rooms.MANAGE),
    }
    return render(request, "custody/rooms.html", context)


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
        "kind": words.ROOMS.get(found.kind, found.kind),
        "state": words.STATES["room"][found.state],
        "blind": blind,
        "rows": shown.chain_rows(lying[:500]),
        "counts": [
            {"one": one, "state": words.STATES["count"][one.state], "tone": words.TONES.get(one.state, "")}
            for one in counts
        ],
        "may_count": may(actor, rooms.COUNT) and found.agency_id == actor.agency_id and found.state == "open",
        "acts": shown.acts_of(public_id, "room"),
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


def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: a field for what is there, shown as it was understood before it counts; afterwards its differences."""
    actor = actor_of(request)
    if request.method != "POST":
        return _count(request, actor, public_id)
    said = request.POST
    if said.get("what") == "give_up":
        form: forms.ActForm = forms.GiveUpForm(said)
    elif said.get("key"):
        form = forms.SettleForm(said)
    else:
        form = forms.CountForm(said)
    understood = None
    if form.is_valid():
        try:
            if isinstance(form, forms.CountForm) and said.get("what") != "count":
                understood = _understood(actor, public_id, form)
            else:
                messages.success(request, str(_count_act(actor, public_id, form)))
                return redirect("custody:count", public_id)
        except IfarError as error:
            at_fields(form, error)
    return _count(request, actor, public_id, form, understood)


def _understood(actor: Actor, count: str, form: forms.ActForm) -> Understood:
    seen = rooms.read_count(actor=actor, count=count, text=form.cleaned_data["seen"])
    return rooms.understand(actor=actor, count=count, seen=seen)


def _count_act(actor: Actor, count: str, form: forms.ActForm) -> Any:
    said = form.cleaned_data
    if isinstance(form, forms.GiveUpForm):
        rooms.give_up_count(actor=actor, count=count, note=said["note"])
        return _("The count is given up. The room can be counted anew.")
    if isinstance(form, forms.SettleForm):
        rooms.settle(actor=actor, count=count, key=said["key"], note=said["note"])
        return _("The difference is explained.")
    seen = rooms.read_count(actor=actor, count=count, text=said["seen"])
    rooms.enter_count(actor=actor, count=count, seen=seen, strangers=said["strangers"])
    return _("The count is recorded.")


def _count(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    bound: forms.ActForm | None = None,
    understood: Understood | None = None,
) -> HttpResponse:
    found = kept.count_for(actor, public_id)
    named = [one["label"] for one in found.differences if identifiers.parse(one["label"], "X")]
    named += [one.label for one in understood.exhibits] if understood else []
    # Of what the reader may not see in its case or its chain, nothing but the label is told.
    titles = shown.titles(kept.seen_of(actor, named))
    context = {
        "one": found,
        "room": kept.room_for(actor, found.room),
        "state": words.STATES["count"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "mine": found.counter == actor.id,
        "may_give_up": found.state == "counting"
        and not actor.acts_for(found.counter)
        and found.agency_id == actor.agency_id
        and may(actor, rooms.COUNT),
        "differences": [
            {
                **one,
                **titles.get(one["label"], {}),
                "is_exhibit": bool(identifiers.parse(one["label"], "X")),
                "may_open": one["label"] in titles,
                "words": words.DIFFERENCES[one["kind"]],
                "settled": one["key"] in found.settled,
                "form": bound
                if isinstance(bound, forms.SettleForm) and bound.data.get("key") == one["key"]
                else forms.SettleForm(initial={"key": one["key"]}),
            }
            for one in found.differences
        ],
        "may_settle": may(actor, custody.EXPLAIN)
        and not actor.acts_for(found.counter)
        and found.state == "differs",
        "acts": shown.acts_of(public_id, "count"),
        "form": bound if isinstance(bound, forms.CountForm) else forms.CountForm(),
        "give_up": bound if isinstance(bound, forms.GiveUpForm) else forms.GiveUpForm(),
        "refused": bound if bound is not None and bound.errors else None,
        "understood": understood,
        "read": [{"one": one, **titles.get(one.label, {})} for one in understood.exhibits]
        if understood
        else [],
    }
    return render(
        request, "custody/count.html", context, status=422 if bound is not None and bound.errors else 200
    )
