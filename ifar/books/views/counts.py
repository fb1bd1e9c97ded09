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
    results = shop.counts_for(actor).order_by("-id")[:LISTED]
    context = {
        "rows": [_row(count) for count in results],
        "running": shop.running(actor),
        "may_count": may(actor, counts.COUNT) and actor.own_book_only,
    }
    return render(request, "books/counts.html", context)


def _row(count: Count) -> dict[str, Any]:
    return {
        "one": count,
        "state": labels.state_words("count", count.state),
        "tone": labels.TONES.get(count.state, ""),
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
    count = shop.count_for(actor, public_id)
    form = form_of(NoteCounted, request)
    noted = submitted(form, lambda given: counts.note(actor=actor, count_id=public_id, seen=given.seen))
    if noted is not None:
        words = ngettext("%(number)d line was noted.", "%(number)d lines were noted.", len(noted.lines))
        messages.success(request, words % {"number": len(noted.lines)})
        return redirect("books:count", public_id)
    return _shown(request, actor, count, form)


@require_POST
def bring(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a file of a scanner's memory: its lines stand in the field, to be looked through and added with one press."""
    actor = actor_of(request)
    require(actor, counts.COUNT)
    count = shop.count_for(actor, public_id)
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
    return _shown(request, actor, count, form, brought)


def _shown(
    request: HttpRequest, actor: Actor, count: Count, form: ActForm, brought: counts.Brought | None = None
) -> HttpResponse:
    runs = count.state == "counting"
    ending = plain_of(request.GET.get("q", "")[:100])
    read = [
        item
        for item in (shop.noted(count) if runs else [])
        if not ending or plain_of(item.text).endswith(ending)
    ]
    labels_of = {
        difference["label"] for difference in count.differences if difference["kind"] != "unknown"
    } | set(count.moved[:SHOWN])
    things = holding.things(actor, shop.of_book(count.agency, labels_of))
    context = {
        **_row(count),
        "runs": runs,
        "brought": brought,
        "ending": request.GET.get("q", "")[:100],
        "is_own": counts.own(actor, count) and may(actor, counts.COUNT),
        "form": form,
        "read": [seen.text for seen in reversed(read[-SHOWN:])],
        "differences": [
            {
                **difference,
                "words": labels.DIFFERENCES[difference["kind"]],
                "thing": things.get(difference["label"]),
            }
            for difference in count.differences
        ],
        "moved": [{"id": item, "thing": things.get(item)} for item in count.moved[:SHOWN]],
        "consequences": [_("What is in stock by the book and was not read is a difference from then on.")],
        "offered": offered(actor, counts.COUNTED, count),
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
        if tried(request, lambda: counts.close_day(actor=actor), _("The day is closed.")):
            _warn_of_differences(request, shop.today(actor).unsettled)
        return redirect("books:day")
    today = shop.today(actor, came=request.GET.get("came", "")[:500], went=request.GET.get("went", "")[:500])
    lines = [*today.came.items, *today.went.items]
    things = holding.things(
        actor, {book_line.firearm.public_id for book_line in lines} | {item.firearm for item in today.late}
    )
    context = {
        "day": today,
        "came": _lines(today.came.items, things),
        "went": _lines(today.went.items, things),
        "late": [
            {"one": item, "words": DEADLINES.get(item.name, item.name), "thing": things.get(item.firearm)}
            for item in today.late
        ],
    }
    return render(request, "books/day.html", context)


def _warn_of_differences(request: HttpRequest, many: int) -> None:
    """Say that the day was closed over differences, where it was."""
    if many:
        words = ngettext(
            "%(number)d difference of a count is not settled. It stays open after the close.",
            "%(number)d differences of counts are not settled. They stay open after the close.",
            many,
        )
        messages.warning(request, words % {"number": many})


def _lines(lines: Collection[BookLine], things: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": book_line.firearm.public_id, "thing": things.get(book_line.firearm.public_id)}
        for book_line in lines
    ]


def records(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some counts that the actor may see, for matters about them."""
    results = shop.counts_for(actor).filter(public_id__in=public_ids)
    return {
        count.public_id: Thing(_("Count of the shop"), reverse("books:count", args=(count.public_id,)))
        for count in results
    }
