"""Agencies."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts import inputs
from ifar.accounts.labels import AGENCY_ACTS, AGENCY_KINDS, COMPARTMENTS
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.agencies import called
from ifar.accounts.services import agencies as services
from ifar.acts.forms import done, form_of, submitted
from ifar.acts.inputs import part_of
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import may, require


def _countries() -> list[tuple[str, str]]:
    """Countries by name; the country of the register also where it is on no list, as that of the demonstration."""
    known, home = reference.countries(), settings.IFAR_COUNTRY
    return known if any(code == home for code, _name in known) else [(home, home), *known]


def _in_languages() -> list[tuple[str, str]]:
    """What the fields for names in the languages of the pages are called."""
    return [(code, _("Name in %(language)s") % {"language": value}) for code, value in settings.LANGUAGES]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Agencies that I may see."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    records, kind = agencies.agencies_for(actor).select_related("parent"), request.GET.get("kind", "")
    if kind in AGENCY_KINDS:
        records = records.filter(kind=kind)
    context = {
        "found": page_of(
            request.GET,
            records,
            order=("name", "id"),
            sorts={"name": None, "kind": AGENCY_KINDS},
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
    record = agencies.agency_for(actor, public_id)
    context = {
        "agency": record,
        "kind": AGENCY_KINDS.get(record.kind, record.kind),
        "compartment": COMPARTMENTS[record.compartment],
        "country": dict(_countries()).get(record.country, record.country),
        "area": reference.area_words(record.area),
        "branches": list(agencies.agencies_for(actor).filter(parent=record).order_by("name")),
        "acts": [(AGENCY_ACTS.get(act.kind, act.kind), act) for act in agencies.acts_of(record)[:20]],
        "names": [(code, label, record.names.get(code, "")) for code, label in _in_languages()],
        "close_hidden": [("closed", "true")],
        "close_consequences": [
            _("Its people can do nothing in its name from then on; what it recorded stays.")
        ],
        "may_manage": may(actor, "accounts:agency:manage")
        and agencies.managed_by(actor).filter(pk=record.pk).exists(),
    }
    return render(request, "accounts/agency.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask that an agency is registered."""
    actor = actor_of(request)
    require(actor, "accounts:agency:manage")
    places = agencies.managed_by(actor).filter(closed=False).order_by("name")
    form = form_of(
        inputs.RegisterAgency,
        request,
        initial={"country": settings.IFAR_COUNTRY, "parent": actor.agency},
        among={
            "country": _countries(),
            "parent": list(places.values_list("public_id", called())),
            "names": _in_languages(),
        },
    )
    for name, kind in (("telephone", "tel"), ("email", "email")):
        form.fields[name].widget.input_type = kind

    def propose(said: inputs.RegisterAgency) -> Proposal:
        new = part_of(said, services.NewAgency)
        return services.propose_registration(actor=actor, new=new, reason=said.reason)

    asked = submitted(form, propose)
    if asked:
        messages.success(
            request, _("Submitted. A second person has to approve before the agency is registered.")
        )
        return redirect("accounts:proposal", asked.public_id)
    return render(request, "accounts/agency_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def change(request: HttpRequest, public_id: str, what: type[inputs.ChangeAgency]) -> HttpResponse:
    """Ask that an agency is renamed, closed or reopened, or is reached in another way: what its input says."""
    actor = actor_of(request)
    done(
        request,
        form_of(what, request, among={"names": _in_languages()} if what is inputs.NameAgency else None),
        lambda given: services.propose_change(actor=actor, agency=public_id, **dict(given)),
        _("Submitted. A second person has to approve before the agency is changed."),
        above=True,
    )
    return redirect("accounts:agency", public_id)
