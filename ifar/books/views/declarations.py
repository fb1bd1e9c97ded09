"""Declarations of national statistics: the list, one with its totals beside the books, and loading."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.books import declarations, declared, order_labels, selectors
from ifar.books.inputs import LoadDeclaration
from ifar.books.selectors import READ
from ifar.books.services.declaring import DECLARATION, LOAD, load
from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.matters.found import Thing
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

SHOWN = 100
"""Lines of a declaration that a page shows, the largest first."""


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The declarations of my office, the newest first."""
    actor = actor_of(request)
    require(actor, READ)
    if actor.own_book_only:
        raise NotFound
    result = page_of(
        request.GET,
        declarations.declarations_for(actor),
        order=("-year", "-id"),
        sorts={"year": None, "total": None, "state": order_labels.STATES["declaration"]},
    )
    context = {
        "found": result,
        "rows": [
            {"one": declaration, "state": order_labels.STATES["declaration"][declaration.state]}
            for declaration in result.items
        ],
        "may_load": may(actor, LOAD),
    }
    return render(request, "books/declarations.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Load a table of declarations."""
    actor = actor_of(request)
    require(actor, LOAD)
    form = form_of(LoadDeclaration, request)
    made = submitted(form, lambda given: load(actor=actor, **given.arguments()))
    if made:
        messages.success(request, _("Declarations loaded: %(number)d.") % {"number": len(made)})
        return redirect("books:declarations")
    context = {"form": form}
    return render(request, "books/load_declaration.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One declaration: totals by type as published, where books differ, and its lines."""
    actor = actor_of(request)
    require(actor, READ)
    declaration = declarations.declaration_for(actor, public_id)
    rows, words = declarations.rows_of(declaration), reference.words("firearm_type")
    totals = declared.totals(rows)
    wanted = request.GET.get("q", "").strip()[:100]
    shown = [row for row in rows if wanted.casefold() in row.licensee.casefold()]
    shown.sort(key=lambda item: -item.quantity)
    context = {
        "one": declaration,
        "state": order_labels.STATES["declaration"][declaration.state],
        "totals": [
            (words.get(kind, kind), counts[declared.MADE], counts[declared.EXPORTED])
            for kind, counts in totals.items()
        ],
        "sums": [
            sum(total[activity] for total in totals.values())
            for activity in (declared.MADE, declared.EXPORTED)
        ],
        "makers": [
            {
                "maker": maker,
                "url": reverse("books:balance", args=[maker.public_id]),
                "differs": [
                    (
                        words.get(difference.type, difference.type),
                        order_labels.ACTIVITIES[difference.activity],
                        difference.declared,
                        difference.in_book,
                    )
                    for difference in differs
                ],
            }
            for maker, differs in declarations.compared(actor, declaration)
        ],
        "q": wanted,
        "lines": len(shown),
        "rows": [
            {
                "one": item,
                "type": words.get(item.type, item.type),
                "activity": order_labels.ACTIVITIES[item.activity],
            }
            for item in shown[:SHOWN]
        ],
        "offered": offered(actor, DECLARATION, declaration) if may(actor, LOAD) else None,
    }
    return render(request, "books/declaration.html", context)


def makers(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """The makers about whom a matter is, as far as the actor reads their books."""
    agencies = selectors.books_for(actor).filter(public_id__in=public_ids)
    return {
        agency.public_id: Thing(agency.called, reverse("books:book", args=[agency.public_id]))
        for agency in agencies
    }
