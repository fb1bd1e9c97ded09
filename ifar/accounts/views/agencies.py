"""Agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.labels import AGENCY_ACTS, AGENCY_KINDS, COMPARTMENTS
from ifar.accounts.selectors import agencies
from ifar.accounts.services import agencies as services
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.reference import selectors as reference
from ifar.reference.area_field import AreaField
from ifar.rights import Actor, may, require


class AgencyForm(forms.Form):
    """A new agency."""

    kind = forms.ChoiceField(label=lazy("Kind"), choices=list(AGENCY_KINDS.items()))
    name = forms.CharField(label=lazy("Name"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    country = forms.ChoiceField(label=lazy("Country"))
    area = AreaField(label=lazy("Province or district for which it answers"), required=False)
    parent = forms.ChoiceField(
        label=lazy("Office above"),
        required=False,
        help_text=lazy("It answers where this office has nobody who may decide."),
    )
    telephone = forms.CharField(
        label=lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"}),
        help_text=lazy("Of the desk, not of a person: it stays in the log."),
    )
    email = forms.CharField(
        label=lazy("E-mail"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "email", "dir": "ltr", "autocomplete": "off"}),
        help_text=lazy("Of the desk, not of a person: it stays in the log."),
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, initial={"country": settings.IFAR_COUNTRY, "parent": actor.agency})
        places = (
            agencies.managed_by(actor).filter(closed=False).order_by("name").values_list("public_id", "name")
        )
        self.fields["country"].choices = _countries()  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", _("None: a topmost office")), *places]  # type: ignore[attr-defined]


def _countries() -> list[tuple[str, str]]:
    """Countries by name; the country of the register also where it is on no list, as that of the demonstration."""
    known, home = reference.countries(), settings.IFAR_COUNTRY
    return known if any(code == home for code, _name in known) else [(home, home), *known]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Agencies that I may see."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    found, kind = agencies.agencies_for(actor).select_related("parent"), request.GET.get("kind", "")
    if kind in AGENCY_KINDS:
        found = found.filter(kind=kind)
    context = {
        "found": page(
            found,
            order=("name", "id"),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
        "kind": kind,
        "kinds": AGENCY_KINDS,
        "areas": reference.words("area"),
        "may_register": may(actor, "accounts:agency:manage"),
    }
    return render(request, "accounts/agencies.html", context)


@require_GET
def agency(request: HttpRequest, public_id: str) -> HttpResponse:
    """One agency: what it is, what was changed of it."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    found = agencies.agency_for(actor, public_id)
    context = {
        "agency": found,
        "kind": AGENCY_KINDS.get(found.kind, found.kind),
        "compartment": COMPARTMENTS[found.compartment],
        "country": dict(_countries()).get(found.country, found.country),
        "area": reference.area_words(found.area),
        "branches": list(agencies.agencies_for(actor).filter(parent=found).order_by("name")),
        "acts": [(AGENCY_ACTS.get(act.kind, act.kind), act) for act in agencies.acts_of(found)[:20]],
        "close_hidden": [("act", "close")],
        "reopen_hidden": [("act", "reopen")],
        "close_consequences": [
            _("Its people can do nothing in its name from then on; what it recorded stays.")
        ],
        "may_manage": may(actor, "accounts:agency:manage")
        and agencies.managed_by(actor).filter(pk=found.pk).exists(),
    }
    return render(request, "accounts/agency.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask that an agency is registered."""
    actor = actor_of(request)
    require(actor, "accounts:agency:manage")
    form = AgencyForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        reason = said.pop("reason")
        try:
            asked = services.propose_registration(actor=actor, new=services.NewAgency(**said), reason=reason)
            messages.success(
                request, _("Asked: another person has to agree before the agency is registered.")
            )
            return redirect("accounts:proposal", asked.public_id)
        except IfarError as error:
            at_fields(form, error)
    return render(request, "accounts/agency_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that an agency is renamed, closed or reopened, or is reached in another way."""
    actor, said = actor_of(request), request.POST
    closed = {"close": True, "reopen": False}.get(said.get("act", ""))
    is_reached = said.get("act") == "contacts"
    name = said.get("name", "")[:300] if closed is None and not is_reached else None
    reached = {key: said.get(key, "")[:200] for key in services.REACHED_BY} if is_reached else {}
    done = _("Asked: another person has to agree before the agency is changed.")
    reason = said.get("reason", "")[:2000]
    tried(
        request,
        lambda: services.propose_change(
            actor=actor, agency=public_id, reason=reason, name=name, closed=closed, **reached
        ),
        done,
    )
    return redirect("accounts:agency", public_id)
