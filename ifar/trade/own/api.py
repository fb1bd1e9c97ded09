"""An applicant's own transfers over HTTP as JSON, for an app on a telephone: what the office wrote for itself is not told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.licensing.paying import Charge
from ifar.portal.views.entering import enter
from ifar.portal.views.presenters import fees
from ifar.trade import charging
from ifar.trade.api import FileKeptOut, GoodsOut, LegOut
from ifar.trade.consignments import selectors as packed
from ifar.trade.consignments.api import CrateOut, PackedOut, crate_of, packed_of
from ifar.trade.consignments.inputs import AddCrate, PackGoods
from ifar.trade.deliveries.acts import OPEN
from ifar.trade.inputs import EnterParty, EnterTransferPaper
from ifar.trade.journeys.api import JourneyFirearmOut, RoundsOut
from ifar.trade.models import Authorisation, Consignment, Delivery, Journey, Paper
from ifar.trade.own import applications, consignments, journeys, selectors
from ifar.trade.own.inputs import (
    AnnounceOwnJourney,
    ApplyForTransfer,
    OpenOwnConsignment,
    PackOwnFirearms,
)
from ifar.trade.selectors import papers_of
from ifar.trade.services.writing import today

_TO_THE_ONE = OpenOwnConsignment()
"""Where the authorisation names one consignee nothing need be said."""
router = Router(tags=["portal"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class MadeAbroadOut(Schema):
    """The identifier of what was entered."""

    id: str


class OwnTransferPaperOut(Schema):
    """A paper of another State on which an authorisation rests, and whether the office verified it."""

    id: str
    kind: str
    country: str
    number: str
    issuer: str
    issued_on: dt.date
    expires_on: dt.date
    consignee: str
    goods: list[GoodsOut]
    state: str
    n: int


class OwnDeliveryOut(Schema):
    """What left, and whether its receipt is confirmed: `awaited`, `proved` (the authority confirms it), `confirmed`, `unverified`."""

    id: str
    consignment: str
    left_on: dt.date | None
    due_on: dt.date | None
    received_on: dt.date | None
    state: str
    n: int


class OwnTransferListed(Schema):
    """An authorisation, or the application for one, in a list; `due_on` is empty while the clock stands."""

    id: str
    kind: str
    from_state: str
    into_state: str
    due_on: dt.date | None
    valid_to: dt.date | None
    expired: bool
    state: str


class OwnTransferFeeOut(Schema):
    """A fee of an authorisation; `stops` is what waits for it, `reference` the number to say where it is paid, `receipt` the paper."""

    act: str
    title: str
    amount: str
    article: str
    state: Literal["due", "paid", "waived"]
    stops: str
    reference: str
    receipt: str


class OwnTransfersOut(Schema):
    """A page of them, and the cursor of the next one."""

    items: list[OwnTransferListed]
    after: str | None


class OwnTransferOut(OwnTransferListed):
    """An authorisation whole, as its applicant is told of it."""

    through: list[LegOut]
    purpose: str
    extent: str
    consignee: str
    end_user: str
    further: list[str]
    destinations: dict[str, str]
    broker: str
    carrier: str
    goods: list[GoodsOut]
    applied_on: dt.date | None
    missing: str
    supplied_on: dt.date | None
    request: str
    reply: str
    valid_from: dt.date | None
    decided_on: dt.date | None
    ground: str
    papers: list[OwnTransferPaperOut]
    deliveries: list[OwnDeliveryOut]
    fees: list[OwnTransferFeeOut]
    n: int


class OwnConsignmentListed(Schema):
    """A consignment in a list."""

    id: str
    authorisation: str
    left_on: dt.date | None
    state: str


class OwnConsignmentsOut(Schema):
    """A page of consignments, and the cursor of the next one."""

    items: list[OwnConsignmentListed]
    after: str | None


class OwnConsignmentOut(OwnConsignmentListed):
    """A consignment with its crates and what is packed in them."""

    declaration: str
    exit_point: str
    crates: list[CrateOut]
    items: list[PackedOut]
    n: int


class LineOut(Schema):
    """A line of a list that was to be packed, and why it was not."""

    given: str
    reasons: list[str]


_ON_PAPER = (
    "kind",
    "country",
    "number",
    "issuer",
    "issued_on",
    "expires_on",
    "consignee",
    "goods",
    "state",
    "n",
)
_LISTED = ("kind", "from_state", "into_state", "due_on", "valid_to", "state")
_ON_TRANSFER = (
    "through", "purpose", "extent", "consignee", "end_user", "further", "destinations", "broker", "carrier", "goods", "applied_on", "missing", "supplied_on", "request", "reply", "valid_from",
    "decided_on", "ground", "n",
)  # fmt: skip


def paper_of(paper: Paper) -> dict[str, Any]:
    """A paper as it stands."""
    return {**{name: getattr(paper, name) for name in _ON_PAPER}, "id": paper.public_id}


def delivery_of(delivery: Delivery) -> dict[str, Any]:
    """A delivery as it stands for who exported."""
    plain = ("consignment", "left_on", "due_on", "received_on", "n")
    state = ("proved" if delivery.file else "awaited") if delivery.state in OPEN else delivery.state
    return {**{name: getattr(delivery, name) for name in plain}, "id": delivery.public_id, "state": state}


def _listed(authorisation: Authorisation) -> dict[str, Any]:
    values = {name: getattr(authorisation, name) for name in _LISTED}
    return {**values, "id": authorisation.public_id, "expired": authorisation.is_over(today())}


def _fee(charge: Charge, receipt: str) -> dict[str, Any]:
    plain = {name: getattr(charge, name) for name in ("amount", "article", "stops", "reference")}
    return {
        **plain,
        "act": charge.code,
        "title": str(charge.title),
        "state": charge.settled or "due",
        "receipt": receipt,
    }


def transfer_of(authorisation: Authorisation) -> dict[str, Any]:
    """An authorisation as it stands for its applicant."""
    return {
        **_listed(authorisation),
        **{name: getattr(authorisation, name) for name in _ON_TRANSFER},
        "papers": [paper_of(paper) for paper in papers_of(authorisation)],
        "deliveries": [delivery_of(delivery) for delivery in authorisation.deliveries.order_by("id")],
        "fees": [
            _fee(fee["said"], fee["receipt"])
            for fee in fees(charging.charges_of(authorisation), authorisation.applicant)
        ],
    }


def _consignment_listed(record: Consignment) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in ("left_on", "state")}
    return {**values, "id": record.public_id, "authorisation": record.authorisation.public_id}


def consignment_of(record: Consignment) -> dict[str, Any]:
    """A consignment as it stands for who exports."""
    return {
        **_consignment_listed(record),
        **{name: getattr(record, name) for name in ("declaration", "exit_point", "n")},
        "crates": [crate_of(crate) for crate in packed.crates_of(record)],
        "items": [packed_of(item) for item in packed.items_of(record)],
    }


@router.get("/mine/transfers", response=OwnTransfersOut, operation_id="list_my_transfers")
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """One's own applications for authorisations and what was granted, the newest first."""
    _actor, mine = enter(request)
    result = page(selectors.authorisations_of(mine), order=("-id",), after=after)
    return {"items": [_listed(authorisation) for authorisation in result.items], "after": result.after}


@router.post("/mine/transfers", response={201: OwnTransferOut}, operation_id="apply_for_transfer")
def apply(request: HttpRequest, body: ApplyForTransfer) -> Status[dict[str, Any]]:
    """Begin an application; it is kept as a draft until it is handed in."""
    actor = actor_of(request)
    made = applications.apply(actor=actor, **body.arguments())
    return Status(201, transfer_of(selectors.authorisation_for(actor, made)))


@router.get("/mine/transfers/{transfer}", response=OwnTransferOut, operation_id="read_my_transfer")
def one(request: HttpRequest, transfer: _Identifier) -> dict[str, Any]:
    """One of them, with its papers and what became of what left."""
    actor, _mine = enter(request)
    return transfer_of(selectors.authorisation_for(actor, transfer))


@router.post("/mine/parties-abroad", response={201: MadeAbroadOut}, operation_id="enter_my_party_abroad")
def enter_party(request: HttpRequest, body: EnterParty) -> Status[dict[str, Any]]:
    """Somebody in another State with whom one deals; an application then names them."""
    return Status(201, {"id": applications.enter_party(actor=actor_of(request), **body.arguments())})


@router.post("/mine/transfer-files", response={201: FileKeptOut}, operation_id="keep_my_transfer_paper")
def keep_file(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """The photograph of a paper; a paper is then handed in with its hash."""
    name, content = arrived(request, "file")
    return Status(201, {"file": applications.keep_file(actor=actor_of(request), name=name, content=content)})


@router.post(
    "/mine/transfers/{transfer}/papers",
    response={201: OwnTransferPaperOut},
    operation_id="hand_in_transfer_paper",
)
def enter_paper(
    request: HttpRequest, transfer: _Identifier, body: EnterTransferPaper
) -> Status[dict[str, Any]]:
    """The office verifies it."""
    actor = actor_of(request)
    made = applications.enter_paper(actor=actor, authorisation_id=transfer, **body.arguments())
    return Status(201, paper_of(selectors.paper_for(actor, made)))


@router.get("/mine/consignments", response=OwnConsignmentsOut, operation_id="list_my_consignments")
def consignments_listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """What was packed under one's own authorisations, the newest first."""
    actor, _mine = enter(request)
    result = page(selectors.consignments_of(actor), order=("-id",), after=after)
    return {"items": [_consignment_listed(record) for record in result.items], "after": result.after}


@router.post(
    "/mine/transfers/{transfer}/consignments",
    response={201: OwnConsignmentOut},
    operation_id="open_my_consignment",
)
def open_one(
    request: HttpRequest, transfer: _Identifier, body: OpenOwnConsignment = _TO_THE_ONE
) -> Status[dict[str, Any]]:
    """Under an authorisation in force; to which consignee, where it names several."""
    actor, consignee = actor_of(request), body.consignee
    made = consignments.open_consignment(actor=actor, authorisation=transfer, consignee=consignee)
    return Status(201, consignment_of(selectors.consignment_for(actor, made)))


@router.get(
    "/mine/consignments/{consignment}", response=OwnConsignmentOut, operation_id="read_my_consignment"
)
def consignment(request: HttpRequest, consignment: _Identifier) -> dict[str, Any]:
    """One of them, with its crates and what is packed."""
    actor, _mine = enter(request)
    return consignment_of(selectors.consignment_for(actor, consignment))


@router.post("/mine/consignments/{consignment}/crates", response={201: CrateOut}, operation_id="add_my_crate")
def add_crate(request: HttpRequest, consignment: _Identifier, body: AddCrate) -> Status[dict[str, Any]]:
    """By the number on it, with the numbers of its seals."""
    actor = actor_of(request)
    made = consignments.add_crate(actor=actor, consignment_id=consignment, **body.arguments())
    return Status(201, crate_of(selectors.crate_for(actor, made)))


@router.post(
    "/mine/consignments/{consignment}/firearms", response=list[LineOut], operation_id="pack_my_firearms"
)
def pack(request: HttpRequest, consignment: _Identifier, body: PackOwnFirearms) -> list[dict[str, Any]]:
    """Each line is packed, or says why not."""
    pieces = consignments.pack(actor=actor_of(request), consignment_id=consignment, **body.arguments())
    return [{"given": item.given, "reasons": [str(why.message) for why in item.reasons]} for item in pieces]


@router.post(
    "/mine/consignments/{consignment}/goods", response=OwnConsignmentOut, operation_id="pack_my_goods"
)
def pack_goods(request: HttpRequest, consignment: _Identifier, body: PackGoods) -> dict[str, Any]:
    """Goods that stand in no record of this register."""
    actor = actor_of(request)
    consignments.pack_goods(actor=actor, consignment_id=consignment, **body.arguments())
    return consignment_of(selectors.consignment_for(actor, consignment))


@router.post(
    "/mine/deliveries/{delivery}/files", response={201: FileKeptOut}, operation_id="keep_my_delivery_proof"
)
def keep_proof(
    request: HttpRequest, delivery: _Identifier, file: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """The photograph of a proof of receipt; the proof is then handed in with its hash."""
    name, content = arrived(request, "file")
    kept = consignments.keep_proof(actor=actor_of(request), delivery_id=delivery, name=name, content=content)
    return Status(201, {"file": kept})


class OwnJourneyOut(Schema):
    """A journey with firearms of one's own; `gone` and `back` are numbers of `arms`, from 1."""

    id: str
    country: str
    purpose: str
    authorisation: str
    papers: list[str]
    arms: list[JourneyFirearmOut]
    ammunition: list[RoundsOut]
    crosses_on: dt.date
    earliest_on: dt.date
    return_by: dt.date
    crossed_on: dt.date | None
    gone: list[int]
    back: list[int]
    overdue: bool
    state: str
    n: int


class OwnJourneysOut(Schema):
    """A page of journeys, and the cursor of the next one."""

    items: list[OwnJourneyOut]
    after: str | None


def journey_of(record: Journey) -> dict[str, Any]:
    """A journey as it stands for the traveller."""
    plain = set(OwnJourneyOut.model_fields) - {"id", "overdue"}
    values = {name: getattr(record, name) for name in plain}
    return {**values, "id": record.public_id, "overdue": record.is_overdue(today())}


@router.get("/mine/journeys", response=OwnJourneysOut, operation_id="list_my_journeys")
def journeys_listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """One's own journeys with firearms, the newest first."""
    _actor, mine = enter(request)
    result = page(selectors.journeys_of(mine), order=("-id",), after=after)
    return {"items": [journey_of(record) for record in result.items], "after": result.after}


@router.post("/mine/journeys", response={201: OwnJourneyOut}, operation_id="announce_my_journey")
def announce(request: HttpRequest, body: AnnounceOwnJourney) -> Status[dict[str, Any]]:
    """With firearms of one's own card."""
    actor = actor_of(request)
    made = journeys.announce(actor=actor, **body.arguments())
    return Status(201, journey_of(selectors.journey_for(actor, made)))


@router.get("/mine/journeys/{journey}", response=OwnJourneyOut, operation_id="read_my_journey")
def journey(request: HttpRequest, journey: _Identifier) -> dict[str, Any]:
    """One of them, with the day by which the firearms must be back."""
    actor, _mine = enter(request)
    return journey_of(selectors.journey_for(actor, journey))


operations(router, journeys.JOURNEY, OwnJourneyOut, journey_of, "/mine/journeys/{journey}")
operations(router, applications.AUTHORISATION, OwnTransferOut, transfer_of, "/mine/transfers/{transfer}")
operations(router, applications.PAPER, OwnTransferPaperOut, paper_of, "/mine/transfer-papers/{paper}")
operations(
    router,
    consignments.CONSIGNMENT,
    OwnConsignmentOut,
    consignment_of,
    "/mine/consignments/{consignment}",
)
operations(router, consignments.CRATE, CrateOut, crate_of, "/mine/crates/{crate}")
operations(router, consignments.ITEM, PackedOut, packed_of, "/mine/packed/{packed}")
operations(router, consignments.DELIVERY, OwnDeliveryOut, delivery_of, "/mine/deliveries/{delivery}")
