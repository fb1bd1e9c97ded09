"""Custody over HTTP as JSON: chains, rooms and counts, laboratory requests, destruction batches, series."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.cursors import LARGEST, SIZE, page
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import words
from ifar.recoveries.counting import Seen
from ifar.recoveries.destruction import Reading
from ifar.recoveries.models import Batch, Chain, Count, Request, Room, Series
from ifar.recoveries.services import custody, destruction, disposal, field, requests, rooms, series
from ifar.recoveries.services.custody import Where
from ifar.recoveries.services.requests import Result
from ifar.rights import Actor, require

router = Router(tags=["custody"])

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=40)]
Line = Annotated[str, Field(max_length=200)]
Seal = Annotated[str, Field(max_length=60)]
Note = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]


class CustodyAsked(Schema):
    """Which exhibits: to be received, with gaps, or kept by my office; page by page."""

    list: Literal["receive", "gaps", "kept"] = "kept"
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class PageAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class PlaceIn(Schema):
    """Where an exhibit is: a room of the office, or a place in words; the seal as it was read; when, if not now."""

    room: Identifier = ""
    place: Line = ""
    seal: Seal = ""
    whole: bool = True
    at: dt.datetime | None = None
    note: Note = ""
    expected_n: Expected = None

    def where(self) -> Where:
        """As the service wants it."""
        at = self.at.replace(tzinfo=dt.UTC) if self.at is not None and self.at.tzinfo is None else self.at
        return Where(self.room, self.place, self.seal, self.whole, at)


class HandOverIn(PlaceIn):
    """To which office, and for what."""

    to: Identifier
    purpose: Code


class SealIn(Schema):
    """A new seal, and why the old one is gone; without a reason it is a gap."""

    seal: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Code = ""
    note: Note = ""
    expected_n: Expected = None


class ExplainIn(Schema):
    """What happened, at the gap of this key."""

    gap: Code
    note: Reason
    expected_n: Expected = None


class GapOut(Schema):
    """A gap that nobody has explained."""

    key: str
    kind: Literal["time", "place", "seal", "person"]
    expected: str
    found: str


class ChainOut(Schema):
    """Where an exhibit is."""

    exhibit: str
    state: str
    n: int
    agency: str
    keeper: str
    room: str
    place: str
    seal: str
    since: dt.datetime
    to_agency: str
    handed_by: str
    purpose: str
    firearm: str
    gaps: list[GapOut]


class ChainPage(Schema):
    """Some of them, and where the next page begins."""

    items: list[ChainOut]
    after: str | None


def _chain(one: Chain) -> dict[str, Any]:
    names = (
        "state",
        "n",
        "keeper",
        "room",
        "place",
        "seal",
        "since",
        "to_agency",
        "handed_by",
        "purpose",
        "firearm",
        "gaps",
    )
    return {
        "exhibit": one.public_id,
        "agency": one.agency.public_id,
        **{name: getattr(one, name) for name in names},
    }


@router.get(
    "/custody/exhibits", response=ChainPage, summary="Exhibits in custody", operation_id="list_custody"
)
def list_custody(request: HttpRequest, asked: Query[CustodyAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    lists = {
        "receive": kept.to_receive(actor),
        "gaps": kept.with_gaps(actor),
        "kept": kept.chains_for(actor).filter(agency=actor.agency_id).exclude(state="released"),
    }
    found = page(lists[asked.list], order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_chain(one) for one in found.items], "after": found.after}


@router.get(
    "/custody/exhibits/{exhibit}",
    response=ChainOut,
    summary="One exhibit's custody",
    operation_id="get_custody",
)
def get_custody(request: HttpRequest, exhibit: Identifier) -> dict[str, Any]:
    """Where it is, and its open gaps."""
    return _chain(kept.chain_for(actor_of(request), exhibit))


@router.post(
    "/custody/exhibits/{exhibit}",
    response={201: ChainOut},
    summary="Take an exhibit into custody",
    operation_id="take_into_custody",
)
def take_in(request: HttpRequest, exhibit: Identifier, body: PlaceIn) -> Status[dict[str, Any]]:
    """The chain begins with whoever calls."""
    actor = actor_of(request)
    custody.take_in(actor=actor, exhibit=exhibit, where=body.where(), note=body.note)
    return Status(201, _chain(kept.chain_for(actor, exhibit)))


@router.post(
    "/custody/exhibits/{exhibit}/hand-over",
    response=ChainOut,
    summary="Hand an exhibit over",
    operation_id="hand_over_exhibit",
)
def hand_over(request: HttpRequest, exhibit: Identifier, body: HandOverIn) -> dict[str, Any]:
    """Another person receives it."""
    actor = actor_of(request)
    where = _as_on_record(kept.chain_for(actor, exhibit), body.where())
    custody.hand_over(
        actor=actor,
        exhibit=exhibit,
        to=body.to,
        purpose=body.purpose,
        where=where,
        note=body.note,
        expected_n=body.expected_n,
    )
    return _chain(kept.chain_for(actor, exhibit))


def _as_on_record(found: Chain, where: Where) -> Where:
    if where.room or where.place:
        return where
    return Where(found.room, found.place, where.seal, where.whole, where.at)


@router.post(
    "/custody/exhibits/{exhibit}/receipt",
    response=ChainOut,
    summary="Receive an exhibit",
    operation_id="receive_exhibit",
)
def receive(request: HttpRequest, exhibit: Identifier, body: PlaceIn) -> dict[str, Any]:
    """Never by whoever handed it over."""
    actor = actor_of(request)
    custody.receive(
        actor=actor, exhibit=exhibit, where=body.where(), note=body.note, expected_n=body.expected_n
    )
    return _chain(kept.chain_for(actor, exhibit))


@router.post(
    "/custody/exhibits/{exhibit}/seal",
    response=ChainOut,
    summary="Put a new seal on an exhibit",
    operation_id="reseal_exhibit",
)
def reseal(request: HttpRequest, exhibit: Identifier, body: SealIn) -> dict[str, Any]:
    """With the reason."""
    actor = actor_of(request)
    custody.reseal(actor=actor, exhibit=exhibit, **body.model_dump())
    return _chain(kept.chain_for(actor, exhibit))


@router.post(
    "/custody/exhibits/{exhibit}/explanation",
    response=ChainOut,
    summary="Explain a gap",
    operation_id="explain_gap",
)
def explain(request: HttpRequest, exhibit: Identifier, body: ExplainIn) -> dict[str, Any]:
    """By another person than the one whose act left it."""
    actor = actor_of(request)
    custody.explain(actor=actor, exhibit=exhibit, **body.model_dump())
    return _chain(kept.chain_for(actor, exhibit))


# The field ------------------------------------------------------------------------------------------------------------


class CaptureIn(Schema):
    """An entry of a device; `capture` is its idempotency key: the same one is taken in once."""

    capture: UUID
    kind: Literal["seized", "found", "surrendered"]
    type: Literal["pistol", "revolver", "rifle", "shotgun", "submachine_gun", "machine_gun", "other"]
    taken: dt.datetime
    serial: Annotated[str, Field(max_length=60)] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    place: Line = ""
    ground: Code = ""
    latitude: Annotated[str, Field(pattern=r"^(-?\d{1,8})?$", description="Millionths of a degree.")] = ""
    longitude: Annotated[str, Field(pattern=r"^(-?\d{1,9})?$", description="Millionths of a degree.")] = ""


class ToldOut(Schema):
    """What the register has that it may be: of what lies in a closed compartment only whom to ask (`state` is empty then)."""

    state: str
    percent: int
    ask: list[str]
    wanted: bool
    words: str


class ArrivedOut(Schema):
    """What became of it; `before` where it had arrived already; `told` is what the register has that it may be."""

    case: str
    item: str
    acts: int
    before: bool
    told: list[ToldOut]


class ToldsOut(Schema):
    """What the register has that it may be, by now."""

    told: list[ToldOut]


def _told(actor: Actor, capture: UUID) -> list[dict[str, Any]]:
    found = field.told_of(actor=actor, capture=capture)
    return [
        {
            **asdict(one),
            "ask": list(one.ask),
            "words": words.told_words(one.state, one.percent, one.ask, wanted=one.wanted),
        }
        for one in found
    ]


@router.post(
    "/field/captures",
    response={201: ArrivedOut},
    summary="Take an entry of a device in",
    operation_id="take_capture",
)
def take_capture(request: HttpRequest, body: CaptureIn) -> Status[dict[str, Any]]:
    """A case with one item, searched at once; once, however often it is sent."""
    given = body.model_dump()
    for name in ("latitude", "longitude"):
        given[name] = int(given[name]) if given[name] else None
    if given["taken"].tzinfo is None:
        given["taken"] = given["taken"].replace(tzinfo=dt.UTC)
    actor = actor_of(request)
    came = field.capture(actor=actor, said=field.Capture(**given))
    return Status(201, {**asdict(came), "told": _told(actor, body.capture)})


@router.get(
    "/field/captures/{capture}",
    response=ToldsOut,
    summary="What the register has that an entry may be, by now",
    operation_id="read_capture",
)
def read_capture(request: HttpRequest, capture: UUID) -> dict[str, Any]:
    """Closed compartments answer a moment after the entry arrived: whom to ask, and nothing else."""
    return {"told": _told(actor_of(request), capture)}


# What becomes of it ---------------------------------------------------------------------------------------------------


class DisposalIn(Schema):
    """Destruction, unless `authority` officially authorises another way and the arm is marked (Protocol art. 6(2))."""

    order: Annotated[str, Field(min_length=1, max_length=120)]
    reason: Reason
    method: Literal["destruction", "sale", "state_use", "museum", "training", "deactivation", "other"] = (
        "destruction"
    )
    authority: Line = ""


class ReturnIn(Schema):
    """To whom, and by which paper it is proven."""

    reason: Reason
    ownership: Line
    owner: Identifier = ""
    owner_kind: Code = ""
    licence: Identifier = ""
    order: Annotated[str, Field(max_length=120)] = ""


class ProposedOut(Schema):
    """What waits for a second person."""

    proposal: str


@router.post(
    "/custody/exhibits/{exhibit}/disposal",
    response={202: ProposedOut},
    summary="Propose a disposal",
    operation_id="propose_disposal",
)
def propose_disposal(request: HttpRequest, exhibit: Identifier, body: DisposalIn) -> Status[dict[str, Any]]:
    """A second person decides."""
    asked = disposal.propose_disposal(actor=actor_of(request), exhibit=exhibit, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})


@router.post(
    "/custody/exhibits/{exhibit}/return",
    response={202: ProposedOut},
    summary="Propose to give it back",
    operation_id="propose_return",
)
def propose_return(request: HttpRequest, exhibit: Identifier, body: ReturnIn) -> Status[dict[str, Any]]:
    """A second person decides, after the register's checks."""
    asked = disposal.propose_return(actor=actor_of(request), exhibit=exhibit, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})


# Rooms and counts -----------------------------------------------------------------------------------------------------


class RoomIn(Schema):
    """An evidence room."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["evidence", "laboratory", "court", "disposal"] = "evidence"


class RoomOut(Schema):
    """An evidence room."""

    id: str
    name: str
    kind: str
    state: str
    agency: str
    counted_on: dt.date | None


class SeenIn(Schema):
    """An exhibit as the counter found it: its identifier, its number in the case or its serial number; its seal as it was read, empty
    where it bears none, null where nobody read it."""

    label: Annotated[str, Field(min_length=1, max_length=60)]
    seal: Seal | None = None


class CountIn(Schema):
    """What is there; `strangers` says that labels which nobody here knows are what stands on the things, and no mistake."""

    seen: Annotated[list[SeenIn], Field(max_length=5000)]
    strangers: bool = False


class SettleIn(Schema):
    """What happened, at the difference of this key."""

    key: Annotated[str, Field(max_length=80)]
    note: Reason


class GiveUpIn(Schema):
    """Why nobody finishes the count."""

    note: Reason
    expected_n: Expected = None


class DifferenceOut(Schema):
    """One difference of a count."""

    key: str
    kind: Literal["missing", "unexpected", "seal", "doubled"]
    label: str
    expected: str
    found: str


class CountOut(Schema):
    """A count; what should be there is told only once the counter has said what is."""

    id: str
    room: str
    state: str
    expected: int | None
    found: int | None
    differences: list[DifferenceOut]
    settled: list[str]


def _room(one: Room) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "name": one.name,
        "kind": one.kind,
        "state": one.state,
        "agency": one.agency.public_id,
        "counted_on": one.counted_on,
    }


def _count(one: Count) -> dict[str, Any]:
    names = ("room", "state", "expected", "found", "differences", "settled")
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}}


@router.get(
    "/custody/rooms", response=list[RoomOut], summary="Evidence rooms", operation_id="list_evidence_rooms"
)
def list_rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Those of my office and below it."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return [_room(one) for one in kept.rooms_for(actor).order_by("name")[:500]]


@router.post(
    "/custody/rooms",
    response={201: RoomOut},
    summary="Open an evidence room",
    operation_id="open_evidence_room",
)
def open_room(request: HttpRequest, body: RoomIn) -> Status[dict[str, Any]]:
    """For my office."""
    actor = actor_of(request)
    made = rooms.open_room(actor=actor, **body.model_dump())
    return Status(201, _room(kept.room_for(actor, made)))


@router.post(
    "/custody/rooms/{room}/counts",
    response={201: CountOut},
    summary="Begin a blind count",
    operation_id="begin_count",
)
def begin_count(request: HttpRequest, room: Identifier) -> Status[dict[str, Any]]:
    """The counter is not shown what should be there."""
    actor = actor_of(request)
    made = rooms.begin_count(actor=actor, room=room)
    return Status(201, _count(kept.count_for(actor, made)))


@router.get("/custody/counts/{count}", response=CountOut, summary="One count", operation_id="get_count")
def get_count(request: HttpRequest, count: Identifier) -> dict[str, Any]:
    """Its differences, and which of them are explained."""
    return _count(kept.count_for(actor_of(request), count))


@router.post(
    "/custody/counts/{count}/result",
    response=CountOut,
    summary="Say what is there",
    operation_id="enter_count",
)
def enter_count(request: HttpRequest, count: Identifier, body: CountIn) -> dict[str, Any]:
    """Only whoever began the count."""
    seen = [Seen(one.label, one.seal) for one in body.seen]
    return _count(
        rooms.enter_count(actor=actor_of(request), count=count, seen=seen, strangers=body.strangers)
    )


@router.post(
    "/custody/counts/{count}/abandonment",
    response=CountOut,
    summary="Give a count up",
    operation_id="give_up_count",
)
def give_up(request: HttpRequest, count: Identifier, body: GiveUpIn) -> dict[str, Any]:
    """By another person than the counter, so that the room can be counted anew."""
    actor = actor_of(request)
    rooms.give_up_count(actor=actor, count=count, **body.model_dump())
    return _count(kept.count_for(actor, count))


@router.post(
    "/custody/counts/{count}/explanation",
    response=CountOut,
    summary="Explain a difference",
    operation_id="settle_difference",
)
def settle(request: HttpRequest, count: Identifier, body: SettleIn) -> dict[str, Any]:
    """By another person than the counter."""
    actor = actor_of(request)
    rooms.settle(actor=actor, count=count, **body.model_dump())
    return _count(kept.count_for(actor, count))


# Laboratories ---------------------------------------------------------------------------------------------------------


class LaboratoryIn(Schema):
    """What a laboratory is asked."""

    exhibit: Identifier
    laboratory: Identifier
    questions: Annotated[list[Code], Field(min_length=1, max_length=10)]
    due_on: dt.date | None = None
    note: Note = ""


class ResultIn(Schema):
    """An answer; `restored` is a serial number that the laboratory made readable."""

    question: Code
    answer: Annotated[str, Field(min_length=1, max_length=500)]
    reference: Annotated[str, Field(min_length=1, max_length=120)]
    restored: Annotated[str, Field(max_length=60)] = ""


class ResultsIn(Schema):
    """All answers."""

    results: Annotated[list[ResultIn], Field(min_length=1, max_length=10)]
    note: Note = ""
    expected_n: Expected = None


class RequestOut(Schema):
    """A request to a laboratory."""

    id: str
    exhibit: str
    laboratory: str
    state: str
    questions: list[str]
    due_on: dt.date | None
    answered_on: dt.date | None
    results: list[dict[str, Any]]


def _request(one: Request) -> dict[str, Any]:
    names = ("exhibit", "laboratory", "state", "questions", "due_on", "answered_on")
    said = {name: getattr(one, name) for name in names}
    return {"id": one.public_id, **said, "results": kept.results_of(one)}


@router.post(
    "/custody/requests", response={201: RequestOut}, summary="Ask a laboratory", operation_id="ask_laboratory"
)
def ask(request: HttpRequest, body: LaboratoryIn) -> Status[dict[str, Any]]:
    """The exhibit itself goes by a hand-over."""
    actor = actor_of(request)
    return Status(201, _request(kept.request_for(actor, requests.ask(actor=actor, **body.model_dump()))))


@router.get(
    "/custody/requests/{id}",
    response=RequestOut,
    summary="One request",
    operation_id="get_laboratory_request",
)
def get_request(request: HttpRequest, id: Identifier) -> dict[str, Any]:
    """With its answers."""
    return _request(kept.request_for(actor_of(request), id))


@router.post(
    "/custody/requests/{id}/answer",
    response=RequestOut,
    summary="Answer a request",
    operation_id="answer_laboratory_request",
)
def answer(request: HttpRequest, id: Identifier, body: ResultsIn) -> dict[str, Any]:
    """By the laboratory that was asked."""
    actor = actor_of(request)
    results = [
        Result(
            one.question,
            one.answer,
            one.reference,
            {"kind": "serial", "text": one.restored.strip()} if one.restored.strip() else {},
        )
        for one in body.results
    ]
    requests.answer(actor=actor, request=id, results=results, note=body.note, expected_n=body.expected_n)
    return _request(kept.request_for(actor, id))


# Destruction ----------------------------------------------------------------------------------------------------------


class BatchIn(Schema):
    """A destruction batch: its order, way, and list."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    order: Annotated[str, Field(min_length=1, max_length=120)]
    method: Literal["cutting", "crushing", "shredding", "smelting", "burning", "other"]
    planned_on: dt.date | None = None
    place: Line = ""
    exhibits: Annotated[list[Identifier], Field(max_length=2000)] = []


class WhyIn(Schema):
    """Why."""

    reason: Reason
    expected_n: Expected = None


class ReadingIn(Schema):
    """An item as it was read on the day, named by its identifier, its number in the case or the serial number on the list; or that it was
    looked for and is not there."""

    exhibit: Annotated[str, Field(min_length=1, max_length=60)]
    serial: Annotated[str, Field(max_length=60)] = ""
    there: bool = True


class ReadingsIn(Schema):
    """Items as they were read on the day; `drop` names those whose reading was a mistake."""

    readings: Annotated[list[ReadingIn], Field(max_length=2000)] = []
    drop: Annotated[list[Identifier], Field(max_length=2000)] = []
    expected_n: Expected = None


class ExceptionIn(Schema):
    """Why an item on the list was not destroyed."""

    exhibit: Identifier
    why: Literal["held_back", "not_there", "swapped", "not_destroyed"]
    note: Annotated[str, Field(min_length=1, max_length=500)]


class DestroyedIn(Schema):
    """How it was done: weight, pieces counted afterwards, photographs that were deposited, what was not destroyed."""

    weight_grams: Annotated[int, Field(ge=1, le=10**12)]
    counted: Annotated[int, Field(ge=0, le=2000)]
    photos: Annotated[
        list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]], Field(min_length=1, max_length=100)
    ]
    exceptions: Annotated[list[ExceptionIn], Field(max_length=2000)] = []
    language: Literal["en", "ar", "fr", "es", "ru", "zh"] = "en"
    note: Note = ""
    expected_n: Expected = None


class CheckedOut(Schema):
    """How one item came out; `other` is the line that bears what was read."""

    verdict: Literal["agrees", "swapped", "missing", "extra"]
    exhibit: str
    firearm: str
    expected: str
    found: str
    other: str


class BatchOut(Schema):
    """A destruction batch."""

    id: str
    n: int
    name: str
    state: str
    order: str
    method: str
    place: str
    planned_on: dt.date | None
    destroyed_on: dt.date | None
    seal: str
    proposer: str
    approver: str
    witnesses: list[str]
    items: list[CheckedOut]


class BatchLine(Schema):
    """A batch in a list."""

    id: str
    name: str
    state: str
    items: int
    seal: str


class BatchPage(Schema):
    """Some of them, and where the next page begins."""

    items: list[BatchLine]
    after: str | None


class CertificateOut(Schema):
    """The certificate that was issued."""

    paper: str


def _batch(one: Batch) -> dict[str, Any]:
    names = (
        "n", "name", "state", "order", "method", "place", "planned_on", "destroyed_on", "seal", "proposer", "approver", "witnesses",
    )  # fmt: skip
    items = [
        {
            name: getattr(checked, name)
            for name in ("verdict", "exhibit", "firearm", "expected", "found", "other")
        }
        for checked in destruction.checked(one)
    ]
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}, "items": items}


@router.get(
    "/custody/batches", response=BatchPage, summary="Destruction batches", operation_id="list_batches"
)
def list_batches(request: HttpRequest, asked: Query[PageAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = page(kept.batches_for(actor), order=("-id",), after=asked.after, size=asked.size)
    items = [
        {"id": one.public_id, "name": one.name, "state": one.state, "items": len(one.lines), "seal": one.seal}
        for one in found.items
    ]
    return {"items": items, "after": found.after}


@router.post("/custody/batches", response={201: BatchOut}, summary="Open a batch", operation_id="open_batch")
def open_batch(request: HttpRequest, body: BatchIn) -> Status[dict[str, Any]]:
    """With what waits for destruction."""
    actor = actor_of(request)
    return Status(
        201, _batch(kept.batch_for(actor, destruction.open_batch(actor=actor, **body.model_dump())))
    )


@router.get("/custody/batches/{batch}", response=BatchOut, summary="One batch", operation_id="get_batch")
def get_batch(request: HttpRequest, batch: Identifier) -> dict[str, Any]:
    """Its list, with what was read beside it."""
    return _batch(kept.batch_for(actor_of(request), batch))


@router.post(
    "/custody/batches/{batch}/seal",
    response={202: ProposedOut},
    summary="Propose to seal the list",
    operation_id="propose_seal",
)
def propose_seal(request: HttpRequest, batch: Identifier, body: WhyIn) -> Status[dict[str, Any]]:
    """A second person decides."""
    asked = destruction.propose_seal(actor=actor_of(request), batch=batch, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})


@router.post(
    "/custody/batches/{batch}/readings",
    response=BatchOut,
    summary="Read items on the day",
    operation_id="read_items",
)
def read_items(request: HttpRequest, batch: Identifier, body: ReadingsIn) -> dict[str, Any]:
    """Compared with the sealed list."""
    actor = actor_of(request)
    readings = [Reading(one.exhibit, one.serial if one.there else None) for one in body.readings]
    destruction.check_items(
        actor=actor, batch=batch, readings=readings, drop=body.drop, expected_n=body.expected_n
    )
    return _batch(kept.batch_for(actor, batch))


@router.post(
    "/custody/batches/{batch}/witness",
    response=BatchOut,
    summary="Sign as a witness",
    operation_id="witness_batch",
)
def witness(request: HttpRequest, batch: Identifier) -> dict[str, Any]:
    """Nobody who made or approved the list."""
    actor = actor_of(request)
    destruction.witness(actor=actor, batch=batch)
    return _batch(kept.batch_for(actor, batch))


@router.post(
    "/custody/batches/{batch}/destruction",
    response={201: CertificateOut},
    summary="Record the destruction",
    operation_id="record_destruction",
)
def record(request: HttpRequest, batch: Identifier, body: DestroyedIn) -> Status[dict[str, Any]]:
    """In the life of each firearm, with a certificate."""
    given = body.model_dump()
    given["exceptions"] = {
        one["exhibit"]: {"why": one["why"], "note": one["note"]} for one in given["exceptions"]
    }
    paper = destruction.record(actor=actor_of(request), batch=batch, **given)
    return Status(201, {"paper": paper.public_id})


# Series ---------------------------------------------------------------------------------------------------------------


class SeriesOut(Schema):
    """A series from one workshop. A reason's `bits` are tenths; `per_thousand` says how many of all arms have the value."""

    id: str
    state: str
    name: str
    percent: int
    members: list[str]
    reasons: list[dict[str, Any]]


class SeriesAsked(Schema):
    """Proposed, accepted or rejected ones."""

    state: Literal["proposed", "accepted", "rejected"] = "proposed"


class VerdictIn(Schema):
    """What a person says of a series: one workshop (with a name), none (with a note), which arms are taken out, or of an arm that may
    belong to it that it does (`join`) or does not (`pass_over`, with a note)."""

    verdict: Literal["accept", "reject", "split", "join", "pass_over"]
    exhibit: Annotated[str, Field(max_length=20)] = ""
    name: Annotated[str, Field(max_length=80)] = ""
    out: Annotated[list[Identifier], Field(max_length=3000)] = []
    note: Note = ""
    expected_n: Expected = None


def _series(one: Series) -> dict[str, Any]:
    names = ("state", "name", "percent", "members", "reasons")
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}}


@router.get(
    "/custody/series",
    response=list[SeriesOut],
    summary="Series from one workshop",
    operation_id="list_series",
)
def list_series(request: HttpRequest, asked: Query[SeriesAsked]) -> list[dict[str, Any]]:
    """The surest first, at most two hundred."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return [
        _series(one)
        for one in kept.series_for(actor).filter(state=asked.state).order_by("-percent", "id")[:200]
    ]


@router.post(
    "/custody/series",
    response={201: list[SeriesOut]},
    summary="Look for series",
    operation_id="look_for_series",
)
def look(request: HttpRequest) -> Status[list[dict[str, Any]]]:
    """What is new."""
    actor = actor_of(request)
    made = series.look(actor=actor)
    return Status(201, [_series(one) for one in kept.series_for(actor).filter(public_id__in=made)])


class CandidateOut(Schema):
    """An arm that may belong to a series, and why; reasons as of a series, those that speak against it without a value."""

    exhibit: str
    percent: int
    reasons: list[dict[str, Any]]


@router.get(
    "/custody/series/{id}/candidates",
    response=list[CandidateOut],
    summary="Arms that may belong to a series",
    operation_id="list_series_candidates",
)
def list_candidates(request: HttpRequest, id: Identifier) -> list[dict[str, Any]]:
    """Of an accepted series, the likeliest first."""
    actor = actor_of(request)
    found = series.candidates(actor, kept.one_series_for(actor, id))
    return [
        {
            "exhibit": one.name,
            "percent": one.percent,
            "reasons": [{**asdict(reason), "bits": round(reason.bits * 10)} for reason in one.reasons],
        }
        for one in found
    ]


@router.post(
    "/custody/series/{id}/verdict",
    response=SeriesOut,
    summary="Say what a series is",
    operation_id="judge_series",
)
def judge(request: HttpRequest, id: Identifier, body: VerdictIn) -> dict[str, Any]:
    """A person decides."""
    actor = actor_of(request)
    common: dict[str, Any] = {
        "actor": actor,
        "public_id": id,
        "note": body.note,
        "expected_n": body.expected_n,
    }
    if body.verdict == "accept":
        series.accept(name=body.name, **common)
    elif body.verdict == "reject":
        series.reject(**common)
    elif body.verdict == "split":
        series.split(out=body.out, **common)
    elif body.verdict == "join":
        series.join(exhibit=body.exhibit, **common)
    else:
        series.pass_over(exhibit=body.exhibit, **common)
    return _series(kept.one_series_for(actor, id))
