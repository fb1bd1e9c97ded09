"""One licence: how it stands, what it covers, how much of it is used, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.documents.listing import rows_about
from ifar.form_errors import actor_of
from ifar.licensing import holding, labels, licence
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, licences
from ifar.licensing.services.papers import possible_papers
from ifar.licensing.views.presenters import history_of, joined, stands
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import may


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it stands, what it covers, who holds it, what is held under it."""
    actor = actor_of(request)
    canonical = identifiers.parse(public_id, "L")
    if canonical and canonical != public_id:
        return redirect("licensing:licence", canonical)
    found = records.licence_for(actor, public_id)
    rule, day = records.ruled(found), applications.today()
    held, ever = holding.uses([public_id]).get(public_id, (0, 0))
    used = ever if found.counts == "spent" else held
    names = names_of(actor, {found.holder, found.book}, act="licensing.licence.read", object=public_id)
    desk = may(actor, "licensing:application:read")
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
        "offered": offered(actor, licences.LICENCE, found),
        "renewable": found.state in licence.ALIVE
        and licence.renewable(rule, day, kind_of(found.kind).renewal_days)
        and may(actor, "licensing:application:write"),
        "papers": rows_about(actor, public_id),
        "may_issue": may(actor, "documents:paper:issue")
        and may(actor, "licensing:decision:propose")
        and bool(possible_papers(found)),
        "may_open_holder": may(actor, "parties:party:read"),
        "may_search": may(actor, "registry:firearm:read"),
        "may_take_fee": may(actor, "cashier:payment:take"),
    }
    return render(request, "licensing/licence.html", context)
