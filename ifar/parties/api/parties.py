"""Parties over HTTP as JSON: shapes, and one short function for each operation.

Every operation that gives a name stands under a purpose (`Ifar-Purpose`, or the person's shift) and is logged, as on the pages.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.selectors import reads as read_log
from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.cursors import LARGEST, SIZE
from ifar.ledger.selectors import proof_of
from ifar.parties import holdings, inputs, labels, page_remarks, selectors, services
from ifar.parties.likeness import Likeness
from ifar.parties.models import Party
from ifar.parties.selectors import HistoryEntry, Match
from ifar.parties.services import NewParty, readings
from ifar.rights import Actor, require

router = Router(tags=["parties"])
Identifier = Annotated[str, Field(max_length=20)]


class PartyFilter(Schema):
    """How the list is read: all that one may see, or those that a search finds."""

    q: Annotated[
        str, Field(max_length=100, description="A name in any script, a whole number, or an identifier.")
    ] = ""
    kind: Annotated[str, Field(max_length=10)] = ""
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


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
    formerly: list[str] = Field([], description="Of what a search found by it: former names and numbers.")


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


def actor_in(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _listed(party: Party) -> dict[str, Any]:
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
    return {
        "id": party.public_id,
        **{name: getattr(party, name) for name in plain},
        "formerly": list(party.formerly),
    }


def _history_entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "n": entry.n,
        "kind": entry.kind,
        "values": dict(entry.values),
        "erased": list(entry.erased),
        "ground": entry.ground,
        "agency": entry.recorded.agency,
        "recorded_at": entry.recorded.recorded_at,
        "proof": entry.recorded.proof,
    }


def _whole(actor: Actor, party: Party) -> dict[str, Any]:
    records = selectors.records_of(party.public_id)
    addresses = [
        {
            name: getattr(address, name) for name in AddressOut.model_fields
        }  # each column has the name of its field
        for address in party.addresses.all()
    ]
    held = holdings.of(actor, records)
    return {
        **_listed(party),
        **{name: getattr(party, name) for name in ("contact", "sex", "erased", "compartment")},
        "agency": party.agency.public_id,
        "addresses": addresses,
        "holds": [
            {
                "firearm": possession.public_id,
                "owns": possession.owns,
                "keeps": possession.keeps,
                "holder": possession.holder,
            }
            for possession in held
        ],
        "survivor": selectors.survivors([party.public_id]).get(party.public_id, "")
        if party.merged_into
        else "",
        "records": sorted(records),
        "events": [
            _history_entry(history_entry)
            for history_entry in selectors.history_of(party, settings.IFAR_WITNESSES_NEEDED)
        ],
    }


def _recorded(actor: Actor, public_id: str) -> dict[str, Any]:
    return {
        "party": public_id,
        "n": selectors.parties_for(actor).values_list("n", flat=True).get(public_id=public_id),
    }


@router.get("/parties", response=PartyPage, operation_id="list_parties")
def list_parties(request: HttpRequest, asked: Query[PartyFilter]) -> dict[str, Any]:
    """People and bodies that you may see, those registered last first; or those that a search finds, the likeliest first."""
    actor = actor_in(request)
    if asked.q.strip():
        parties = readings.search_parties(actor, asked.q, limit=asked.size)
        return {"items": [_listed(party) for party in parties if not asked.kind or party.kind == asked.kind]}
    page = readings.list_parties(actor, kind=asked.kind, after=asked.after, size=asked.size)
    return {"items": [_listed(party) for party in page.items], "after": page.after}


@router.post(
    "/parties/matches",
    response=list[MatchOut],
    operation_id="match_party",
    openapi_extra={"x-repeated": "reads"},
)
def match_party(request: HttpRequest, body: inputs.FindParty) -> list[dict[str, Any]]:
    """Who on record may be the one described, with reasons: to be asked before somebody is registered."""
    return [
        _match(match) for match in readings.match_party(actor_in(request), body.kind, body.values(), limit=10)
    ]


def _match(match: Match) -> dict[str, Any]:
    likeness = match.likeness
    return {"party": _listed(match.party), "points": likeness.points, "reasons": reasons_of(likeness)}


def reasons_of(likeness: Likeness) -> list[dict[str, Any]]:
    """The reasons for and against, as codes and in words."""
    return [
        {"code": reason.code, "params": _plain(reason.params), "words": labels.likeness_words(reason)}
        for reason in likeness.reasons
    ]


def _plain(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


@router.post("/parties", response={201: PartyRecordedOut}, operation_id="register_party")
def register(request: HttpRequest, body: inputs.RegisterParty) -> Status[dict[str, Any]]:
    """Register a person, a company or association, or a unit of the State."""
    actor = actor_in(request)
    address = body.address.address() if body.address else {}
    public_id = services.register_party(actor=actor, new=NewParty(body.kind, body.values(), address))
    return Status(201, {"party": public_id, "n": 1})


@router.get("/parties/{party}", response=PartyWholeOut, operation_id="open_party")
def open_party(request: HttpRequest, party: Identifier) -> dict[str, Any]:
    """Who it is, where they live, what they own and keep now, and what was recorded."""
    actor = actor_in(request)
    return _whole(actor, readings.open_party(actor, party))


@router.post("/parties/{party}/corrections", response={201: PartyRecordedOut}, operation_id="correct_party")
def correct(request: HttpRequest, party: Identifier, body: inputs.CorrectParty) -> Status[dict[str, Any]]:
    """Correct values; the old ones stay in the history."""
    actor = actor_in(request)
    values = body.values()
    if "contact" in values:
        # What is not sent of it stays.
        values["contact"] = {**(selectors.party_for(actor, party).contact or {}), **values["contact"]}
    services.correct_party(
        actor=actor, public_id=party, values=values, reason=body.reason, expected_n=body.expected_n
    )
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/addresses", response={201: PartyRecordedOut}, operation_id="move_party")
def move(request: HttpRequest, party: Identifier, body: inputs.MoveParty) -> Status[dict[str, Any]]:
    """Record a new address from a day on; the earlier one ends that day."""
    actor = actor_in(request)
    services.move_party(
        actor=actor,
        public_id=party,
        address=body.address(),
        reported_by=body.reported_by,
        reported_on=body.reported_on,
        expected_n=body.expected_n,
    )
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/merge", response={201: PartyRecordedOut}, operation_id="merge_party")
def merge(request: HttpRequest, party: Identifier, body: inputs.MergeParty) -> Status[dict[str, Any]]:
    """Join this record to another one, which stands for both from now on. It can be taken back."""
    actor = actor_in(request)
    services.merge_parties(actor=actor, public_id=party, **body.arguments())
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/split", response={201: PartyRecordedOut}, operation_id="split_party")
def split(request: HttpRequest, party: Identifier, body: inputs.SplitParty) -> Status[dict[str, Any]]:
    """Take a merge back."""
    actor = actor_in(request)
    services.split_parties(actor=actor, public_id=party, **body.arguments())
    return Status(201, _recorded(actor, party))


@router.post("/parties/{party}/erasures", response={202: DecisionProposedOut}, operation_id="propose_erasure")
def propose_erasure(request: HttpRequest, party: Identifier, body: inputs.EraseValues) -> Status[Any]:
    """Propose to erase personal values; the approval of another person carries it out."""
    asked = services.propose_erasure(actor=actor_in(request), public_id=party, **body.arguments())
    return proposed_of(asked)


@router.get("/parties/{party}/file", response=PartyFileOut, operation_id="take_party_file")
def take_file(request: HttpRequest, party: Identifier) -> dict[str, Any]:
    """Everything that the register holds about a party, and who opened it: for the party itself."""
    actor = actor_in(request)
    require(actor, "parties:file:give")
    record = readings.open_party(actor, party, act="parties.file.read")
    rows = read_log.of_subject(actor, party)[:1000]
    return {
        **_whole(actor, record),
        "kept": [str(remark.words) for remark in page_remarks.on(actor, party, to_person=True)],
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
