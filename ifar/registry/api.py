"""The registry over HTTP as JSON: shapes, and one short function for each operation.

Addresses, permissions and errors are those of the pages: objects come only from selectors, every write goes through a service.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from ifar.ledger import selectors as ledger
from ifar.ledger.selectors import Recorded as EntryRecorded
from ifar.ledger.selectors import recorded
from ifar.registry import match_words, occurred, search
from ifar.registry import selectors as registry
from ifar.registry.lifecycle import possible
from ifar.registry.lifecycle.states import Facts
from ifar.registry.matching import Question
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.selectors import duplicates as pairs
from ifar.registry.services import duplicates, events, proposals
from ifar.rights import Actor

router = Router(tags=["registry"])
Text = Field("", max_length=300)
After = Annotated[str, Field(max_length=24)]
Skip = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=200)]


class OccurredIn(Schema):
    """When: `2024`, `2024-03`, `2024-03-17`, `2024-03-17T10:30`, or empty where nobody knows; and the zone it is meant in."""

    at: str = Field("", max_length=40)
    zone: str = Field("UTC", max_length=60)


class MarkIn(Schema):
    """A mark as read; with the `n` of one on record it changes that one."""

    n: int | None = Field(None, ge=1, le=500)
    kind: str | None = Field(None, max_length=40)
    text: str | None = Field(None, max_length=200)
    text_status: Literal["known", "unknown", "none", "not_asked"] | None = None
    script: str | None = Field(None, max_length=10)
    on_part: str | None = Field(None, max_length=40)
    place: str | None = Field(None, max_length=40)
    method: str | None = Field(None, max_length=40)
    condition: str | None = Field(None, max_length=40)
    confidence: int | None = Field(None, ge=0, le=100)
    height_um: int | None = Field(None, ge=0, le=100_000)
    depth_nm: int | None = Field(None, ge=0, le=100_000_000)


class EventIn(Schema):
    """An event: its kind, what the kind's schema asks for, when, where, under which paper, and what it says about identity."""

    kind: str = Field(..., max_length=60)
    details: dict[str, Any] = {}
    occurred: OccurredIn = Field(default_factory=lambda: OccurredIn(at="", zone="UTC"))
    place: str = Text
    paper: str = Text
    identity: dict[str, str | int | bool | None] = {}
    marks: list[MarkIn] = Field([], max_length=100)
    attested: dict[str, str] = {}


class NextEventIn(EventIn):
    """An event of a firearm on record; `expected_n` = how many events its life had when you looked."""

    expected_n: int | None = Field(None, ge=1, le=1_000_000)


class FirstEventIn(EventIn):
    """The event that opens a record."""

    item: Literal["firearm", "part"] = "firearm"


class ProposalIn(EventIn):
    """An event that takes another person, and why it is asked for."""

    reason: str = Field(..., min_length=1, max_length=1000)
    emergency: bool = False


class RecordedOut(Schema):
    """What was recorded."""

    firearm: str
    entry: uuid.UUID
    n: int
    recorded_at: dt.datetime
    state: str
    alarms: list[str]
    flags: list[str]
    unverified: list[str]


class ProposedOut(Schema):
    """What waits for another person."""

    proposal: str
    act: str
    object: str
    expires_at: dt.datetime
    countersign_by: dt.datetime | None


class AnswerOut(Schema):
    """A value that may be missing: `value` is there exactly when `status` is `known`; `raw` is what the source said."""

    value: str | int | None
    status: str
    raw: str = ""


class MarkOut(Schema):
    """A mark as it stands."""

    n: int
    kind: str
    text: str | None
    text_status: str
    script: str
    on_part: str
    place: str
    method: str
    condition: str
    confidence: int
    height_um: int | None
    depth_nm: int | None
    retired: bool


class FactOut(Schema):
    """One of the four facts, who it names, and the entry since which it stands."""

    value: str
    by: str = ""
    since: uuid.UUID


class EventOut(Schema):
    """One event of a life, with how far its proof has come."""

    entry: uuid.UUID
    n: int
    kind: str
    schema_: str = Field(..., alias="schema")
    occurred: dict[str, str | None]
    place: str
    paper: str
    proposal: str
    details: dict[str, Any]
    checks: dict[str, Any]
    changes: dict[str, Any]
    actor: str
    agency: str
    recorded_at: dt.datetime
    proof: Literal["recorded", "in_tree", "witnessed"]


class FirearmOut(Schema):
    """A firearm or part in a list."""

    id: str
    item: str
    make: AnswerOut
    model: AnswerOut
    calibre: AnswerOut
    type: AnswerOut
    country_made: AnswerOut
    year: AnswerOut
    state: str
    compartment: str
    merged_into: str
    n: int


class FirearmWholeOut(FirearmOut):
    """A firearm or part with everything that belongs to it."""

    ownership: FactOut
    custody: FactOut
    legal: FactOut
    physical: FactOut
    category: str
    part_kind: str
    mounted_in: str
    successor: str
    agency: str
    registered_at: dt.datetime
    marks: list[MarkOut]
    events: list[EventOut]
    possible: list[str]


class FirearmPage(Schema):
    """One page of a list; `next` goes into `after`."""

    items: list[FirearmOut]
    next: str | None


class SearchIn(Schema):
    """What was read and is known; `serial` may hold `?` for one and `*` for several characters that nobody could read."""

    serial: str = Field("", max_length=200)
    make: str | None = Field(None, max_length=80)
    model: str | None = Field(None, max_length=120)
    calibre: str | None = Field(None, max_length=80)
    type: str | None = Field(None, max_length=80)
    country: str | None = Field(None, max_length=80)
    edits: int | None = Field(None, ge=0, le=2)
    limit: int = Field(20, ge=1, le=100)


class HitOut(Schema):
    """A firearm that may be the one, and why."""

    firearm: str
    probability: float
    mark: dict[str, Any]
    facts: dict[str, str | int | None]
    state: str
    merged_into: str
    reasons: list[dict[str, Any]]


class FoundOut(Schema):
    """The likeliest first; `narrow_by` = facts that would make the list shorter."""

    hits: list[HitOut]
    total: int
    more: bool
    edits: int
    narrow_by: list[str]


class DuplicateOut(Schema):
    """Two records that may be one firearm."""

    id: str
    older: str
    newer: str
    score: int
    reasons: list[dict[str, Any]]
    verdict: str
    survivor: str


class DuplicatePage(Schema):
    """One page of the queue; `next` goes into `after`."""

    items: list[DuplicateOut]
    next: int | None


class VerdictIn(Schema):
    """Whether two records are one firearm, which goes on, and why."""

    verdict: Literal["same", "different", "undone"]
    survivor: str = Field("", max_length=24)
    reason: str = Field("", max_length=1000)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _event(body: EventIn) -> events.NewEvent:
    return events.NewEvent(
        kind=body.kind,
        details=body.details,
        occurred=occurred.parse(body.occurred.at, body.occurred.zone),
        place=body.place,
        paper=body.paper,
        identity=body.identity,
        marks=tuple(mark.dict(exclude_none=True) for mark in body.marks),
        attested=body.attested,
    )


def _answer(firearm: Firearm, name: str) -> AnswerOut:
    return AnswerOut(
        value=getattr(firearm, name),
        status=getattr(firearm, f"{name}_status"),
        raw=getattr(firearm, f"{name}_raw", ""),
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
        schema=event.schema,
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
    told = firearm.events.all()
    entries: Mapping[uuid.UUID, EntryRecorded] = recorded(
        [event.id for event in told], settings.IFAR_WITNESSES_NEEDED
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
        events=[_event_out(event, entries[event.id]) for event in told],
        possible=list(possible(facts, actor.agency_kind, thing=thing, merged=bool(firearm.merged_into))),
    )


@router.get("/firearms", response=FirearmPage, summary="List the firearms and parts that you may see")
def list_firearms(request: HttpRequest, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """In a fixed order, a page at a time."""
    page = registry.firearms_page(_actor(request), after=after, limit=limit)
    return {"items": [_listed(one) for one in page.items], "next": page.next}


@router.get("/firearms/{firearm}", response=FirearmWholeOut, summary="Open one firearm or part")
def open_firearm(request: HttpRequest, firearm: str) -> FirearmWholeOut:
    """Identity, marks, the four facts, its life with proofs, and what you may record now."""
    actor = _actor(request)
    return _whole(actor, registry.firearm_for(actor, firearm))


@router.post("/firearms", response={201: RecordedOut}, summary="Open a record with its first event")
def register(request: HttpRequest, body: FirstEventIn) -> tuple[int, events.Recorded]:
    """Registered from an older book, imported, planned in production …"""
    return 201, events.register_firearm(actor=_actor(request), event=_event(body), item=body.item)


@router.post("/firearms/{firearm}/events", response={201: RecordedOut}, summary="Record the next event")
def record(request: HttpRequest, firearm: str, body: NextEventIn) -> tuple[int, events.Recorded]:
    """Refused with every reason and its article where the life cycle says no."""
    done = events.record_event(
        actor=_actor(request), firearm=firearm, event=_event(body), expected_n=body.expected_n
    )
    return 201, done


@router.post(
    "/firearms/{firearm}/proposals",
    response={201: ProposedOut},
    summary="Propose an event that takes another person",
)
def propose(request: HttpRequest, firearm: str, body: ProposalIn) -> tuple[int, dict[str, Any]]:
    """The approval of another person carries it out."""
    asked = proposals.propose_event(
        actor=_actor(request),
        firearm=firearm,
        event=_event(body),
        reason=body.reason,
        emergency=body.emergency,
    )
    return 201, {
        "proposal": asked.public_id,
        "act": asked.act,
        "object": asked.object,
        "expires_at": asked.expires_at,
        "countersign_by": asked.countersign_by,
    }


@router.get(
    "/firearms/{firearm}/events/{entry}/proof", response=dict[str, Any], summary="Take the proof of an event"
)
def proof(request: HttpRequest, firearm: str, entry: uuid.UUID) -> dict[str, Any]:
    """A document that proves offline that the event stands in the log; see `ifar verify-proof`."""
    actor = _actor(request)
    registry.event_for(actor, firearm, entry)
    return ledger.proof_of(actor=actor, entry=entry).document()


@router.post("/search", response=FoundOut, summary="Search by marks, half read or misread")
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
    found = search.search(_actor(request), question, edits=body.edits, limit=body.limit)
    return {
        "hits": [_hit(hit) for hit in found.hits],
        "total": found.total,
        "more": found.more,
        "edits": found.edits,
        "narrow_by": list(found.narrow_by),
    }


def _hit(hit: search.Hit) -> dict[str, Any]:
    return {
        "firearm": hit.firearm,
        "probability": round(hit.match.probability, 6),
        "mark": {"n": hit.mark_n, "kind": hit.mark_kind, "text": hit.mark_text},
        "facts": dict(hit.facts),
        "state": hit.state,
        "merged_into": hit.merged_into,
        "reasons": [
            {
                "code": reason.code,
                "params": dict(reason.params),
                "words": str(match_words.reason_words(reason.code, reason.params, {})),
            }
            for reason in hit.match.reasons
        ],
    }


def _pair(pair: pairs.Waiting) -> dict[str, Any]:
    return {
        "id": pair.public_id,
        "older": pair.older,
        "newer": pair.newer,
        "score": pair.score,
        "reasons": [dict(reason) for reason in pair.reasons],
        "verdict": pair.verdict,
        "survivor": pair.survivor,
    }


@router.get("/duplicates", response=DuplicatePage, summary="The queue of possible duplicates")
def list_duplicates(
    request: HttpRequest, decided: bool = False, after: Skip = 0, limit: Limit = 50
) -> dict[str, Any]:
    """Open ones, most likely first; or decided ones, newest first."""
    found = pairs.duplicates_for(_actor(request), decided=decided, after=after, limit=limit)
    return {"items": [_pair(pair) for pair in found], "next": after + limit if len(found) == limit else None}


@router.get("/duplicates/{duplicate}", response=DuplicateOut, summary="Open one pair")
def open_duplicate(request: HttpRequest, duplicate: str) -> dict[str, Any]:
    """The two records, why they may be one, and what was decided."""
    return _pair(pairs.duplicate_for(_actor(request), duplicate))


@router.post(
    "/duplicates/{duplicate}/decisions",
    response={201: DuplicateOut},
    summary="Decide about a pair, or take it back",
)
def decide_duplicate(request: HttpRequest, duplicate: str, body: VerdictIn) -> tuple[int, dict[str, Any]]:
    """Merging is reversible."""
    actor = _actor(request)
    duplicates.decide_duplicate(
        actor=actor, duplicate=duplicate, verdict=body.verdict, survivor=body.survivor, reason=body.reason
    )
    return 201, _pair(pairs.duplicate_for(actor, duplicate))
