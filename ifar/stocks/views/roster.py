"""The roster of a unit, and each officer's page: may they carry, and why not."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts import read_log_labels
from ifar.accounts.labels import PURPOSES
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.rights import Actor, may, require
from ifar.stocks import inputs, labels, selectors
from ifar.stocks.fitness import unfit
from ifar.stocks.models import Officer
from ifar.stocks.services import reading, roster
from ifar.stocks.services.roster import OFFICER
from ifar.stocks.services.writing import ENROL, MANAGE, today
from ifar.stocks.views.issues import out_with


def shown(officer: Officer) -> dict[str, Any]:
    """An officer as the roster shows them."""
    serves = officer.state == "serving"
    return {
        "one": officer,
        "state": labels.state_words("officer", officer.state),
        "unfit": [labels.UNFIT[code] for code in unfit(officer, today())] if serves else [],
        "serves": serves,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The officers of my unit and of those below it."""
    actor = actor_of(request)
    text = request.GET.get("q", "")[:200]
    lapsing = request.GET.get("list") == "lapsing"
    result = reading.list_officers(actor, text, lapsing=lapsing, given=request.GET)
    personal = selectors.personal_of(result.items) if lapsing else {}
    context = {
        "rows": [
            {**shown(officer), "personal": personal.get(officer.public_id, 0)} for officer in result.items
        ],
        "lapsing": lapsing,
        "found": result,
        "q": text,
        "may_enrol": may(actor, ENROL),
    }
    return render(request, "stocks/roster.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Put an officer on the roster."""
    actor = actor_of(request)
    require(actor, ENROL)
    form = form_of(inputs.Enrol, request, among={"account": roster.accounts(actor)})
    made = submitted(form, lambda given: roster.enrol(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("Recorded."))
        return redirect("stocks:officer", made)
    return render(request, "stocks/enrol.html", {"form": form}, status=422 if form.is_bound else 200)


def _reads(actor: Actor, officer: Officer) -> dict[str, Any]:
    """Who read what is kept about an officer, for whoever is in charge and gives them their report."""
    if not may(actor, MANAGE):
        return {}
    results = reading.reads_of(actor, officer)
    offices = agencies.names_of({result.agency for result in results})
    return {"reads": results, "offices": offices, "purposes": PURPOSES, "looks": read_log_labels.spoken()}


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An officer of my unit: may they carry, and what is on their card."""
    actor = actor_of(request)
    officer = reading.open_officer(actor, public_id)
    grounds = {**labels.SUSPENSIONS, **labels.LEAVINGS}
    context = {
        **shown(officer),
        "ground": grounds.get(officer.ground, ""),
        "account": people_names({officer.account}).get(officer.account, "") if officer.account else "",
        "card": segno.make(officer.public_id, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
        "rows": out_with(actor, officer),
        "offered": offered(actor, OFFICER, officer),
        **_reads(actor, officer),
    }
    return render(request, "stocks/officer.html", context)
