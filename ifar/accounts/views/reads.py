"""Who read whose data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.accounts import read_log_labels
from ifar.accounts.labels import PURPOSES
from ifar.accounts.selectors import people, reads
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Reads of personal data within my reach: of one person's or item's data, or by one reader."""
    actor = actor_of(request)
    require(actor, "accounts:readlog:read")
    about = identifiers.parse(request.GET.get("about", "")[:40]) or ""
    reader = identifiers.parse(request.GET.get("reader", "")[:40]) or ""
    read_logs = reads.reads_for(actor)
    if about:
        read_logs = read_logs.filter(object=about)
    if reader:
        read_logs = read_logs.filter(actor=reader)
    shown = page(
        read_logs, order=("-id",), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "found": shown,
        "names": people.names_of({read_log.actor for read_log in shown.items}),
        "purposes": PURPOSES,
        "looks": read_log_labels.spoken(),
        "about": about or request.GET.get("about", "")[:40],
        "reader": reader or request.GET.get("reader", "")[:40],
    }
    return render(request, "accounts/reads.html", context)
