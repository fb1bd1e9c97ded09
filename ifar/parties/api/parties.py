"""Parties over HTTP as JSON: shapes, and one short function for each operation.

Every operation that gives a name stands under a purpose (`Ifar-Purpose`, or the person's shift) and is logged, as on the pages.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.selectors import reads as read_log
from ifar.cursors import LARGEST, SIZE
from ifar.ledger.selectors import proof_of
from ifar.parties import holdings, labels, page_remarks, selectors, services
from ifar.parties.likeness import Likeness
from ifar.parties.models import Party
from ifar.parties.selectors import Match, Told
from ifar.parties.services import NewParty, readings
from ifar.rights import Actor, require

router = Router(tags=["parties"])
Identifier = Annotated[str, Field(max_length=20)]
Kind = Literal["person", "entity", "unit"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Words = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Erasable = Literal["name", "born", "identity_numbers", "contact", "address", "note"]


class Asked(Schema):
    """How the list is read: all that one may see, or those that a search finds."""

    q: Annotated[
        str, Field(max_length=100, description="A name in any script, a whole number, or an identifier.")
    ] = ""
    kind: Annotated[str, Field(max_length=10)] = ""
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class NumberIn(Schema):
    """An identity number as the document shows it; `kind` is a code of the list `identity_document`."""

    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    number: Annotated[str, Field(min_length=1, max_length=60)]
    country: Country | None = None


class ContactIn(Schema):
    """How somebody is reached."""

    telephone: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    email: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    opt_out: Annotated[str, Field(pattern=r"^(mail|sms|letter)( (mail|sms|letter))*$")] | None = None


class ValuesIn(Schema):
    """What a party is described by. What is left out is not said; nothing is taken away by leaving it out."""

    name: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    born: dt.date | None = None
    identity_numbers: Annotated[list[NumberIn], Field(max_length=20)] | None = None
    contact: ContactIn | None = None
    sex: Literal["female", "male", "other", "unknown", "not_asked"] | None = None
    country: Country | None = None
    registration: Annotated[str, Field(min_length=1, max_length=60)] | None = None

    def said(self) -> dict[str, Any]:
        """The values by the names of `party.VALUES`."""
        return dict(
            self.model_dump(mode="json", exclude_none=True, include=set(ValuesIn.model_fields) | {"status"})
        )


class AddressIn(Schema):
    """Where a party lives or sits; without a day it holds from today on."""

    country: Country
    area: Annotated[str, Field(pattern=r"^[A-Z0-9-]{0,20}$")] = ""
    lines: Annotated[list[Line], Field(max_length=8)] = []
    valid_from: dt.date | None = None

    def said(self) -> dict[str, Any]:
        """The address as the service wants it."""
        return dict(self.model_dump(mode="json"))


class PartyIn(ValuesIn):
    """A party to be registered."""

    kind: Kind
    address: AddressIn | None = None


class DescriptionIn(ValuesIn):
    """Somebody who may be on record."""

    kind: Kind = "person"


class CorrectionIn(ValuesIn):
    """Values to be corrected; `expected_n` = how many events the record had when you looked."""

    status: Literal["active", "deceased", "dissolved"] | None = None
    reason: Reason
    expected_n: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class MoveIn(Schema):
    """A new address."""

    address: AddressIn
    reported_by: Literal["officer", "holder"] = "officer"
    reported_on: dt.date | None = None
    expected_n: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class MergeIn(Schema):
    """With which record this one is to be joined, which then stands for both."""

    into: Identifier
    reason: Reason


class SplitIn(Schema):
    """Why a merge is taken back."""

    reason: Reason


class ErasureIn(Schema):
    """What is to be erased, on which lawful ground, and why."""

    fields_: Annotated[list[Erasable], Field(alias="fields", min_length=1, max_length=6)]
    ground: Literal["retention_ended", "court_order", "entered_by_mistake"]
    reason: Reason


class PartyOut(Schema):
    """A party in a list."""

    id: str
    kind: str
    name: str | None
    born: dt.date | None
    identity_numbers: list[dict[str, Any]] | None
    country: str
    registration: str
    status: str
    merged_into: str
    n: int


class AddressOut(Schema):
    """An address and its period; `lines` are missing where they were erased."""

    country: str
    area: str
    lines: list[str] | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class HeldOut(Schema):
    """What a party owns or keeps now."""

    firearm: str
    owns: bool
    keeps: bool
    holder: str


class ToldOut(Schema):
    """One thing that was recorded about a party, with how far its proof has come."""

    entry: uuid.UUID
    n: int | None
    kind: str
    values: dict[str, Any]
    erased: list[str]
    ground: str
    agency: str
    recorded_at: dt.datetime
    proof: Literal["recorded", "in_tree", "witnessed"]


class PartyWholeOut(PartyOut):
    """A party with everything that belongs to it; `records` are all records of this party, joined ones included."""

    contact: dict[str, Any] | None
    sex: str
    erased: list[str]
    compartment: str
    agency: str
    addresses: list[AddressOut]
    holds: list[HeldOut]
    survivor: str
    records: list[str]
    events: list[ToldOut]


class ReadOut(Schema):
    """A read of a party's record, as the party may know it: when, by which office, for what."""

    at: dt.datetime
    agency: str
    purpose: str
    case: str
    act: str


class PartyFileOut(PartyWholeOut):
    """The file that a party may ask for: the record, and everybody who opened it."""

    kept: list[str]
    reads: list[ReadOut]


class PartyPage(Schema):
    """One page of a list; `after` is given back for the next one. A search has one page."""

    items: list[PartyOut]
    after: str | None = None


class MatchOut(Schema):
    """Somebody on record who may be the same, and why; `points` order the list and decide nothing."""

    party: PartyOut
    points: int
    reasons: list[dict[str, Any]]


class PartyRecordedOut(Schema):
    """Where the record of a party stands after an act."""

    party: str
    n: int


class ErasureAskedOut(Schema):
    """An erasure that waits for another person."""

    proposal: str
    act: str
    object: str
    expires_at: dt.datetime


def actor_in(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _listed(found: Party) -> dict[str, Any]:
    plain = (
        "kind",
        "name",
        "born",
        "identity_numbers",
        "country",
        "registration",
        "status",
        "merged_into",
        "n",
    )
    return {"id": found.public_id, **{name: getattr(found, name) for name in plain}}


def _told(told: Told) -> dict[str, Any]:
    return {
        "entry": told.entry,
        "n": told.n,
        "kind": told.kind,
        "values": dict(told.values),
        "erased": list(told.erased),
        "ground": told.ground,
        "agency": told.recorded.agency,
        "recorded_at": told.recorded.recorded_at,
        "proof": told.recorded.proof,
    }


def _whole(actor: Actor, found: Party) -> dict[str, Any]:
    records = selectors.records_of(found.public_id)
    addresses = [
        {
            name: getattr(one, name) for name in AddressOut.model_fields
        }  # each column has the name of its field
        for one in found.addresses.all()
    ]
    held = holdings.of(actor, records)
    return {
        **_listed(found),
        **{name: getattr(found, name) for name in ("contact", "sex", "erased", "compartment")},
        "agency": found.agency.public_id,
        "addresses": addresses,
        "holds": [
            {"firearm": one.public_id, "owns": one.owns, "keeps": one.keeps, "holder": one.holder}
            for one in held
        ],
        "survivor": selectors.survivors([found.public_id]).get(found.public_id, "")
        if found.merged_into
        else "",
        "records": sorted(records),
        "events": [_told(one) for one in selectors.history_of(found, settings.IFAR_WITNESSES_NEEDED)],
    }


def _recorded(actor: Actor, public_id: str) -> dict[str, Any]:
    return {
        "party": public_id,
        "n": selectors.parties_for(actor).values_list("n", flat=True).get(public_id=public_id),
    }


@router.get("/parties", response=PartyPage, operation_id="list_parties")
def list_parties(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """People and bodies that you may see, those registered last first; or those that a search finds, the likeliest first."""
    actor = actor_in(request)
    if asked.q.strip():
        found = readings.search_parties(actor, asked.q, limit=asked.size)
        return {"items": [_listed(one) for one in found if not asked.kind or one.kind == asked.kind]}
    page = readings.list_parties(actor, kind=asked.kind, after=asked.after, size=asked.size)
    return {"items": [_listed(one) for one in page.items], "after": page.after}


@router.post(
    "/parties/matches",
    response=list[MatchOut],
    operation_id="match_party",
    openapi_extra={"x-repeated": "reads"},
)
def match_party(request: HttpRequest, said: DescriptionIn) -> list[dict[str, Any]]:
    """Who on record may be the one described, with reasons: to be asked before somebody is registered."""
    return [_match(one) for one in readings.match_party(actor_in(request), said.kind, said.said(), limit=10)]


def _match(match: Match) -> dict[str, Any]:
    found = match.likeness
    return {"party": _listed(match.party), "points": found.points, "reasons": reasons_of(found)}


def reasons_of(found: Likeness) -> list[dict[str, Any]]:
    """The reasons for and against, as codes and in words."""
    return [
        {"code": one.code, "params": _plain(one.params), "words": labels.likeness_words(one)}
        for one in found.reasons
    ]


def _plain(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


@router.post("/parties", response={201: PartyRecordedOut}, operation_id="register_party")
def register(request: HttpRequest, said: PartyIn) -> Status[dict[str, Any]]:
    """Register a person, a company or association, or a unit of the State."""
    actor = actor_in(request)
    address = said.address.said() if said.address else {}
    public_id = services.register_party(actor=actor, new=NewParty(said.kind, said.said(), address))
    return Status(201, {"party": public_id, "n": 1})


@router.get("/parties/{party}", response=PartyWholeOut, operation_id="open_party")
def open_party(request: HttpRequest, party: Identifier) -> dict[str, Any]:
    """Who it is, where they live, what they own and keep now, and what was recorded."""
    actor = actor_in(request)
    return _whole(actor, readings.open_party(actor, party))


@router.post("/parties/{party}/corrections", response={201: PartyRecordedOut}, operation_id="correct_party")
def correct(request: HttpRequest, party: Identifier, said: CorrectionIn) -> Status[dict[str, Any]]:
    """Correct values; the old ones stay in the history."""
    actor = actor_in(request)
    services.correct_party(
        actor=actor, public_id=party, values=said.said(), reason=said.reason, expected_n=said.expected_n
    )
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/addresses", response={201: PartyRecordedOut}, operation_id="move_party")
def move(request: HttpRequest, party: Identifier, said: MoveIn) -> Status[dict[str, Any]]:
    """Record a new address from a day on; the earlier one ends that day."""
    actor = actor_in(request)
    services.move_party(
        actor=actor,
        public_id=party,
        address=said.address.said(),
        reported_by=said.reported_by,
        reported_on=said.reported_on,
        expected_n=said.expected_n,
    )
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/merge", response={201: PartyRecordedOut}, operation_id="merge_party")
def merge(request: HttpRequest, party: Identifier, said: MergeIn) -> Status[dict[str, Any]]:
    """Join this record to another one, which stands for both from now on. It can be taken back."""
    actor = actor_in(request)
    services.merge_parties(actor=actor, public_id=party, into=said.into, reason=said.reason)
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/split", response={201: PartyRecordedOut}, operation_id="split_party")
def split(request: HttpRequest, party: Identifier, said: SplitIn) -> Status[dict[str, Any]]:
    """Take a merge back."""
    actor = actor_in(request)
    services.split_parties(actor=actor, public_id=party, reason=said.reason)
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/erasures", response={202: ErasureAskedOut}, operation_id="propose_erasure")
def propose_erasure(request: HttpRequest, party: Identifier, said: ErasureIn) -> Status[Any]:
    """Propose to erase personal values; the approval of another person carries it out."""
    fields: Sequence[str] = said.fields_
    asked = services.propose_erasure(
        actor=actor_in(request), public_id=party, fields=fields, ground=said.ground, reason=said.reason
    )
    return Status(
        202,
        {
            "proposal": asked.public_id,
            "act": asked.act,
            "object": asked.object,
            "expires_at": asked.expires_at,
        },
    )


@router.get("/parties/{party}/file", response=PartyFileOut, operation_id="take_party_file")
def take_file(request: HttpRequest, party: Identifier) -> dict[str, Any]:
    """Everything that the register holds about a party, and who opened it: for the party itself."""
    actor = actor_in(request)
    require(actor, "parties:file:give")
    found = readings.open_party(actor, party, act="parties.file.read")
    rows = read_log.of_subject(actor, party)[:1000]
    return {
        **_whole(actor, found),
        "kept": [str(one.words) for one in page_remarks.on(actor, party, to_person=True)],
        "reads": [{name: getattr(row, name) for name in ReadOut.model_fields} for row in rows],
    }


@router.get(
    "/parties/{party}/entries/{entry}/proof", response=dict[str, Any], operation_id="take_party_proof"
)
def take_proof(request: HttpRequest, party: Identifier, entry: uuid.UUID) -> dict[str, Any]:
    """A document that proves offline that an entry stands in the log; it holds commitments, no personal values."""
    actor = actor_in(request)
    readings.open_entry(actor, party, entry)
    return proof_of(actor=actor, entry=entry).document()
