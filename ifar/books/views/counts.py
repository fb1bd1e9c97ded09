"""The count of a trader's shop, by scanner, keyboard or list: blind until it is closed; and the close of its day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.books import labels, shop
from ifar.books.inputs import NoteCounted
from ifar.books.models import Count
from ifar.books.selectors import READ
from ifar.books.services import counts
from ifar.errors import Forbidden, IfarError, NotFound
from ifar.files import uploads
from ifar.form_errors import actor_of, tried
from ifar.licensing import holding
from ifar.matters.found import Thing
from ifar.messages import message_of
from ifar.registry.labels import DEADLINES
from ifar.registry.models import BookLine
from ifar.registry.selectors.serials import plain_of
from ifar.rights import Actor, may, require

LISTED = 20
SHOWN = 200


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The counts of the books that I may read, the latest first; a trader begins one here."""
    actor = actor_of(request)
    require(actor, READ)
    found = shop.counts_for(actor).order_by("-id")[:LISTED]
    context = {
        "rows": [_row(one) for one in found],
        "running": shop.running(actor),
        "may_count": may(actor, counts.COUNT) and actor.own_book_only,
    }
    return render(request, "books/counts.html", context)


def _row(one: Count) -> dict[str, Any]:
    return {
        "one": one,
        "state": labels.state_words("count", one.state),
        "tone": labels.TONES.get(one.state, ""),
    }


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a count of my shop."""
    actor, begun = actor_of(request), list[str]()
    tried(
        request,
        lambda: begun.append(counts.begin(actor=actor)),
        _("Read what is there. What should be there is shown when the count is closed."),
    )
    return redirect("books:count", begun[0]) if begun else redirect("books:counts")


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: while it runs a field for what is read, and what was read; afterwards what it came to."""
    actor = actor_of(request)
    require(actor, READ)
    found = shop.count_for(actor, public_id)
    form = form_of(NoteCounted, request)
    noted = submitted(form, lambda given: counts.note(actor=actor, count_id=public_id, seen=given.seen))
    if noted is not None:
        words = ngettext("%(number)d line was noted.", "%(number)d lines were noted.", len(noted.lines))
        messages.success(request, words % {"number": len(noted.lines)})
        return redirect("books:count", public_id)
    return _shown(request, actor, found, form)


@require_POST
def bring(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a file of a scanner's memory: its lines stand in the field, to be looked through and added with one press."""
    actor = actor_of(request)
    require(actor, counts.COUNT)
    found = shop.count_for(actor, public_id)
    form, brought = form_of(NoteCounted), None
    try:
        name, arrived = uploads.arrived(request, "file")
        brought = counts.look(actor=actor, count_id=public_id, name=name, content=arrived)
    except (Forbidden, NotFound):
        raise
    except IfarError as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or message_of(error)))
    if brought:
        form = form_of(NoteCounted, initial={"seen": "\n".join(brought.lines)})
    return _shown(request, actor, found, form, brought)


def _shown(
    request: HttpRequest, actor: Actor, found: Count, form: ActForm, brought: counts.Brought | None = None
) -> HttpResponse:
    runs = found.state == "counting"
    ending = plain_of(request.GET.get("q", "")[:100])
    read = [
        one
        for one in (shop.noted(found) if runs else [])
        if not ending or plain_of(one.text).endswith(ending)
    ]
    labels_of = {one["label"] for one in found.differences if one["kind"] != "unknown"} | set(
        found.moved[:SHOWN]
    )
    things = holding.things(actor, shop.of_book(found.agency, labels_of))
    context = {
        **_row(found),
        "runs": runs,
        "brought": brought,
        "ending": request.GET.get("q", "")[:100],
        "is_own": counts.own(actor, found) and may(actor, counts.COUNT),
        "form": form,
        "read": [seen.text for seen in reversed(read[-SHOWN:])],
        "differences": [
            {**one, "words": labels.DIFFERENCES[one["kind"]], "thing": things.get(one["label"])}
            for one in found.differences
        ],
        "moved": [{"id": one, "thing": things.get(one)} for one in found.moved[:SHOWN]],
        "consequences": [_("What is in stock by the book and was not read is a difference from then on.")],
        "offered": offered(actor, counts.COUNTED, found),
    }
    failed = form.errors or (request.method == "POST" and not brought)
    return render(request, "books/count.html", context, status=422 if failed else 200)


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a count: what is there was read."""
    actor = actor_of(request)
    tried(request, lambda: counts.close(actor=actor, count_id=public_id), _("The count is closed."))
    return redirect("books:count", public_id)


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """My day: what was entered, what still waits, what is late; closed with one press."""
    actor = actor_of(request)
    require(actor, counts.COUNT)
    if request.method == "POST":
        tried(request, lambda: counts.close_day(actor=actor), _("The day is closed."))
        return redirect("books:day")
    found = shop.today(actor, came=request.GET.get("came", "")[:500], went=request.GET.get("went", "")[:500])
    lines = [*found.came.items, *found.went.items]
    things = holding.things(
        actor, {one.firearm.public_id for one in lines} | {one.firearm for one in found.late}
    )
    context = {
        "day": found,
        "came": _lines(found.came.items, things),
        "went": _lines(found.went.items, things),
        "late": [
            {"one": one, "words": DEADLINES.get(one.name, one.name), "thing": things.get(one.firearm)}
            for one in found.late
        ],
    }
    return render(request, "books/day.html", context)


def _lines(lines: Collection[BookLine], things: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"id": one.firearm.public_id, "thing": things.get(one.firearm.public_id)} for one in lines]


def records(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some counts that the actor may see, for matters about them."""
    found = shop.counts_for(actor).filter(public_id__in=public_ids)
    return {
        one.public_id: Thing(_("Count of the shop"), reverse("books:count", args=(one.public_id,)))
        for one in found
    }
