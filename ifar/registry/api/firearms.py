"""Firearms, their events and the search by marks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from ifar.ledger import selectors as ledger
from ifar.ledger.selectors import Recorded as EntryRecorded
from ifar.ledger.selectors import recorded
from ifar.reference import selectors as reference
from ifar.registry import occurred
from ifar.registry import selectors as registry
from ifar.registry.alerts.restricted_hits import filling
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.api.shapes import (
    After,
    AnswerOut,
    EventIn,
    EventOut,
    FactOut,
    FirearmPage,
    FirearmWholeOut,
    FirstEventIn,
    FoundOut,
    Limit,
    MarkOut,
    NextEventIn,
    ProposalIn,
    ProposedOut,
    RecordedOut,
    SearchIn,
)
from ifar.registry.attestations import Attestation
from ifar.registry.lifecycle import possible
from ifar.registry.lifecycle.states import Facts
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.search import finding as search
from ifar.registry.search import labels as match_labels
from ifar.registry.search.former_marks import values_of
from ifar.registry.search.matching import Question
from ifar.registry.search.naming import identity_of
from ifar.registry.services import events, proposals
from ifar.rights import Actor, may

router = Router(tags=["registry"])


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _event(body: EventIn) -> events.NewEvent:
    return events.NewEvent(
        kind=body.kind,
        details=body.details,
        occurred=occurred.parse(body.occurred.at, body.occurred.zone),
        place=body.place,
        paper=body.paper,
        identity=identity_of(body.identity, reference.resolver()),
        marks=tuple(mark.dict(exclude_none=True) for mark in body.marks),
        attested={
            name: Attestation(attested_in.answer, attested_in.document)
            for name, attested_in in body.attested.items()
        },
        lateness=body.lateness,
    )


def _answer(firearm: Firearm, name: str) -> AnswerOut:
    return AnswerOut(
        value=getattr(firearm, name),
        status=getattr(firearm, f"{name}_status"),
        raw=getattr(firearm, f"{name}_raw", ""),
        former=values_of(firearm.former or (), name),
    )


def _listed(firearm: Firearm) -> dict[str, Any]:
    described = ("make", "model", "calibre", "type", "country_made", "year")
    return {
        "id": firearm.public_id,
        "item": firearm.item,
        **{name: _answer(firearm, name) for name in described},
        "state": firearm.state,
        "compartment": firearm.compartment,
        "merged_into": firearm.merged_into,
        "n": firearm.n,
    }


def _mark(mark: Mark) -> MarkOut:
    return MarkOut(**{name: getattr(mark, name) for name in MarkOut.model_fields})


def _event_out(event: Event, entry: EntryRecorded) -> EventOut:
    when = occurred.Occurred(event.occurred_from, event.occurred_to, _precision(event), event.zone)
    return EventOut(
        entry=event.id,
        n=event.n,
        kind=event.kind,
        schema_=event.schema,
        occurred=when.payload(),
        place=event.place,
        paper=event.paper,
        proposal=event.proposal,
        details=event.details,
        checks=event.checks,
        changes=event.changes,
        actor=entry.actor,
        agency=entry.agency,
        recorded_at=entry.recorded_at,
        proof=entry.proof,
    )


def _precision(event: Event) -> occurred.Precision:
    return next(name for name in occurred.PRECISIONS if name == event.precision)


def _whole(actor: Actor, firearm: Firearm) -> FirearmWholeOut:
    records = firearm.events.all()
    entries: Mapping[uuid.UUID, EntryRecorded] = recorded(
        [event.id for event in records], settings.IFAR_WITNESSES_NEEDED
    )
    facts = Facts.of(firearm.ownership, firearm.custody, firearm.legal, firearm.physical)
    thing: Literal["firearm", "part"] = "part" if firearm.item == "part" else "firearm"
    return FirearmWholeOut(
        **_listed(firearm),
        ownership=FactOut(value=firearm.ownership, by=firearm.owner, since=firearm.ownership_event),
        custody=FactOut(value=firearm.custody, by=firearm.custodian, since=firearm.custody_event),
        legal=FactOut(value=firearm.legal, since=firearm.legal_event),
        physical=FactOut(value=firearm.physical, since=firearm.physical_event),
        category=firearm.category,
        part_kind=firearm.part_kind,
        mounted_in=firearm.mounted_in,
        successor=firearm.successor,
        agency=firearm.agency.public_id,
        registered_at=firearm.registered_at,
        marks=[_mark(mark) for mark in firearm.marks.all()],
        events=[_event_out(event, entries[event.id]) for event in records],
        possible=list(possible(facts, actor.agency_kind, thing=thing, merged=bool(firearm.merged_into))),
    )


@router.get(
    "/firearms",
    response=FirearmPage,
    summary="List the firearms and parts that you may see",
    operation_id="list_firearms",
)
def list_firearms(request: HttpRequest, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """In a fixed order, a page at a time."""
    page = registry.firearms_page(actor_of(request), after=after, limit=limit)
    return {"items": [_listed(firearm) for firearm in page.items], "next": page.next}


@router.get(
    "/firearms/{firearm}",
    response=FirearmWholeOut,
    by_alias=True,
    summary="Open one firearm or part",
    operation_id="open_firearm",
)
def open_firearm(request: HttpRequest, firearm: str) -> FirearmWholeOut:
    """Identity, marks, the four facts, its life with proofs, and what you may record now."""
    actor = actor_of(request)
    return _whole(actor, registry.firearm_for(actor, firearm))


@router.post(
    "/firearms",
    response={201: RecordedOut},
    summary="Open a record with its first event",
    operation_id="register_firearm",
)
def register(request: HttpRequest, body: FirstEventIn) -> tuple[int, events.Recorded]:
    """Registered from an older book, imported, planned in production …"""
    return 201, events.register_firearm(actor=actor_of(request), event=_event(body), item=body.item)


@router.post(
    "/firearms/{firearm}/events",
    response={201: RecordedOut},
    summary="Record the next event",
    operation_id="record_event",
)
def record(request: HttpRequest, firearm: str, body: NextEventIn) -> tuple[int, events.Recorded]:
    """Refused with every reason and its article where the life cycle says no."""
    done = events.record_event(
        actor=actor_of(request), firearm=firearm, event=_event(body), expected_n=body.expected_n
    )
    return 201, done


@router.post(
    "/firearms/{firearm}/proposals",
    response={201: ProposedOut},
    summary="Propose an event that takes another person",
    operation_id="propose_event",
)
def propose(request: HttpRequest, firearm: str, body: ProposalIn) -> tuple[int, dict[str, Any]]:
    """The approval of another person carries it out."""
    asked = proposals.propose_event(
        actor=actor_of(request),
        firearm=firearm,
        event=_event(body),
        reason=body.reason,
        emergency=body.emergency,
        expected_n=body.expected_n,
    )
    return 201, {
        "proposal": asked.public_id,
        "act": asked.act,
        "object": asked.object,
        "expires_at": asked.expires_at,
        "countersign_by": asked.countersign_by,
    }


@router.get(
    "/firearms/{firearm}/events/{entry}/proof",
    response=dict[str, Any],
    summary="Take the proof of an event",
    operation_id="prove_event",
)
def proof(request: HttpRequest, firearm: str, entry: uuid.UUID) -> dict[str, Any]:
    """A document that proves offline that the event stands in the log; see `ifar verify-proof`."""
    actor = actor_of(request)
    registry.entry_for(actor, firearm, entry)
    return ledger.proof_of(actor=actor, entry=entry).document()


@router.post(
    "/search",
    response=FoundOut,
    summary="Search by marks, half read or misread",
    operation_id="search_marks",
    openapi_extra={"x-repeated": "reads"},
)
def search_marks(request: HttpRequest, body: SearchIn) -> dict[str, Any]:
    """Candidates with their reasons, the likeliest first; a probability never reaches 1."""
    question = Question(
        serial=body.serial,
        make=body.make,
        model=body.model,
        calibre=body.calibre,
        type=body.type,
        country=body.country,
    )
    actor = actor_of(request)
    result = search.search(actor, question, edits=body.edits, limit=body.limit)
    return {
        "elsewhere": _elsewhere(actor, question) if body.elsewhere else None,
        "hits": [_hit(hit) for hit in result.hits],
        "total": result.total,
        "more": result.more,
        "edits": result.edits,
        "narrow_by": list(result.narrow_by),
    }


def _elsewhere(actor: Actor, question: Question) -> dict[str, Any] | None:
    """What a recovery or tracing desk learns of compartments that are closed to it; of one length, whatever it says."""
    if not may(actor, "registry:search:restricted"):
        return None
    elsewhere = ask_elsewhere(actor=actor, question=question)
    values = {
        "asked": elsewhere.asked,
        "gap": elsewhere.gap,
        "ask": [desk._asdict() for desk in elsewhere.ask],
    }
    return {**values, "filling": filling(len(json.dumps(values)))}


def _hit(hit: search.Hit) -> dict[str, Any]:
    return {
        "firearm": hit.firearm,
        "probability": round(hit.match.probability, 6),
        "mark": {
            "n": hit.mark_n,
            "kind": hit.mark_kind,
            "text": hit.mark_text,
            "formerly": hit.as_read.formerly,
            "today": hit.mark_today if hit.as_read.formerly else hit.mark_text,
        },
        "facts": dict(hit.facts),
        "state": hit.state,
        "merged_into": hit.merged_into,
        "reasons": [
            {
                "code": reason.code,
                "params": dict(reason.params),
                "words": str(match_labels.reason_words(reason.code, reason.params, {})),
            }
            for reason in hit.match.reasons
        ],
    }
