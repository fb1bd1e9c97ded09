"""Two records of one party: who may be the same, the two side by side, joining them and separating them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.forms import done, form_of
from ifar.errors import Invalid, NotFound
from ifar.form_errors import actor_of
from ifar.parties import holdings, likeness, merging, selectors, services
from ifar.parties.barred import reason_of
from ifar.parties.inputs import MergeParty, SplitParty
from ifar.parties.models import Party
from ifar.parties.services import readings
from ifar.parties.views.finding import name_of, rows_of
from ifar.parties.views.person import addresses_of, facts_of, party_to_change, spoken
from ifar.parties.views.writing import matches_of
from ifar.rights import Actor, require


@require_GET
def choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """With which record is this one to be joined? Those that are likely the same, or those that a search finds."""
    actor = actor_of(request)
    require(actor, "parties:party:merge")
    party = party_to_change(actor, public_id)
    matches = readings.match_party(actor, party.kind, selectors.described(party), without=public_id, limit=10)
    text = request.GET.get("who", "").strip()
    results, problem = [], ""
    if text:
        try:
            results = readings.search_parties(actor, text)
        except Invalid as error:
            problem = str(error.message)
    own = selectors.records_of(public_id)
    context = {
        "party": party,
        "name": name_of(party),
        "matches": matches_of(matches),
        "asked": text,
        "problem": problem,
        "rows": rows_of(
            [record for record in results if record.public_id not in own and record.kind == party.kind]
        ),
    }
    return render(request, "parties/choose.html", context)


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, public_id: str, other: str) -> HttpResponse:
    """Two records side by side and why they may be one; joined, one of them goes on."""
    actor = actor_of(request)
    require(actor, "parties:party:merge")
    if request.method == "POST":
        return _join(request, actor, public_id, other)
    pair = [readings.open_party(actor, text) for text in (public_id, other)]
    if public_id == other:
        raise NotFound()
    alike = likeness.compare(selectors.described(pair[0]), selectors.described(pair[1]))
    lists = spoken()
    context = {
        "party": pair[0],
        "name": name_of(pair[0]),
        "reasons": [reason_of(reason) for reason in alike.reasons],
        "sides": [_side(actor, party, lists) for party in pair],
        "rows": _beside(facts_of(pair[0], lists), facts_of(pair[1], lists), alike),
        "joined": any(party.merged_into for party in pair),
    }
    return render(request, "parties/compare.html", context)


def _side(actor: Actor, party: Party, lists: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    name, records = name_of(party), selectors.records_of(party.public_id)
    return {
        "party": party,
        "name": name,
        "thing": f"{name} ({identifiers.shown(party.public_id)})",
        "addresses": addresses_of(party, lists)[:2],
        "possessions": holdings.of(actor, records),
        "followed": merging.of(actor, records),
    }


def _beside(
    ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]], alike: likeness.Likeness
) -> list[dict[str, Any]]:
    """Their values row by row; a name in another script is no difference."""
    values = {reason.code for reason in alike.reasons}
    rows = []
    for our, other in zip(ours, theirs, strict=False):
        known = our["status"] == other["status"] == "known"
        tone = ("agrees" if our["value"] == other["value"] else "differs") if known else ""
        if our["name"] == "name" and tone == "differs":
            tone = (
                "agrees"
                if values & {"name.same", "name.script"}
                else "differs"
                if "name.differs" in values
                else ""
            )
        rows.append({"label": our["label"], "one": our, "other": other, "tone": tone})
    return rows


def _join(request: HttpRequest, actor: Actor, public_id: str, other: str) -> HttpResponse:
    form = form_of(MergeParty, request)
    survivor = form.given.into if form.is_valid() else request.POST.get("into", "")
    if survivor not in (public_id, other):
        raise NotFound()
    joined = other if survivor == public_id else public_id
    is_done = done(
        request,
        form,
        lambda given: services.merge_parties(actor=actor, public_id=joined, **given.arguments()),
        _("The two records are one from now on. You can take this back on the record that was joined."),
    )
    return redirect("parties:party", survivor) if is_done else redirect("parties:compare", public_id, other)


@require_POST
def split(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a merge back."""
    actor = actor_of(request)
    done(
        request,
        form_of(SplitParty, request),
        lambda given: services.split_parties(actor=actor, public_id=public_id, **given.arguments()),
        _("The record stands for itself again."),
    )
    return redirect("parties:party", public_id)
