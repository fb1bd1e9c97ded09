"""Keeping what is typed: asked by `static/ifar/js/draft.js` while somebody fills in a form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from ifar.accounts.services import drafts
from ifar.form_errors import actor_of, back_to


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the form at `path` holds; 204."""
    values = {name: request.POST.getlist(name) for name in request.POST}
    drafts.keep(actor=actor_of(request), path=request.GET.get("path", ""), data=values)
    return HttpResponse(status=204)


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget a draft and show the form anew."""
    drafts.drop(actor=actor_of(request), path=request.POST.get("path", ""))
    return back_to(request, "home")
