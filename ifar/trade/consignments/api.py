"""Consignments over HTTP as JSON. Firearms are packed by a bulk act (`POST /bulk`, act `trade.item_packed`)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.placement.roads import reconciling
from ifar.rights import require
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.inputs import AddCrate, OpenConsignment, PackGoods, RecordObservation
from ifar.trade.consignments.services import arriving, consignments, diverting, observing, packing  # noqa: F401 (they offer acts on consignments)
from ifar.trade.models import Consignment, Crate, Item, Observation
from ifar.trade.services.writing import today

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class PackedOut(Schema):
    """What stands on a packing list: a firearm of the register, a serial number, or so many of one line of the authorisation."""

    id: str
    crate: str
    firearm: str
    serial: str
    type: str
    calibre: str
    make: str
    model: str
    quantity: int
    state: str
    n: int


class CrateOut(Schema):
    """A crate of a consignment, and the numbers of its seals."""

    id: str
    consignment: str
    number: str
    seals: list[str]
    state: str
    n: int


class ObservationOut(Schema):
    """What somebody reports of a consignment, or of one crate of it, as it was read."""

    id: str
    consignment: str
    leg: str
    country: str
    at: dt.datetime
    by: str
    degree: str
    crate: str
    seals: list[str]
    counted: int | None
    serials: list[str]
    other_recipient: bool
    office: str
    differs: list[str]
    state: str
    n: int


class StandingOut(Schema):
    """What is known of a piece: how far it is said to have come, to which degree anybody saw it there, and whether it is missing or replaced."""

    item: str
    serial: str
    firearm: str
    leg: str
    country: str
    degree: str
    verdict: str
    others: list[str]


class ReconciliationOut(Schema):
    """What is known of each piece of a consignment, and what was reported of it, what was taken back too."""

    pieces: list[StandingOut]
    observations: list[ObservationOut]


class ConsignmentListed(Schema):
    """A consignment in a list."""

    id: str
    authorisation: str
    left_on: dt.date | None
    office: str
    state: str


class ImportMarksOut(Schema):
    """Of how many registered firearms of an import the import mark is due, was put on, and is overdue."""

    due: int
    done: int
    overdue: int


class ConsignmentOut(ConsignmentListed):
    """A consignment with its crates and what is packed in them."""

    consignee: str
    exporter: str
    declaration: str
    exit_point: str
    crates: list[CrateOut]
    items: list[PackedOut]
    import_marks: ImportMarksOut
    n: int


class ConsignmentsOut(Schema):
    """A page of consignments, and the cursor of the next one."""

    items: list[ConsignmentListed]
    after: str | None


_ON_ITEM = (
    "crate",
    "firearm",
    "serial",
    "type",
    "calibre",
    "make",
    "model",
    "quantity",
    "state",
    "n",
)


def packed_of(item: Item) -> dict[str, Any]:
    """An item as it stands."""
    return {**{name: getattr(item, name) for name in _ON_ITEM}, "id": item.public_id}


def crate_of(crate: Crate) -> dict[str, Any]:
    """A crate as it stands."""
    values = {name: getattr(crate, name) for name in ("number", "seals", "state", "n")}
    return {**values, "id": crate.public_id, "consignment": crate.consignment.public_id}


def _listed(consignment: Consignment) -> dict[str, Any]:
    return {
        "id": consignment.public_id,
        "authorisation": consignment.authorisation.public_id,
        "left_on": consignment.left_on,
        "office": consignment.agency.public_id,
        "state": consignment.state,
    }


def consignment_of(consignment: Consignment) -> dict[str, Any]:
    """A consignment as it stands."""
    return {
        **_listed(consignment),
        **{
            name: getattr(consignment, name)
            for name in ("consignee", "exporter", "declaration", "exit_point", "n")
        },
        "crates": [crate_of(crate) for crate in kept.crates_of(consignment)],
        "items": [packed_of(item) for item in kept.items_of(consignment)],
        "import_marks": kept.import_marks(consignment, today())[0]._asdict(),
    }


@router.get(
    "/trade/consignments", response=ConsignmentsOut, summary="Consignments", operation_id="consignments"
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those under authorisations of my office and those below it; for customs those that may leave or left; for a trader one's own. The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    result = page(kept.consignments_for(actor), order=("-id",), after=after)
    return {"items": [_listed(consignment) for consignment in result.items], "after": result.after}


@router.post(
    "/trade/consignments",
    response={201: ConsignmentOut},
    summary="Open a consignment",
    operation_id="open_consignment",
)
def open_one(request: HttpRequest, body: OpenConsignment) -> Status[dict[str, Any]]:
    """Under an authorisation in force."""
    actor = actor_of(request)
    made = consignments.open_consignment(actor=actor, **dict(body))
    return Status(201, consignment_of(kept.consignment_for(actor, made)))


@router.get(
    "/trade/consignments/{consignment}",
    response=ConsignmentOut,
    summary="A consignment",
    operation_id="consignment",
)
def one(request: HttpRequest, consignment: _Identifier) -> dict[str, Any]:
    """As it stands, with its crates and what is packed."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return consignment_of(kept.consignment_for(actor, consignment))


@router.post(
    "/trade/consignments/{consignment}/crates",
    response={201: CrateOut},
    summary="Add a crate",
    operation_id="add_crate",
)
def add_crate(request: HttpRequest, consignment: _Identifier, body: AddCrate) -> Status[dict[str, Any]]:
    """By the number on it, with the numbers of its seals."""
    actor = actor_of(request)
    made = consignments.add_crate(actor=actor, consignment_id=consignment, **dict(body))
    return Status(201, crate_of(kept.crate_for(actor, made)))


@router.post(
    "/trade/goods-packed",
    response={201: ConsignmentOut},
    summary="Pack goods by quantity",
    operation_id="pack_goods",
)
def pack_goods(request: HttpRequest, body: PackGoods) -> Status[dict[str, Any]]:
    """Goods that stand in no record of this register; firearms of it are packed by a bulk act."""
    actor = actor_of(request)
    packing.pack_goods(actor=actor, **dict(body))
    return Status(201, consignment_of(kept.crate_for(actor, body.crate).consignment))


_ON_OBSERVATION = (
    "leg",
    "country",
    "at",
    "by",
    "degree",
    "crate",
    "seals",
    "counted",
    "serials",
    "other_recipient",
    "office",
    "state",
    "n",
)


def observation_of(observation: Observation) -> dict[str, Any]:
    """An observation as it stands, with what differs."""
    differs = reconciling.findings(kept.whole_of(observation.consignment), kept.seen_of(observation))
    return {
        **{name: getattr(observation, name) for name in _ON_OBSERVATION},
        "id": observation.public_id,
        "consignment": observation.consignment.public_id,
        "differs": [finding.code for finding in differs],
    }


@router.get(
    "/trade/consignments/{consignment}/reconciliation",
    response=ReconciliationOut,
    summary="What is known of each piece of a consignment",
    operation_id="consignment_reconciliation",
)
def reconciliation(request: HttpRequest, consignment: _Identifier) -> dict[str, Any]:
    """Missing, replaced, seen and only declared, told apart."""
    actor = actor_of(request)
    require(actor, kept.READ)
    record = kept.consignment_for(actor, consignment)
    whole, seen = kept.whole_of(record), kept.observed_of(record)
    standings = reconciling.standings(whole, map(kept.seen_of, seen), record.left_on)
    return {
        "pieces": [
            {
                "item": piece.id,
                "serial": piece.serial,
                "firearm": piece.firearm,
                "others": list(standings[piece.id].others),
                **{
                    name: getattr(standings[piece.id], name)
                    for name in ("leg", "country", "degree", "verdict")
                },
            }
            for piece in whole.pieces
        ],
        "observations": [observation_of(observation) for observation in kept.reported_of(record)],
    }


@router.post(
    "/trade/consignments/{consignment}/observations",
    response={201: ObservationOut},
    summary="Record what was seen of a consignment",
    operation_id="record_observation",
)
def observe(
    request: HttpRequest, consignment: _Identifier, body: RecordObservation
) -> Status[dict[str, Any]]:
    """It is recorded whatever it shows; what differs becomes a matter."""
    actor = actor_of(request)
    made = observing.record(actor=actor, consignment_id=consignment, **dict(body))
    return Status(201, observation_of(kept.observation_for(actor, made)))


operations(router, observing.OBSERVATION, ObservationOut, observation_of, "/trade/observations/{observation}")
operations(
    router,
    consignments.CONSIGNMENT,
    ConsignmentOut,
    consignment_of,
    "/trade/consignments/{consignment}",
)
operations(router, consignments.CRATE, CrateOut, crate_of, "/trade/crates/{crate}")
operations(router, packing.ITEM, PackedOut, packed_of, "/trade/packed/{packed}")
