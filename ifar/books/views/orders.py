"""The production orders of a maker: the list, a new one looked at before it is declared, and what became of the numbers of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import charts
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.books import order_labels, orders, reserved
from ifar.books.inputs import DeclareOrder
from ifar.books.models import Order
from ifar.books.orders import Progress
from ifar.books.selectors import READ
from ifar.books.services.orders import ORDER, look, numbers_in_words, shown
from ifar.books.services.orders import declare as declare_order
from ifar.books.services.writing import MANAGE
from ifar.charts import Point
from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.reference import selectors as reference
from ifar.registry.search.naming import identity_of
from ifar.registry.selectors.serials import compared
from ifar.registry.services.manufacture import PRODUCED, RECORD
from ifar.rights import may, require

SHOWN: Final = 12
"""Ranges of which a picture shows a bar; a longer order has its numbers below."""
_COMPARED: Final = ("make", "model", "type", "calibre")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The orders of my office, or of the makers over whom it watches."""
    actor = actor_of(request)
    require(actor, READ)
    result = page_of(
        request.GET,
        orders.orders_for(actor),
        order=("-id",),
        sorts={"number": None, "planned_on": None, "total": None, "state": order_labels.STATES["order"]},
    )
    words = reference.words_of(("make", "model", "calibre"))
    context = {
        "found": result,
        "rows": [{"one": order, "title": title_of(order, words), **_stands(order)} for order in result.items],
        "is_own": actor.own_book_only,
        "may_declare": may(actor, MANAGE) and actor.agency_kind == "maker",
    }
    return render(request, "books/orders.html", context)


def _stands(order: Order) -> dict[str, Any]:
    return {"state": order_labels.STATES["order"][order.state], "tone": order_labels.TONES[order.state]}


def title_of(order: Order, words: Any) -> str:
    """Make and model of an order in words."""
    make, model = words["make"].get(order.make, order.make), words["model"].get(order.model, order.model)
    return f"{make} {model}"


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Look at an order, then declare it; a number that is used twice is named before anything is written."""
    actor = actor_of(request)
    require(actor, MANAGE)
    if actor.agency_kind != "maker":
        raise NotFound
    form = form_of(DeclareOrder, request, initial={"planned_on": timezone.localdate()})
    if "record" in request.GET:
        made = submitted(form, lambda given: declare_order(actor=actor, **given.arguments()))
        if made:
            messages.success(request, _("The order is declared. Its serial numbers are reserved."))
            return redirect("books:order", made)
    looked = None
    if form.is_bound and not form.errors and "record" not in request.GET:
        looked = submitted(form, lambda given: look(actor=actor, **given.arguments()))
    context = {
        "form": form,
        "looked": looked,
        "reasons": [reason.message for reason in looked.reasons] if looked else [],
    }
    wrong = form.is_bound and (looked is None or looked.reasons)
    return render(request, "books/declare_order.html", context, status=422 if wrong else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An order: what is reserved, produced, explained and left, range by range."""
    actor = actor_of(request)
    require(actor, READ)
    order = orders.order_for(actor, public_id)
    words = reference.words_of(("make", "model", "calibre", "firearm_type", "gap_ground"))
    made, gaps = orders.made_of(order), orders.gaps_in(order)
    whole = orders.parts(orders.spans_in(order), made, gaps)
    ranges = [(line, orders.parts(reserved.spans_of(line, compared), made, gaps)) for line in order.ranges]
    is_own = order.agency_id == actor.agency_id
    context = {
        "one": order,
        "title": title_of(order, words),
        "type": words["firearm_type"].get(order.type, order.type),
        "calibre": words["calibre"].get(order.calibre, order.calibre),
        **_stands(order),
        "counts": [(name, order_labels.PARTS[name], many) for name, many in whole.counts().items()],
        "chart": chart_of(order, ranges),
        "ranges": [
            {
                "line": line,
                "total": sum(part.counts().values()),
                **part.counts(),
                "gaps": numbers_in_words([line], part.left),
            }
            for line, part in ranges
        ],
        "gaps": [
            {
                "numbers": shown(gap["numbers"]),
                "many": sum(map(len, some)),
                "ground": words["gap_ground"].get(ground, ground),
            }
            for (ground, some), gap in zip(gaps, order.gaps, strict=True)
        ],
        "produce": _produce(order, whole) if is_own and may(actor, RECORD) else "",
        "offered": offered(actor, ORDER, order) if is_own and may(actor, MANAGE) else None,
        "is_own": is_own,
    }
    return render(request, "books/order.html", context)


def _produce(order: Order, whole: Progress) -> str:
    """The address at which the numbers that are left are recorded as produced; empty where nothing is."""
    if order.state != "open" or not whole.left:
        return ""
    values = _spoken(order) | {"lot": order.number}
    lines = reserved.as_reserved(order.ranges, whole.left, compared)[:100]
    return f"{reverse('bulk:new')}?{urlencode({'act': PRODUCED, **values, 'numbers': chr(10).join(lines)})}"


def _spoken(order: Order) -> dict[str, str]:
    """What an order makes, in the words that its page shows where they say the same as the codes."""
    lists = {"make": "make", "model": "model", "type": "firearm_type", "calibre": "calibre"}
    words = reference.words_of(tuple(lists.values()))
    codes = {name: str(getattr(order, name)) for name in _COMPARED}
    spoken = {name: words[lists[name]].get(code, code) for name, code in codes.items()}
    understood = identity_of(spoken, reference.resolver())
    return {name: spoken[name] if understood.get(name) == code else code for name, code in codes.items()}


def chart_of(order: Order, ranges: Iterable[tuple[str, Progress]]) -> dict[str, Any]:
    """A bar for each range: produced, explained and left."""
    shown = list(ranges)[:SHOWN]
    counts = [part.counts() for _line, part in shown]
    labels = [line for line, _part in shown]
    rows = [
        (
            str(order_labels.PARTS[name]),
            [
                Point(label, count[name], number_words(count[name]))
                for label, count in zip(labels, counts, strict=True)
            ],
        )
        for name in ("made", "explained", "left")
    ]
    top = max(sum(count.values()) for count in counts)
    picture = charts.columns(labels, rows, number_words(top), high=140)
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture,
        "ident": f"o-{order.public_id}",
        "title": _("Serial numbers of each range"),
    }
