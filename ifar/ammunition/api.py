"""Lots and movements of ammunition over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.models import Proposal
from ifar.acts.edges import DecisionProposedOut, operations, proposed_of
from ifar.ammunition import selectors
from ifar.ammunition.inputs import OpenMixedLot, RecordMovement, RegisterLot, SellAmmunition
from ifar.ammunition.models import Lot, Movement
from ifar.ammunition.services import lots, movements, sales
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.registry.selectors.recent import moment_of
from ifar.rights import require

router = Router(tags=["ammunition"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]
_PLAIN: Final = (
    "kind", "maker", "calibre", "number", "year", "unit", "pieces", "packages", "mark", "hazard", "expires_on", "survey_on", "place", "ground", "state", "n",
)  # fmt: skip


class AmmunitionLotOut(Schema):
    """A lot. `number` as it is marked; `unit` is piece or gram; `ground` says why it is suspended; a mixed lot names its `place`, and neither maker nor number."""

    id: str
    office: str
    kind: str
    maker: str
    calibre: str
    number: str
    year: int | None
    unit: str
    pieces: int | None
    packages: int | None
    mark: str
    hazard: str
    expires_on: dt.date | None
    survey_on: dt.date | None
    place: str
    ground: str
    state: str
    n: int


class AmmunitionLotsOut(Schema):
    """A page of lots, and the cursor of the next one."""

    items: list[AmmunitionLotOut]
    after: str | None


class AmmunitionHeldOut(Schema):
    """How much of a lot an account holds: `holder` is a place of the office, or the movement on whose road it is."""

    account: str
    office: str
    holder: str
    quantity: int


class AmmunitionLineOut(Schema):
    """A line of a lot's life: so much more or less in an account, when. `act` is `move` itself, received, or what undid either; `undone`: the movement stands no more."""

    at: dt.datetime
    movement: str
    move: str
    act: str
    undone: bool
    account: str
    office: str
    holder: str
    amount: int


class AmmunitionLotTraceOut(AmmunitionLotOut):
    """A lot with who holds how much of it, and its lines, the last first; as far as you may see them.

    `came_from` and `went_into` are the lots from which rounds were repacked into it, and into which its own were; `stopped_by` those that are suspended and because of which it stops.
    """

    came_from: list[str]
    went_into: list[str]
    stopped_by: list[str]
    held: list[AmmunitionHeldOut]
    life: list[AmmunitionLineOut]


class AmmunitionMovementOut(Schema):
    """A movement. `state` is on_road until the office to which it was sent received it, undone once a counter-entry took it back; `ground` says why."""

    id: str
    office: str
    move: str
    place: str
    to_place: str
    to_office: str
    occasion: str
    witness: str
    reference: str
    ground: str
    state: str
    n: int


def _lot(lot: Lot) -> dict[str, Any]:
    """A lot as it stands."""
    return {
        "id": lot.public_id,
        "office": lot.agency.public_id,
        **{name: getattr(lot, name) for name in _PLAIN},
    }


def _movement(movement: Movement) -> dict[str, Any]:
    """A movement as it stands."""
    plain = (
        "move",
        "place",
        "to_place",
        "to_office",
        "occasion",
        "witness",
        "reference",
        "ground",
        "state",
        "n",
    )
    return {
        "id": movement.public_id,
        "office": movement.agency.public_id,
        **{name: getattr(movement, name) for name in plain},
    }


@router.get(
    "/ammunition/lots",
    response=AmmunitionLotsOut,
    summary="Lots of ammunition",
    operation_id="get_ammunition_lots",
)
def get_lots(
    request: HttpRequest, after: _Cursor, number: Annotated[str, Query("", max_length=60)]
) -> dict[str, Any]:
    """What my office keeps or held, the last registered first; with `number`, those whose number begins so, as marks compare."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    seen = selectors.lots_for(actor)
    result = page(selectors.numbered(seen, number) if number else seen, order=("-id",), after=after)
    return {"items": [_lot(lot) for lot in result.items], "after": result.after}


@router.post(
    "/ammunition/lots",
    response={201: AmmunitionLotOut},
    summary="Register a lot of ammunition",
    operation_id="register_ammunition_lot",
)
def register_lot(request: HttpRequest, body: RegisterLot) -> Status[dict[str, Any]]:
    """Of my office, as its maker marked it."""
    actor = actor_of(request)
    made = lots.register_lot(actor=actor, **body.model_dump())
    return Status(201, _lot(selectors.lot_for(actor, made)))


@router.post(
    "/ammunition/lots/mixed",
    response=AmmunitionLotOut,
    summary="Open a mixed lot of ammunition",
    operation_id="open_mixed_ammunition_lot",
)
def open_mixed_lot(request: HttpRequest, body: OpenMixedLot) -> dict[str, Any]:
    """For the loose rounds of a calibre at a place of my office; where there is one already, that one."""
    actor = actor_of(request)
    made = lots.open_mixed(actor=actor, **body.model_dump())
    return _lot(selectors.lot_for(actor, made))


@router.get(
    "/ammunition/lots/{lot}",
    response=AmmunitionLotTraceOut,
    summary="A lot of ammunition and where it went",
    operation_id="get_ammunition_lot",
)
def get_lot(request: HttpRequest, lot: _Identifier) -> dict[str, Any]:
    """Who holds how much of it, and the lines of its life."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    record = selectors.lot_for(actor, lot)
    held = selectors.balances_for(actor).filter(lot=record.public_id).order_by("agency", "holder")
    came, went = selectors.repackings(actor, record)
    behind = selectors.stopped([record.public_id]).get(record.public_id, [])
    return {
        **_lot(record),
        "came_from": [lot.public_id for lot in came],
        "went_into": [lot.public_id for lot in went],
        "stopped_by": [lot.public_id for lot in behind],
        "held": [
            {
                "account": balance.account,
                "office": balance.agency,
                "holder": balance.holder,
                "quantity": balance.quantity,
            }
            for balance in held
        ],
        "life": [
            {
                "at": moment_of(line.event),
                "movement": line.movement,
                "move": line.move,
                "act": line.act,
                "undone": line.undone,
                "account": line.account,
                "office": line.agency,
                "holder": line.holder,
                "amount": line.amount,
            }
            for line in selectors.life_of(actor, record)
        ],
    }


@router.post(
    "/ammunition/movements",
    response={201: AmmunitionMovementOut, 202: DecisionProposedOut},
    summary="Record what became of ammunition",
    operation_id="record_ammunition_movement",
)
def record_movement(request: HttpRequest, body: RecordMovement) -> Any:
    """All of its lines or none. What is destroyed or demilitarised is proposed: another person decides."""
    actor = actor_of(request)
    made = movements.record_movement(actor=actor, **body.arguments())
    if isinstance(made, Proposal):
        return proposed_of(made)
    return Status(201, _movement(selectors.movement_for(actor, made)))


@router.post(
    "/ammunition/sales",
    response={201: AmmunitionMovementOut},
    summary="Sell ammunition to a licence",
    operation_id="sell_ammunition",
)
def sell(request: HttpRequest, body: SellAmmunition) -> Status[dict[str, Any]]:
    """Of my own stock. Whatever stands against the buyer is refused alike."""
    actor = actor_of(request)
    made = sales.sell(actor=actor, **body.arguments())
    return Status(201, _movement(selectors.movement_for(actor, made)))


@router.get(
    "/ammunition/movements/{movement}",
    response=AmmunitionMovementOut,
    summary="A movement of ammunition",
    operation_id="get_ammunition_movement",
)
def get_movement(request: HttpRequest, movement: _Identifier) -> dict[str, Any]:
    """One that my office recorded, or that was sent to it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _movement(selectors.movement_for(actor, movement))


operations(router, lots.LOT, AmmunitionLotOut, _lot, "/ammunition/lots/{lot}")
operations(router, movements.MOVEMENT, AmmunitionMovementOut, _movement, "/ammunition/movements/{movement}")
