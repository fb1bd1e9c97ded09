"""Firearms that still have to leave a holder: the queue by ground, each with its deadline, and the proof that ends it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.licensing import holding
from ifar.licensing import labels as licensing_labels
from ifar.licensing.models import Removal
from ifar.licensing.selectors import records
from ifar.licensing.selectors.proofs import left_in_words
from ifar.licensing.services import removals
from ifar.licensing.services.applications import today
from ifar.licensing.views.presenters import history_of
from ifar.parties import holdings
from ifar.parties.selectors import records_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import require


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The open ones, of one ground or of all, the most urgent first."""
    actor, ground = actor_of(request), request.GET.get("ground", "")[:40]
    require(actor, removals.CLEAR)
    result = page_of(
        request.GET,
        records.open_removals(actor, ground),
        order=("due_on", "id"),
        sorts={"due_on": None},
    )
    spoken, day = reference.words("eligibility_ground"), today()
    names = names_of(
        actor, {removal.holder for removal in result.items}, act="licensing.removal.list", object="removals"
    )
    rows = [
        {
            "one": removal,
            "holder": names.get(removal.holder, ""),
            "ground": spoken.get(removal.ground, removal.ground),
            "left": (removal.due_on - day).days,
        }
        for removal in result.items
    ]
    counted = records.removals_by_ground(actor)
    tabs = [(code, spoken.get(code, code), count) for code, count in sorted(counted.items())]
    context = {"rows": rows, "found": result, "ground": ground, "tabs": tabs, "all": sum(counted.values())}
    return render(request, "licensing/removals.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose firearms have to leave, why, until when, what they keep, and what was done."""
    actor = actor_of(request)
    removal = records.removal_for(actor, public_id)
    whose = records_of(removal.holder)
    names = names_of(actor, {removal.holder}, act="licensing.removal.read", object=public_id)
    keeps = bool(holding.keepers(whose))
    is_empty = removal.state == "open" and not keeps
    context = {
        "one": removal,
        "holder": names.get(removal.holder, ""),
        "state": _("No firearm is with the holder: record that")
        if is_empty
        else licensing_labels.REMOVAL[removal.state],
        "tone": licensing_labels.TONES.get(removal.state, ""),
        "ground": reference.words("eligibility_ground").get(removal.ground, removal.ground),
        "way": reference.words("removal_way").get(removal.way, removal.way),
        "left": (removal.due_on - today()).days,
        "possessions": holdings.of(actor, whose),
        "keeps": keeps,
        "offered": offered(actor, removals.REMOVAL, removal),
        "proofs": _proven(removal, whose),
        "acts": history_of(public_id, "removal"),
    }
    return render(request, "licensing/removal.html", context)


def _proven(removal: Removal, whose: Collection[str]) -> list[Any]:
    """What was named as proof: an event in words, as long as it is among the latest; else the identifier, in groups."""
    labels = dict(left_in_words(whose)) if removal.proof else {}
    proven = []
    for part in removal.proof.split():
        record, _slash, n = part.partition("/")
        shown = format_html('<bdi dir="ltr">{}{}</bdi>', identifiers.shown(record), f"/{n}" if n else "")
        proven.append(labels.get(part, shown))
    return proven
