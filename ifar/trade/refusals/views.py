"""Refusals of other States: the list, one of them, and entering one; and those that an application's page shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.trade import labels
from ifar.trade import selectors as trade
from ifar.trade.models import Denial
from ifar.trade.refusals import filing, inputs, selectors, services
from ifar.trade.services.writing import WRITE
from ifar.trade.views.states import state_name


def _row(denial: Denial) -> dict[str, Any]:
    return {
        "one": denial,
        "country": state_name(denial.country),
        "state": labels.state_words("denial", denial.state),
        "tone": "warn" if denial.state in ("entered", "standing") else "",
        "ground": reference.words("transfer_ground").get(denial.ground, denial.ground),
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What other States refused, the newest first."""
    actor = actor_of(request)
    require(actor, trade.READ)
    result = page_of(
        request.GET,
        selectors.denials_for(actor),
        order=("-id",),
        sorts={"number": None, "refused_on": None, "state": labels.STATES["denial"]},
    )
    context = {
        "rows": [_row(denial) for denial in result.items],
        "found": result,
        "may_write": may(actor, WRITE),
    }
    return render(request, "trade/denials.html", context)


def _whom(actor: Actor, party: str) -> tuple[str, str]:
    """The name of whom it concerns as far as the actor sees them, and the page of their record."""
    if party.startswith("P"):
        seen = parties_for(actor).filter(public_id=party).exists()
        return party, "parties:party" if seen else ""
    record = trade.parties_for(actor).filter(public_id=party).first()
    return (record.name, "trade:party") if record else ("", "")


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A refusal of another State: whom it concerns, by which decision, on which ground. The read is logged."""
    actor = actor_of(request)
    require(actor, trade.READ)
    denial = selectors.denial_for(actor, public_id)
    name, route = _whom(actor, denial.party)
    if route:
        reads.log(actor, "trade.party.read", public_id, people=[denial.party])
    history = trade.history_of("denial", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    context = {
        **_row(denial),
        "name": name,
        "route": route,
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": people.get(who, ""), "at": at}
            for kind, reason, who, at in history
        ],
        "offered": offered(actor, services.DENIAL, denial),
    }
    return render(request, "trade/denial.html", context)


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Look at a table of refusals line by line, then record those that can be."""
    actor = actor_of(request)
    require(actor, WRITE)
    form = form_of(inputs.NotifyDenials, request)
    does = filing.record if "record" in request.GET else filing.look
    lines = submitted(form, lambda given: does(actor=actor, **given.arguments()))
    if lines and does is filing.record and any(line.id for line in lines):
        result = {
            "recorded": sum(bool(line.id) for line in lines),
            "left": sum(not line.id for line in lines),
        }
        messages.success(request, _("Refusals recorded: %(recorded)s. Lines left out: %(left)s.") % result)
        return redirect("trade:denials")
    if seen := {line.party for line in lines or () if line.name}:
        reads.log(actor, "trade.party.read", "refusals", len(seen), people=sorted(seen))
    context = {
        "form": form,
        "lines": [
            {"one": line, "reasons": [reason.message for reason in line.reasons]} for line in lines or ()
        ],
        "ready": sum(bool(line.id) for line in lines or ()),
    }
    bad = form.is_bound and not lines
    return render(request, "trade/denials_table.html", context, status=422 if bad else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what another State refused."""
    actor = actor_of(request)
    require(actor, WRITE)
    form = form_of(inputs.NotifyDenial, request, initial={"party": request.GET.get("party", "")[:20]})
    made = submitted(form, lambda given: services.notify(actor=actor, **given.arguments()))
    if made:
        messages.success(
            request,
            _(
                "The refusal is entered. Another person verifies it; until then nothing is granted to whom it concerns."
            ),
        )
        return redirect("trade:denial", made)
    return render(request, "trade/new_denial.html", {"form": form}, status=422 if form.is_bound else 200)
