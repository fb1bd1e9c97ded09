"""Recoveries over HTTP as JSON: shapes, and one short function for each operation.

A proposal tells only of firearms that the caller may see; a desk to ask, and nothing else, of those they may not.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.cursors import LARGEST, SIZE, page
from ifar.recoveries import selectors
from ifar.recoveries.models import Case, Hit, Item, Observation, Person
from ifar.recoveries.services import cases, exhibits, handing, items, links, market
from ifar.registry.occurred import moment, parse
from ifar.rights import require

router = Router(tags=["recoveries"])

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]
Stage = Literal["noted", "suspected", "arrested", "prosecuted", "convicted", "acquitted", "dropped"]
CaseKind = Literal["seized", "found", "surrendered", "shooting"]
ItemKind = Literal["firearm", "part", "ammunition", "cartridge_case", "bullet", "unrecovered"]
Micro = Annotated[int | None, Field(ge=-180_000_000, le=180_000_000, description="Millionths of a degree.")]
Text = Annotated[str | None, Field(max_length=200)]
Amount = Annotated[int | None, Field(ge=1, lt=10**15, description="In the smallest unit of the currency.")]


class KeptIn(Schema):
    """Another thing that was seized, by reference."""

    kind: Code
    reference: Annotated[str, Field(max_length=120)] = ""


class CaseSaid(Schema):
    """What is said of a case, when it is opened and later. `occurred` as in events: `2026-05-03`, `2026-05` …"""

    occurred: Annotated[str, Field(max_length=40)] = ""
    place: Line = ""
    area: Code = ""
    latitude: Micro = None
    longitude: Micro = None
    place_precision: Literal["exact", "street", "town", "district", "area", "unknown"] = "unknown"
    location: Code = ""
    ground: Code = ""
    offences: Annotated[list[Code], Field(max_length=20)] = []
    threats: Annotated[list[Code], Field(max_length=20)] = []
    concealment: Code = ""
    conveyance: Code = ""
    route: Annotated[list[Code], Field(max_length=30)] = []
    kept: Annotated[list[KeptIn], Field(max_length=100)] = []
    price: Amount = None
    currency: Annotated[str, Field(max_length=3)] = ""
    price_kind: Literal["", "asked", "paid"] = ""
    report: Annotated[str, Field(max_length=60)] = ""
    narrative: Annotated[str, Field(max_length=4000)] = ""

    def given(self, *, sent: bool = False) -> dict[str, Any]:
        """What the service wants, by its names; with `sent` only what was sent."""
        said: dict[str, Any] = self.model_dump(exclude_unset=sent)
        return said | ({"occurred": parse(said["occurred"])} if "occurred" in said else {})


class CaseIn(CaseSaid):
    """A case that is opened; everything but kind and number may be missing. Kind, and whether it is anonymous, are settled by it."""

    kind: CaseKind
    number: Annotated[str, Field(min_length=1, max_length=200)]
    anonymous: bool = False


class CaseChangeIn(CaseSaid):
    """What is said anew of a case: what is not sent stays as it is."""

    number: Annotated[str, Field(min_length=1, max_length=200)] = "-"


class MarkIn(Schema):
    """A mark as it was read; without a text its status says why."""

    kind: Code
    text: Text = None
    text_status: Literal["known", "unknown", "none", "not_asked"] = "known"
    place: Code = ""
    condition: Code = "intact"


class ItemIn(Schema):
    """An item: what it is, what is known of it (codes of the reference data, or what was read), and its marks."""

    kind: ItemKind = "firearm"
    quantity: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    exhibit: Annotated[str, Field(max_length=60)] = ""
    make: Text = None
    model: Text = None
    calibre: Text = None
    type: Text = None
    country_made: Text = None
    year: Annotated[int | None, Field(ge=1000, le=9999)] = None
    marks: Annotated[list[MarkIn], Field(max_length=20)] = []
    marking: Code = ""
    condition: Code = ""
    origin: Code = ""
    features: Annotated[dict[Code, Annotated[str, Field(max_length=400)]], Field(max_length=20)] = {}

    def new(self) -> items.NewItem:
        """The item as the service wants it."""
        given = self.dict()
        names = ("make", "model", "calibre", "type", "country_made", "year")
        identity = {name: value for name in names if (value := given.pop(name)) not in (None, "")}
        return items.NewItem(identity=identity, **given)


class ItemsIn(Schema):
    """Items that are entered together: all or none."""

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=2000)]


class JudgeIn(Schema):
    """Whether a proposal is the one; that it is links the item."""

    verdict: Literal["confirmed", "rejected"]
    note: Annotated[str, Field(max_length=500)] = ""


class LinkIn(Schema):
    """The firearm of the register that an item is; nothing opens a new record of it."""

    firearm: Identifier = ""


class WhyIn(Schema):
    """Why."""

    reason: Reason


class ConcludeIn(WhyIn):
    """Why; and whether the rows of tables that were not taken in stay out for that reason."""

    leave_rows: bool = False


class ShareIn(WhyIn):
    """Another office that is to see the case."""

    office: Identifier


class CompareIn(Schema):
    """Which firearm left it: an item of this or another case. Nothing takes it back."""

    weapon: Identifier = ""
    method: Reason


class PersonIn(Schema):
    """Somebody of a case. A name is kept apart from the log."""

    role: Code
    sex: Literal["male", "female", "unknown"] = "unknown"
    age: Literal["under_15", "15_17", "18_24", "25_34", "35_59", "60_over", "unknown"] = "unknown"
    group: Line = ""
    party: Identifier = ""
    name: Line = ""
    stage: Stage = "noted"
    stage_on: dt.date | None = None
    offences: Annotated[list[Code], Field(max_length=20)] = []


class StageIn(Schema):
    """How far proceedings came, for which offences."""

    stage: Stage
    on: dt.date | None = None
    offences: Annotated[list[Code], Field(max_length=20)] = []


class ToIn(Schema):
    """For whom a case is taken out."""

    to: Annotated[str, Field(min_length=1, max_length=200)]


class ObservationIn(Schema):
    """What was on offer, where and when, at which price or how easily."""

    thing: Code
    on: dt.date
    calibre: Code = ""
    condition: Code = ""
    place: Line = ""
    area: Code = ""
    price: Amount = None
    currency: Annotated[str, Field(max_length=3)] = ""
    price_kind: Literal["", "asked", "paid"] = ""
    availability: Code = ""
    channel: Code = ""
    remark: Annotated[str, Field(max_length=500)] = ""


class HitOut(Schema):
    """A firearm that an item may be: how likely in percent, why, how it came up, what was said of it."""

    id: UUID
    firearm: str
    how: str
    percent: int
    reasons: list[dict[str, Any]]
    state: str
    verdict: str
    at: dt.datetime


class ItemOut(Schema):
    """An item as it stands."""

    id: str
    case: str
    line: int
    kind: str
    quantity: int
    exhibit: str
    state: str
    identity: dict[str, Any]
    marks: list[dict[str, Any]]
    marking: str
    condition: str
    origin: str
    features: dict[str, str]
    firearm: str
    tracing: str
    weapon: str
    merged_into: str
    acts: int


class ItemWholeOut(ItemOut):
    """An item with what it may be, and the desks that should be asked about its marks."""

    hits: list[HitOut]
    ask: list[str]
    tracing_proposed: Annotated[
        str, Field(description="What the register's record comes to, for a person to note; empty: nothing.")
    ]


class PersonOut(Schema):
    """Somebody of a case, without who it is."""

    id: UUID
    number: int
    role: str
    sex: str
    age: str
    stage: str
    stage_on: dt.date | None
    offences: list[str]


class CaseOut(Schema):
    """A case as it stands; times in UTC."""

    id: str
    kind: str
    number: str
    state: str
    anonymous: bool
    occurred_from: str | None
    occurred_to: str | None
    precision: str
    place: str
    area: str
    latitude: int | None
    longitude: int | None
    location: str
    ground: str
    offences: list[str]
    threats: list[str]
    agency: str
    acts: int


class CaseWholeOut(CaseOut):
    """A case with its items and people."""

    items: list[ItemOut]
    persons: list[PersonOut]


class CasesOut(Schema):
    """A page of cases."""

    items: list[CaseOut]
    after: str | None


class EnteredOut(Schema):
    """The items that were entered, and how many of them met something in the register that the caller may see."""

    items: list[str]
    met: int


class MadeOut(Schema):
    """The identifier of what was made."""

    id: str


class LinkedOut(Schema):
    """The firearm, its event, and whom the life cycle woke."""

    firearm: str
    entry: UUID
    alarms: list[str]


class ObservationOut(ObservationIn):
    """An observation of the market, and when and by which office it was noted."""

    agency: str
    at: dt.datetime


class ObservationsOut(Schema):
    """A page of observations."""

    items: list[ObservationOut]
    after: str | None


class CasesAsked(Schema):
    """Which cases, page by page."""

    list: Literal["open", "waiting", "unlinked", "concluded", "all"] = "open"
    kind: Literal["", "seized", "found", "surrendered", "shooting"] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    area: Code = ""
    offence: Code = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


def _case(one: Case) -> dict[str, Any]:
    names = (
        "kind", "number", "state", "anonymous", "precision", "place", "area", "latitude", "longitude", "location", "ground", "offences",
        "threats",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return said | {
        "id": one.public_id,
        "agency": one.agency.public_id,
        "acts": one.n,
        "occurred_from": moment(one.occurred_from),
        "occurred_to": moment(one.occurred_to),
    }


def _item(one: Item, case: str) -> dict[str, Any]:
    names = (
        "line", "kind", "quantity", "exhibit", "state", "identity", "marks", "marking", "condition", "origin", "features", "firearm",
        "tracing", "weapon", "merged_into",
    )  # fmt: skip
    return {"id": one.public_id, "case": case, "acts": one.n, **{name: getattr(one, name) for name in names}}


def _hit(one: Hit) -> dict[str, Any]:
    names = ("how", "percent", "reasons", "verdict", "at")
    said = {name: getattr(one, name) for name in names}
    return {"id": one.pk, "firearm": one.firearm.public_id, "state": one.firearm.state, **said}


def _person(one: Person) -> dict[str, Any]:
    names = ("number", "role", "sex", "age", "stage", "stage_on", "offences")
    return {"id": one.pk, **{name: getattr(one, name) for name in names}}


def _observation(one: Observation) -> dict[str, Any]:
    names = (
        "thing", "on", "calibre", "condition", "place", "area", "price", "currency", "price_kind", "availability", "channel", "remark", "at",
    )  # fmt: skip
    return {"agency": one.agency.public_id, **{name: getattr(one, name) for name in names}}


@router.get("/recoveries", response=CasesOut, operation_id="list_recoveries")
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """The cases that one may see, the newest first."""
    actor = actor_of(request)
    require(actor, "recoveries:case:read")
    narrow = {name: getattr(asked, name) for name in ("kind", "area", "offence", "since", "until")}
    found = selectors.listed(actor, asked.list, text=asked.q, **narrow)
    part = page(found, order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_case(one) for one in part.items], "after": part.after}


@router.post("/recoveries", response={201: MadeOut}, operation_id="open_recovery")
def open_case(request: HttpRequest, body: CaseIn) -> Status[dict[str, Any]]:
    """Open a case of one's office."""
    return Status(
        201, {"id": cases.open_case(actor=actor_of(request), said=cases.Circumstances(**body.given()))}
    )


@router.get("/recoveries/{case}", response=CaseWholeOut, operation_id="read_recovery")
def read_case(request: HttpRequest, case: Identifier) -> dict[str, Any]:
    """A case with its items and people; who they are is read on their own records, under a purpose."""
    found = selectors.case_for(actor_of(request), case)
    return {
        **_case(found),
        "items": [_item(one, found.public_id) for one in selectors.items_of(found)],
        "persons": [_person(one) for one in selectors.persons_of(found)],
    }


@router.patch("/recoveries/{case}", response=CaseOut, operation_id="amend_recovery")
def amend_case(
    request: HttpRequest, case: Identifier, body: CaseChangeIn, expected_n: Expected = None
) -> dict[str, Any]:
    """Say anew some of what is known of a case. What is not sent stays; its kind stays, and whether it is anonymous."""
    actor = actor_of(request)
    cases.change_case(actor=actor, case=case, changes=body.given(sent=True), expected_n=expected_n)
    return _case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/items", response={201: EnteredOut}, operation_id="enter_exhibits")
def enter_items(request: HttpRequest, case: Identifier, body: ItemsIn) -> Status[dict[str, Any]]:
    """Enter items, each searched at once; all or none."""
    entered = items.enter_items(actor=actor_of(request), case=case, items=[one.new() for one in body.items])
    return Status(201, {"items": entered.items, "met": entered.met})


@router.post("/recoveries/{case}/persons", response={201: MadeOut}, operation_id="name_in_recovery")
def name_person(request: HttpRequest, case: Identifier, body: PersonIn) -> Status[dict[str, Any]]:
    """Enter somebody of a case."""
    given = body.dict()
    who = cases.Involved(described={"name": given.pop("name")}, **given)
    return Status(201, {"id": str(cases.name_person(actor=actor_of(request), case=case, who=who))})


@router.post("/recoveries/{case}/persons/{person}/stage", response=CaseOut, operation_id="record_proceedings")
def record_stage(request: HttpRequest, case: Identifier, person: UUID, body: StageIn) -> dict[str, Any]:
    """Record how far proceedings against somebody came."""
    actor = actor_of(request)
    cases.record_stage(actor=actor, case=case, person=person, **body.dict())
    return _case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/sharing", response=CaseOut, operation_id="share_recovery")
def share(request: HttpRequest, case: Identifier, body: ShareIn) -> dict[str, Any]:
    """Let another office see a case."""
    actor = actor_of(request)
    cases.share_case(actor=actor, case=case, office=body.office, reason=body.reason)
    return _case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/conclusion", response=CaseOut, operation_id="conclude_recovery")
def conclude(request: HttpRequest, case: Identifier, body: ConcludeIn) -> dict[str, Any]:
    """Conclude a case, when every proposal that waits for a word has been answered."""
    actor = actor_of(request)
    cases.conclude_case(actor=actor, case=case, reason=body.reason, leave_rows=body.leave_rows)
    return _case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/file", response=dict[str, Any], operation_id="hand_over_recovery")
def hand_over(request: HttpRequest, case: Identifier, body: ToIn) -> dict[str, Any]:
    """Take a case out for a case-management system; the digest of what was taken stands in the log."""
    taken = handing.hand_over(actor=actor_of(request), case=case, to=body.to)
    return {"sha256": taken.sha256, "document": taken.document.decode()}


@router.get("/exhibits/{item}", response=ItemWholeOut, operation_id="read_exhibit")
def read_item(request: HttpRequest, item: Identifier) -> dict[str, Any]:
    """An item with what it may be."""
    actor = actor_of(request)
    found = selectors.item_for(actor, item)
    asked = selectors.asked_desks(found.searches)
    return {
        **_item(found, found.case.public_id),
        "hits": [_hit(one) for one in selectors.hits_for(actor).filter(item=found)],
        "ask": sorted({desk for named in asked.values() for desk in named}),
        "tracing_proposed": selectors.proposed_outcome(actor, found),
    }


@router.put("/exhibits/{item}", response=EnteredOut, operation_id="amend_exhibit")
def amend_item(
    request: HttpRequest, item: Identifier, body: ItemIn, expected_n: Expected = None
) -> dict[str, Any]:
    """Say anew what an item is; changed marks are searched again."""
    entered = items.amend_item(actor=actor_of(request), item=item, new=body.new(), expected_n=expected_n)
    return {"items": entered.items, "met": entered.met}


@router.post("/exhibits/{item}/proposals/{hit}", response=ItemOut, operation_id="judge_proposal")
def judge(request: HttpRequest, item: Identifier, hit: UUID, body: JudgeIn) -> dict[str, Any]:
    """Say whether a proposal is the one."""
    found = links.judge_hit(actor=actor_of(request), item=item, hit=hit, **body.dict())
    return _item(found, found.case.public_id)


@router.post("/exhibits/{item}/link", response={201: LinkedOut}, operation_id="link_exhibit")
def link(request: HttpRequest, item: Identifier, body: LinkIn) -> Status[dict[str, Any]]:
    """Link an item to a firearm of the register, or open a record of it."""
    actor = actor_of(request)
    done = (
        links.link_item(actor=actor, item=item, firearm=body.firearm)
        if body.firearm
        else links.register_item(actor=actor, item=item)
    )
    return Status(201, {"firearm": done.firearm, "entry": done.entry, "alarms": list(done.alarms)})


@router.post("/exhibits/{item}/comparison", response=ItemOut, operation_id="compare_exhibit")
def compare(request: HttpRequest, item: Identifier, body: CompareIn) -> dict[str, Any]:
    """Say which firearm left a cartridge case or a bullet."""
    actor = actor_of(request)
    exhibits.compare_item(actor=actor, item=item, weapon=body.weapon, method=body.method)
    found = selectors.item_for(actor, item)
    return _item(found, found.case.public_id)


@router.get("/market", response=ObservationsOut, operation_id="list_observations")
def list_observations(
    request: HttpRequest, thing: Code = "", after: Annotated[str, Field(max_length=500)] = ""
) -> dict[str, Any]:
    """What illicit arms cost and how easily they can be had, the newest first."""
    actor = actor_of(request)
    require(actor, "recoveries:market:read")
    found = selectors.observations_for(actor)
    part = page(found.filter(thing=thing) if thing else found, order=("-on", "entry"), after=after)
    return {"items": [_observation(one) for one in part.items], "after": part.after}


@router.post("/market", response={201: ObservationOut}, operation_id="note_observation")
def observe(request: HttpRequest, body: ObservationIn) -> Status[dict[str, Any]]:
    """Note an observation of the market."""
    found = market.observe(actor=actor_of(request), seen=market.Seen(**body.dict()))
    return Status(201, _observation(found))
