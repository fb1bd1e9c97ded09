"""Changing what an application asks for, and proposing what a licence is to cover from now on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import done, form_of
from ifar.form_errors import actor_of
from ifar.licensing.inputs import AmendApplication, ChangeLicence
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, licences
from ifar.licensing.services.applications import WRITE
from ifar.reference import selectors as reference
from ifar.rights import require


def _asked(found: Application | Licence, *names: str) -> dict[str, Any]:
    """How a record stands, as its form is made with it; without what its kind does not know."""
    kind = kind_of(found.kind)
    known = {"categories": kind.categories, "quota": kind.counts != "none", "months": kind.months is not None}
    return {
        "initial": {"expected_n": found.n, **{name: getattr(found, name) for name in names}},
        "without": [name for name, is_known in known.items() if not is_known],
        "among": {"categories": [(one, one) for one in kind.categories]},
    }


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what a draft, or an application that waits for the applicant, asks for."""
    actor = actor_of(request)
    require(actor, WRITE)
    found = records.application_for(actor, public_id)
    form = form_of(AmendApplication, request, **_asked(found, "categories", "quota", "months"))
    if done(
        request,
        form,
        lambda given: applications.amend(actor=actor, application_id=public_id, **dict(given)),
        _("What the application asks for is changed."),
    ):
        return redirect("licensing:application", public_id)
    context = {
        "one": found,
        "form": form,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "title": _("Change what is asked for"),
        "back": "licensing:application",
    }
    return render(request, "licensing/amend.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose what a licence is to cover from now on; a second person decides."""
    actor = actor_of(request)
    require(actor, "licensing:decision:propose")
    found = records.licence_for(actor, public_id)
    form = form_of(ChangeLicence, request, **_asked(found, "categories", "quota", "conditions"))
    if done(
        request,
        form,
        lambda given: licences.propose_change(actor=actor, licence_id=public_id, **dict(given)),
        _("Proposed. Nothing is decided yet: a second person must agree."),
    ):
        return redirect("licensing:licence", public_id)
    context = {
        "one": found,
        "form": form,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "title": _("Change the licence"),
        "back": "licensing:licence",
        "by_two": True,
    }
    return render(request, "licensing/amend.html", context, status=422 if form.is_bound else 200)
