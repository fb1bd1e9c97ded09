"""Legal holds: those that stand and those that are over, ordering one, proposing to lift one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.parties.services.naming import names_of
from ifar.retention import selectors, services
from ifar.retention.inputs import PlaceHold
from ifar.retention.labels import ENDINGS, GROUNDS
from ifar.retention.models import Hold
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The holds that the actor may see: those that stand, or all; of one thing where it is named."""
    actor = actor_of(request)
    require(actor, "retention:hold:read")
    everything = request.GET.get("show") == "all"
    holds = selectors.holds_for(actor) if everything else selectors.standing_for(actor)
    asked = identifiers.parse(request.GET.get("object", ""))
    if asked:
        holds = holds.filter(object=asked)
    found = page_of(
        request.GET,
        holds,
        order=("-at", "-public_id"),
        sorts={"at": None, "until": None},
    )
    context = {
        "rows": [_row(actor, hold) for hold in found.items],
        "everything": everything,
        "asked": identifiers.shown(asked) if asked else "",
        "object": asked or "",
        "found": found,
        "may_place": may(actor, "retention:hold:place"),
    }
    return render(request, "retention/holds.html", context)


def _row(actor: Actor, hold: Hold) -> dict[str, Any]:
    stands = bool(getattr(hold, "stands", False))
    return {
        "hold": hold,
        "url": _address(hold.object),
        "ground": GROUNDS[hold.ground],
        "ended": ENDINGS[hold.ending] if hold.ending else "",
        "stands": stands,
        "may_lift": stands and may(actor, "retention:hold:place") and hold.agency_id == actor.agency_id,
    }


def _address(public_id: str) -> str:
    route = "parties:party" if public_id.startswith("P") else "registry:firearm"
    return reverse(route, args=(public_id,))


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Order a hold."""
    actor = actor_of(request)
    require(actor, "retention:hold:place")
    form = form_of(PlaceHold, request, initial={"object": request.GET.get("object", "")[:40]})
    hold = submitted(form, lambda given: services.place_hold(actor=actor, **dict(given)))
    if hold:
        messages.success(request, _("The hold stands. Nothing of this is erased until it is lifted."))
        return redirect(f"{reverse('retention:holds')}?object={hold.object}")
    return render(request, "retention/place.html", {"form": form}, status=422 if form.is_bound else 200)


def describe(actor: Actor, proposal: Any) -> Sequence[Line]:
    """Which hold would be lifted, for those who decide about it."""
    hold = selectors.for_decision(actor, proposal.object)
    lines = [Line(_("Why it is lifted"), ENDINGS[proposal.payload["details"]["ending"]])]
    if hold is None:
        return lines
    until = day_words(hold.until) if hold.until else _("until it is lifted")
    names = names_of(actor, {hold.object}, act="accounts.proposal.read", object=proposal.public_id)
    kept = names.get(hold.object) or identifiers.shown(hold.object)
    return [
        Line(_("What is kept"), kept, _address(hold.object)),
        Line(_("Why it is to be kept"), GROUNDS[hold.ground]),
        Line(_("Number of the case"), hold.case),
        Line(_("Ordered by"), hold.agency.called),
        Line(_("Until"), until),
        *lines,
    ]
