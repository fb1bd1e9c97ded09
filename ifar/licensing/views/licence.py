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
from ifar.licensing.views import papers
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
    record = records.licence_for(actor, public_id)
    rule, day = records.ruled(record), applications.today()
    held, ever = holding.uses([public_id]).get(public_id, (0, 0))
    used = ever if record.counts == "spent" else held
    names = names_of(actor, {record.holder, record.book}, act="licensing.licence.read", object=public_id)
    desk = may(actor, "licensing:application:read")
    context = {
        "one": record,
        "kind": reference.words("licence_kind").get(record.kind, record.kind),
        "holder": names.get(record.holder, ""),
        "book": names.get(record.book, ""),
        "stands": stands(record, day),
        "categories": joined(record.categories),
        "counts": labels.COUNTS[record.counts],
        "used": used,
        "left": licence.left(rule, used),
        "ground": reference.words("eligibility_ground").get(record.ground, record.ground) if desk else "",
        "acts": history_of(public_id, "licence") if desk else [],
        "removals": records.removals_for(actor).filter(holder=record.holder, state="open"),
        "offered": offered(actor, licences.LICENCE, record),
        "renewable": record.state in licence.ALIVE
        and licence.renewable(rule, day, kind_of(record.kind).renewal_days)
        and may(actor, "licensing:application:write"),
        "papers": rows_about(actor, public_id),
        "may_issue": papers.may_issue(actor) and bool(possible_papers(record)),
        "card": papers.first_card(request, record),
        "may_open_holder": may(actor, "parties:party:read"),
        "may_search": may(actor, "registry:firearm:read"),
        "may_take_fee": may(actor, "cashier:payment:take"),
    }
    return render(request, "licensing/licence.html", context)
