"""Rooms where exhibits are kept, and their blind counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.forms import ActForm, PageAct, done, form_of, forms_of, refused_form, submitted
from ifar.form_errors import actor_of, tried
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import rooms
from ifar.recoveries.custody.services.rooms import Understood
from ifar.recoveries.custody.views import presenters as shown
from ifar.rights import Actor, may, require


@require_http_methods(["GET", "POST"])
def room_list(request: HttpRequest) -> HttpResponse:
    """The evidence rooms of the office and those below it; a form for a new one."""
    actor = actor_of(request)
    require(actor, kept.READ)
    form = form_of(inputs.OpenRoom, request)
    if done(request, form, lambda said: rooms.open_room(actor=actor, **dict(said)), _("The room is open.")):
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
        "form": form,
        "may_manage": may(actor, rooms.MANAGE),
    }
    return render(request, "custody/rooms.html", context, status=422 if form.is_bound else 200)


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


_ACTS: Final = {
    "count": PageAct(inputs.EnterCount, rooms.enter_count, gettext_lazy("The count is recorded.")),
    "give_up": PageAct(
        inputs.GiveUpCount,
        rooms.give_up_count,
        gettext_lazy("The count is given up. The room can be counted anew."),
    ),
    "settle": PageAct(inputs.SettleDifference, rooms.settle, gettext_lazy("The difference is explained.")),
}


@require_GET
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: a field for what is there, shown as it was understood before it counts; afterwards its differences."""
    return _count(request, public_id, {})


@require_POST
def count_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do what a button of the page says; `look` shows what was typed as it is understood, and records nothing."""
    if what == "look":
        actor, form = actor_of(request), form_of(inputs.EnterCount, request, ids="count")
        understood = submitted(
            form, lambda said: rooms.understand(actor=actor, count=public_id, seen=said.seen)
        )
        return _count(request, public_id, {"count": form}, understood)
    refused = refused_form(request, what, _ACTS, about={"count": public_id})
    if refused is not None:
        return _count(request, public_id, {what: refused})
    return redirect("custody:count", public_id)


def _count(
    request: HttpRequest,
    public_id: str,
    refused: Mapping[str, ActForm],
    understood: Understood | None = None,
) -> HttpResponse:
    """The page; with a form that was refused or is to be looked at again, so that nothing that was typed is lost."""
    actor = actor_of(request)
    found = kept.count_for(actor, public_id)
    named = [one["label"] for one in found.differences if identifiers.parse(one["label"], "X")]
    named += [one.label for one in understood.exhibits] if understood else []
    # Of what the reader may not see in its case or its chain, nothing but the label is told.
    titles = shown.titles(kept.seen_of(actor, named))
    settled = refused.get("settle")
    wrong = [form for form in refused.values() if form.errors]
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
                "form": settled
                if settled and settled.data.get("key") == one["key"]
                else form_of(inputs.SettleDifference, ids=f"settle-{n}"),
            }
            for n, one in enumerate(found.differences)
        ],
        "may_settle": may(actor, custody.EXPLAIN)
        and not actor.acts_for(found.counter)
        and found.state == "differs",
        "acts": shown.acts_of(public_id, "count"),
        "forms": forms_of(_ACTS, found.n, refused),
        "refused": wrong[0] if wrong else None,
        "understood": understood,
        "read": [{"one": one, **titles.get(one.label, {})} for one in understood.exhibits]
        if understood
        else [],
    }
    return render(request, "custody/count.html", context, status=422 if wrong else 200)
