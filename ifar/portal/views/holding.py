"""What a holder holds: each firearm with its marks and its licence, what is stopped and why, what has to be done and until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.portal import page_sections, selectors
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """The first page of a holder."""
    actor, mine = enter(request)
    offers = presenters.offers(list(selectors.offers_of(mine).filter(state="offered")), mine)
    context = {
        "mine": mine,
        "rows": presenters.firearms(list(selectors.firearms_of(mine)), mine),
        "removals": presenters.removals(selectors.removals_of(mine)),
        "bars": presenters.bars(mine),
        "sections": page_sections.of(actor, mine),
        "waiting": [row for row in offers if row["answers"]],
        "taken_in": presenters.taken_in(
            [taken_in for taken_in in selectors.taken_in_of(mine) if not taken_in.answered]
        ),
        "objections": presenters.objections(selectors.objections_of(mine)),
    }
    return render(request, "portal/held.html", context)
