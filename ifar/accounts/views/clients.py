"""API clients and their tokens."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import rights
from ifar.accounts import inputs, scopes
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors import clients as selectors
from ifar.accounts.selectors.agencies import called
from ifar.accounts.services import clients as services
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of, tried
from ifar.rights import may, require


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """API clients within my reach."""
    actor = actor_of(request)
    require(actor, "accounts:client:manage")
    result = page_of(
        request.GET,
        selectors.clients_for(actor),
        order=("name", "id"),
        sorts={"name": None, "expires_at": None, "last_used_at": None},
    )
    context = {"found": result, "now": timezone.now(), "may_manage": may(actor, "accounts:client:manage")}
    return render(request, "accounts/clients.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for an API client."""
    actor = actor_of(request)
    require(actor, "accounts:client:manage")
    places = agencies.managed_by(actor).filter(closed=False).order_by("name")
    possible = sorted(rights.PERMISSIONS.keys() - scopes.never())
    soon = timezone.localtime() + dt.timedelta(days=180)
    form = form_of(
        inputs.AskForClient,
        request,
        initial={"agency": actor.agency, "expires_at": soon},
        among={
            "agency": list(places.values_list("public_id", called())),
            "scopes": [(text, text) for text in possible],
        },
    )
    asked = submitted(form, lambda given: services.propose(actor=actor, **dict(given)))
    if asked:
        messages.success(request, _("Submitted. When a second person has approved, you get the token."))
        return redirect("accounts:proposal", asked.public_id)
    return render(request, "accounts/client_new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def token(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the token, shown this once."""
    actor = actor_of(request)
    taken: list[str] = []
    if not tried(
        request,
        lambda: taken.append(services.take_token(actor=actor, client=public_id)),
        _("The token was made."),
    ):
        return redirect("accounts:clients")
    return render(
        request, "accounts/token.html", {"token": taken[0], "client": selectors.client_for(actor, public_id)}
    )


@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a client at once."""
    actor = actor_of(request)
    done(
        request,
        form_of(inputs.StatedReason, request),
        lambda given: services.revoke(actor=actor, client=public_id, **dict(given)),
        _("Revoked."),
        above=True,
    )
    return redirect("accounts:clients")
