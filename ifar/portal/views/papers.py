"""A holder's licences and papers: how they stand, the PDF, and the code that anybody can check."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from ifar.documents import services
from ifar.documents.api import as_file, site_of
from ifar.documents.listing import rows_of
from ifar.portal import acting, selectors
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Licences, and the papers that carry one's name."""
    _actor, mine = enter(request)
    context = {
        "licences": presenters.licences(selectors.licences_of(mine)),
        "papers": rows_of(list(selectors.papers_of(mine)[:50])),
        "removals": presenters.removals(selectors.removals_of(mine)),
    }
    return render(request, "portal/papers.html", context)


@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """One paper with its code, large enough to be scanned from the telephone."""
    _actor, mine = enter(request)
    record = selectors.paper_for(mine, public_id)
    link = request.build_absolute_uri(reverse("documents:verify_number", args=(record.public_id,)))
    context = {
        **rows_of([record])[0],
        "qr": segno.make(link, error="m").svg_data_uri(scale=6, border=3, light="#fff"),
        "link": link,
        "now": timezone.localtime(),
    }
    return render(request, "portal/paper.html", context)


@require_GET
def pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The paper as a sealed PDF."""
    actor, mine = enter(request, shows=False)
    record = selectors.paper_for(mine, public_id)
    data = services.print_paper(
        actor=acting.within(actor, acting.PRINT), paper=record.public_id, site=site_of(request)
    )
    return as_file(record.public_id, data)
