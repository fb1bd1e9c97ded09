"""The firearm's page, which is that of a part too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.accounts import descriptions
from ifar.accounts.selectors.proposals import APPROVED, COUNTERSIGN, OPEN, proposals_for
from ifar.documents.listing import rows_about
from ifar.ledger.selectors import Recorded, recorded
from ifar.licensing.selectors import records as licensing
from ifar.licensing.views.presenters import stands
from ifar.parties import page_remarks
from ifar.reference.selectors import words as reference_words
from ifar.registry import labels, page_sections
from ifar.registry.models import Event, Firearm
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.books import is_there
from ifar.registry.selectors.keepers import names_of, purpose_is_missing
from ifar.registry.selectors.licences import licence_of, transfers_of
from ifar.registry.services.papers import possible_papers
from ifar.registry.views import lifeline, marking, parts
from ifar.registry.views.firearm import facts_of, identity_of, ids_in, marks_of, serial_of, title_of
from ifar.rights import Actor, may


@require_GET
def firearm(request: HttpRequest, public_id: str) -> HttpResponse:
    """One firearm: identity, marks, the four facts, its life, what belongs to it, what can be done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    canonical = identifiers.parse(public_id)
    if canonical and canonical != public_id:
        return redirect("registry:firearm", canonical)
    record = firearm_for(actor, public_id)
    events = list(record.events.all())
    names = names_of(actor, ids_in(record, events), act="registry.firearm.read", object=public_id)
    proofs = recorded([event.id for event in events], settings.IFAR_WITNESSES_NEEDED)
    in_hand = not actor.own_book_only or is_there(actor, record.pk)
    context = {
        "firearm": record,
        "title": title_of(record),
        "serial": serial_of(record),
        "state": labels.STATES.get(record.state, record.state),
        "identity": identity_of(record),
        "marks": marks_of(record),
        "marking": None if record.item == "part" else marking.findings(record, events),
        "facts": facts_of(record, events, names),
        "events": len(events),
        "life": lifeline.life_of(record, events, names, proofs, goes_on=in_hand),
        "latest": _latest(record, events, proofs),
        **parts.about(actor, record, events, in_hand=in_hand),
        "papers": rows_about(actor, record.public_id),
        "may_issue": may(actor, "documents:paper:issue") and bool(possible_papers(record)),
        "purpose_is_missing": purpose_is_missing(actor),
        "left_the_book": not in_hand,
        "may_record": may(actor, "registry:event:record") and not record.merged_into and in_hand,
        "may_hold": may(actor, "retention:hold:place"),
        "waiting": _waiting(actor, public_id),
        "remarks": page_remarks.on(actor, record.public_id),
        "sections": page_sections.of(actor, record) if in_hand else [],
        "may_offer": may(actor, "licensing:transfer:offer") and in_hand and bool(transfers_of(record)),
        **_licence(actor, public_id),
    }
    return render(request, "registry/firearm.html", context)


def _waiting(actor: Actor, public_id: str) -> list[dict[str, Any]]:
    """Proposals about it that wait for somebody's word, as far as the actor may see them."""
    results = proposals_for(actor).filter(object=public_id, state__in=[OPEN, APPROVED, COUNTERSIGN])
    return [{"proposal": item, "act": descriptions.title(item)} for item in results]


def _licence(actor: Actor, public_id: str) -> dict[str, Any]:
    """The licence under which it is held, where the actor may see it."""
    held = licence_of(public_id) if may(actor, "licensing:licence:read") else ""
    licence = licensing.licences_for(actor).filter(public_id=held).first() if held else None
    if licence is None:
        return {}
    kind = reference_words("licence_kind").get(licence.kind, licence.kind)
    return {"licence": licence, "licence_kind": kind, "licence_stands": stands(licence)}


def _latest(
    record: Firearm, events: Sequence[Event], proofs: Mapping[UUID, Recorded]
) -> dict[str, str] | None:
    return lifeline.proof_of(record, events[-1], proofs.get(events[-1].id)) if events else None
