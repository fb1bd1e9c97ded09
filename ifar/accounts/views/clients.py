"""API clients and their tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import rights
from ifar.accounts import scopes
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors import clients as selectors
from ifar.accounts.services import clients as services
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.rights import Actor, may, require


class ClientForm(forms.Form):
    """An API client that somebody asks for."""

    name = forms.CharField(
        label=lazy("Name of the programme"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    agency = forms.ChoiceField(label=lazy("Agency"), help_text=lazy("It sees what this agency sees."))
    scopes = forms.MultipleChoiceField(label=lazy("What it may do"), widget=forms.CheckboxSelectMultiple)
    expires_at = forms.DateTimeField(
        label=lazy("Until"),
        help_text=lazy("Within a year."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        soon = timezone.localtime() + dt.timedelta(days=180)
        super().__init__(
            data, initial={"agency": actor.agency, "expires_at": soon.strftime("%Y-%m-%dT%H:%M")}
        )
        places = (
            agencies.managed_by(actor).filter(closed=False).order_by("name").values_list("public_id", "name")
        )
        self.fields["agency"].choices = list(places)  # type: ignore[attr-defined]
        possible = sorted(rights.PERMISSIONS.keys() - scopes.never())
        self.fields["scopes"].choices = [(one, one) for one in possible]  # type: ignore[attr-defined]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """API clients within my reach."""
    actor = actor_of(request)
    require(actor, "accounts:client:manage")
    found = page(
        selectors.clients_for(actor),
        order=("name", "id"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {"found": found, "now": timezone.now(), "may_manage": may(actor, "accounts:client:manage")}
    return render(request, "accounts/clients.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for an API client."""
    actor = actor_of(request)
    require(actor, "accounts:client:manage")
    form = ClientForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.propose(actor=actor, **form.cleaned_data)
            messages.success(request, _("Asked: another person has to agree; then you take the token."))
            return redirect("accounts:proposal", asked.public_id)
        except IfarError as error:
            at_fields(form, error)
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
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    tried(request, lambda: services.revoke(actor=actor, client=public_id, reason=reason), _("Revoked."))
    return redirect("accounts:clients")
