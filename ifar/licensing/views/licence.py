"""One licence: how it stands, what it covers, how much of it is used, and what became of it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.acts.forms import ActForm, PageAct, forms_of, refused_form
from ifar.documents.listing import rows_about
from ifar.form_errors import actor_of
from ifar.licensing import eligibility, holding, inputs, labels, licence
from ifar.licensing.acts import ACTS
from ifar.licensing.kind import POSSESSING
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import grounds, kind_of
from ifar.licensing.services import applications, licences
from ifar.licensing.services.papers import possible_papers
from ifar.licensing.views.presenters import history_of, joined, stands
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import may

_OPENS_REMOVAL: Final = gettext_lazy(
    "The firearms of the holder then have to leave. Where the register has none with the holder, that is opened all the same, and ends when you"
    " record that nothing is left."
)
"""What else a suspension or a revocation does, said before it is done."""


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it stands, what it covers, who holds it, what is held under it."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: str, **refused: ActForm) -> HttpResponse:
    """The page; with the form of an act that was refused, so that nothing that was typed is lost."""
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
    spoken = reference.choices("eligibility_ground")
    stops = [(one.code, one.words) for one in spoken if known[one.code].effect == "suspends"]
    endings = [
        (one.code, one.words)
        for one in spoken
        if known[one.code].effect == "ends" and one.code not in eligibility.OWN_WAYS
    ]
    context = {
        "one": found,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "holder": names.get(found.holder, ""),
        "book": names.get(found.book, ""),
        "stands": stands(found, day),
        "categories": joined(found.categories),
        "counts": labels.COUNTS[found.counts],
        "used": used,
        "left": licence.left(rule, used),
        "ground": reference.words("eligibility_ground").get(found.ground, found.ground) if desk else "",
        "acts": history_of(public_id, "licence") if desk else [],
        "removals": records.removals_for(actor).filter(holder=found.holder, state="open"),
        "endings": endings,
        "proposals": records.open_proposals(public_id) if desk else [],
        "can": ACTS.possible("licence", found.state),
        "renewable": licence.renewable(rule, day, kind_of(found.kind).renewal_days)
        and may(actor, "licensing:application:write"),
        "papers": rows_about(actor, public_id),
        "may_issue": may(actor, "documents:paper:issue")
        and may(actor, "licensing:decision:propose")
        and bool(possible_papers(found)),
        "opens_removal": _OPENS_REMOVAL if POSSESSING & set(found.allows) else "",
        "may_suspend": may(actor, "licensing:licence:suspend"),
        "may_propose": may(actor, "licensing:decision:propose"),
        "may_open_holder": may(actor, "parties:party:read"),
        "may_search": may(actor, "registry:firearm:read"),
        "may_take_fee": may(actor, "cashier:payment:take"),
        "forms": forms_of(
            _ACTS,
            found.n,
            refused,
            suspend={"among": {"ground": stops}},
            revoke={"among": {"ground": stops}},
            end={"among": {"ground": endings}, "initial": {"ground": found.ground}},
        ),
    }
    return render(request, "licensing/licence.html", context, status=422 if refused else 200)


_ACTS: Final = {
    "suspend": PageAct(inputs.SuspendLicence, licences.suspend, gettext_lazy("The licence is suspended.")),
    "surrender": PageAct(
        inputs.SurrenderLicence,
        licences.surrender,
        gettext_lazy("It is recorded that the licence was given back."),
    ),
    "reinstate": PageAct(inputs.ReinstateLicence, licences.propose_reinstatement, labels.PROPOSED),
    "revoke": PageAct(inputs.RevokeLicence, licences.propose_revocation, labels.PROPOSED),
    "end": PageAct(inputs.EndLicence, licences.propose_end, labels.PROPOSED),
}


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do what a button of the page says."""
    refused = refused_form(request, what, _ACTS, about={"licence_id": public_id})
    if refused is not None:
        return _page(request, public_id, **{what: refused})
    return redirect("licensing:licence", public_id)
