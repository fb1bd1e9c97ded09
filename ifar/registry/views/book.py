"""A trader's own book: what lies with the office now, each a key away from what happens to it next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.bulk import many
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.registry.labels import STATES
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import require

KEEPS_A_BOOK = "tracing:question:answer"
"""Whoever answers questions to a book has one."""


@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """The firearms that the actor's office has in hand, those entered last first."""
    actor = actor_of(request)
    require(actor, KEEPS_A_BOOK)
    found = page(
        firearms_for(actor).filter(custodian=actor.agency, merged_into="").prefetch_related("marks"),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    spoken, calibres = titles_in(), reference.words("calibre")
    rows = [
        {
            "one": one,
            "title": title_of(one, spoken),
            "serial": serial_of(one),
            "calibre": calibres.get(one.calibre, one.calibre) if one.calibre else one.calibre_raw,
            "state": STATES.get(one.state, one.state),
        }
        for one in found.items
    ]
    context = {"found": found, "rows": rows, "many": many.possible(actor)}
    return render(request, "registry/book.html", context)
