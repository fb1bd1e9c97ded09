"""One licence: how it stands, what it covers, how much of it is used, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.answers import actor_of, tried
from ifar.errors import NotFound
from ifar.licensing import eligibility, holding, licence, words
from ifar.licensing.acts import ACTS
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import grounds, kind_of
from ifar.licensing.services import applications, licences
from ifar.licensing.services.papers import possible_papers
from ifar.licensing.views.shown import history_of, joined, stands
from ifar.papers.listing import rows_about
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may
from ifar.typed import version_seen


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it stands, what it covers, who holds it, what is held under it."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: str, typed: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page; with what somebody typed into an act that was refused, so that nothing is lost."""
    actor = actor_of(request)
    canonical = identifiers.parse(public_id, "L")
    if canonical and canonical != public_id:
        return redirect("licensing:licence", canonical)
    found = records.licence_for(actor, public_id)
    rule, day = records.ruled(found), applications.today()
    held, ever = holding.uses([public_id]).get(public_id, (0, 0))
    used = ever if found.counts == "spent" else held
    names = names_of(actor, {found.holder, found.book}, act="licensing.licence.read", object=public_id)
    desk, known = may(actor, "licensing:application:read"), grounds()
    endings = [
        one
        for one in reference.choices("eligibility_ground")
        if known[one.code].effect == "ends" and one.code not in eligibility.OWN_WAYS
    ]
    context = {
        "one": found,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "holder": names.get(found.holder, ""),
        "book": names.get(found.book, ""),
        "stands": stands(found, day),
        "categories": joined(found.categories),
        "counts": words.COUNTS[found.counts],
        "used": used,
        "left": licence.left(rule, used),
        "ground": reference.words("eligibility_ground").get(found.ground, found.ground) if desk else "",
        "acts": history_of(public_id, "licence") if desk else [],
        "removals": records.removals_for(actor).filter(holder=found.holder, state="open"),
        "grounds": [
            one for one in reference.choices("eligibility_ground") if known[one.code].effect == "suspends"
        ],
        "endings": endings,
        "ending_codes": {one.code for one in endings},
        "proposals": records.open_proposals(public_id) if desk else [],
        "can": ACTS.possible("licence", found.state),
        "renewable": licence.renewable(rule, day, kind_of(found.kind).renewal_days)
        and may(actor, "licensing:application:write"),
        "papers": rows_about(actor, public_id),
        "may_issue": may(actor, "papers:paper:issue")
        and may(actor, "licensing:decision:propose")
        and bool(possible_papers(found)),
        "may_suspend": may(actor, "licensing:licence:suspend"),
        "may_propose": may(actor, "licensing:decision:propose"),
        "may_open_holder": may(actor, "parties:party:read"),
        "may_search": may(actor, "registry:firearm:read"),
        "may_take_fee": may(actor, "counter:payment:take"),
        "typed": typed or {},
    }
    return render(request, "licensing/licence.html", context, status=422 if typed else 200)


def _n(said: dict[str, Any]) -> int | None:
    return version_seen(said.get("n", ""))


Act = Callable[[Actor, str, dict[str, Any]], Any]
_DONE: Final[dict[str, Act]] = {
    "suspend": lambda a, i, s: licences.suspend(
        actor=a, licence_id=i, ground=s.get("ground", ""), note=s.get("note", "")[:2000], expected_n=_n(s)
    ),
    "surrender": lambda a, i, s: licences.surrender(
        actor=a, licence_id=i, note=s.get("note", "")[:2000], expected_n=_n(s)
    ),
    "reinstate": lambda a, i, s: licences.propose_reinstatement(
        actor=a, licence_id=i, reason=s.get("note", "")[:2000]
    ),
    "revoke": lambda a, i, s: licences.propose_revocation(
        actor=a, licence_id=i, ground=s.get("ground", ""), reason=s.get("note", "")[:2000]
    ),
    "end": lambda a, i, s: licences.propose_end(
        actor=a, licence_id=i, ground=s.get("ground", ""), reason=s.get("note", "")[:2000]
    ),
}


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do what a button of the page says."""
    actor = actor_of(request)
    if what not in _DONE:
        raise NotFound()
    said = {
        "suspend": _("The licence is suspended."),
        "surrender": _("It is recorded that the licence was given back."),
    }.get(what) or _("Proposed. Nothing is decided yet: a second person must agree.")
    typed = request.POST.dict()
    if not tried(request, lambda: _DONE[what](actor, public_id, typed), said):
        return _page(request, public_id, {**typed, "what": what})
    return redirect("licensing:licence", public_id)
