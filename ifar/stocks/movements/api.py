"""Movement orders over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.errors import Reason
from ifar.form_errors import actor_of
from ifar.placement.roads import crates as boxes
from ifar.placement.roads.reading import Packed
from ifar.rights import Actor, require
from ifar.stocks import selectors as stocks
from ifar.stocks.models import Movement
from ifar.stocks.movements import selectors
from ifar.stocks.movements.acts import ON_THE_ROAD
from ifar.stocks.movements.inputs import OrderMovement, PackArms, ReceiveArms
from ifar.stocks.movements.services import ordering, receiving

router = Router(tags=["stocks"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class CrateOfMovementOut(Schema):
    """A crate: its number, its seals, how many were packed, received, taken in again by the sender, looked for in vain and reported as missing; the arms that you are told."""

    id: str
    number: str
    seals: list[str]
    packed: int
    received: int
    back: int
    missing: int
    lost: int
    arms: list[str]


class MovementOrderOut(Schema):
    """A movement order: which office ordered it, from which armoury of which unit it goes to which, with which escort, how many arms are packed and still on the road."""

    id: str
    office: str
    order: str
    store: str
    sender: str
    receiver: str
    quantity: int
    due_on: dt.date
    escort: str
    sent_at: dt.datetime | None
    packed: int
    road: int
    state: str
    n: int
    crates: list[CrateOfMovementOut]


class MovementOrdersOut(Schema):
    """A page of movement orders, and the cursor of the next one."""

    items: list[MovementOrderOut]
    after: str | None


class NotTakenWhy(Schema):
    """Why something was not packed or received."""

    code: str
    message: str


class NotTakenOut(Schema):
    """What was given and not packed or received, and why."""

    given: str
    reasons: list[NotTakenWhy]


class ArmsPackedOut(Schema):
    """How many went into the crate, and what did not."""

    packed: int
    refused: list[NotTakenOut]
    movement: MovementOrderOut


class MovementDiffersOut(Schema):
    """What differs, and the serial numbers that were read beside what was packed."""

    code: str
    arms: list[str]
    serials: list[str]


class ArmsReceivedOut(Schema):
    """What a receipt came to."""

    received: int
    road: int
    refused: list[NotTakenOut]
    differs: list[MovementDiffersOut]
    movement: MovementOrderOut


def _movement(movement: Movement, named: Collection[str] = ()) -> dict[str, Any]:
    counts = boxes.counts(movement.contents)
    plain = ("order", "store", "sender", "receiver", "quantity", "due_on", "escort", "sent_at", "state", "n")
    return {
        **{name: getattr(movement, name) for name in plain},
        "id": movement.public_id,
        "office": movement.agency.public_id,
        "packed": counts["firearms"],
        "road": counts["road"] if movement.state in ON_THE_ROAD else 0,
        "crates": [
            {
                **{name: crate[name] for name in ("id", "number", "seals")},
                **{name: len(crate[name]) for name in ("received", "back", "missing", "lost")},
                "packed": len(crate["firearms"]),
                "arms": [arm for arm in crate["firearms"] if arm in named],
            }
            for crate in movement.contents
        ],
    }


def _told(actor: Actor, movement_id: str) -> dict[str, Any]:
    """A movement as an actor may be told it."""
    movement = selectors.movement_for(actor, movement_id)
    return _movement(movement, set(selectors.named_to(actor, movement)))


def _why(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [{"code": reason.code, "message": str(reason.message)} for reason in reasons]


def _lines(refused: list[Packed]) -> list[dict[str, Any]]:
    return [{"given": packed.given, "reasons": _why(packed.reasons)} for packed in refused]


@router.get(
    "/stocks/movements", response=MovementOrdersOut, summary="Movement orders", operation_id="movement_orders"
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my unit and of the units below it, on whichever side, the latest first."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    result = page(selectors.movements_for(actor), order=("-id",), after=after)
    return {"items": [_movement(movement) for movement in result.items], "after": result.after}


@router.post(
    "/stocks/movements",
    response={201: MovementOrderOut},
    summary="Order a movement",
    operation_id="order_movement",
)
def order(request: HttpRequest, body: OrderMovement) -> Status[dict[str, Any]]:
    """From an armoury of my unit, or of one below it, to another unit of the force."""
    actor = actor_of(request)
    made = ordering.order_movement(actor=actor, **body.model_dump())
    return Status(201, _told(actor, made))


@router.get(
    "/stocks/movements/{movement}",
    response=MovementOrderOut,
    summary="A movement order",
    operation_id="movement_order",
)
def one(request: HttpRequest, movement: _Identifier) -> dict[str, Any]:
    """As it stands, with its crates."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    return _told(actor, movement)


@router.post(
    "/stocks/movements/{movement}/crates",
    response={201: ArmsPackedOut},
    summary="Pack a crate of a movement",
    operation_id="pack_movement_crate",
)
def pack(request: HttpRequest, movement: _Identifier, body: PackArms) -> Status[dict[str, Any]]:
    """What stands against one arm is its answer, and the others are packed."""
    actor = actor_of(request)
    pieces = ordering.pack(actor=actor, movement_id=movement, **body.model_dump())
    refused = [packed for packed in pieces if packed.reasons]
    packed = len(pieces) - len(refused)
    return Status(201, {"packed": packed, "refused": _lines(refused), "movement": _told(actor, movement)})


@router.post(
    "/stocks/movements/{movement}/receipts",
    response={201: ArmsReceivedOut},
    summary="Receive what came of a movement",
    operation_id="receive_movement",
)
def receive(request: HttpRequest, movement: _Identifier, body: ReceiveArms) -> Status[dict[str, Any]]:
    """It is recorded whatever it shows; what differs becomes a matter. What was turned back the sending unit records in the same way."""
    actor = actor_of(request)
    received = receiving.receive(actor=actor, movement_id=movement, **body.model_dump())
    differs = [
        {"code": each.code, "arms": list(each.pieces), "serials": list(each.serials)}
        for each in received.differs
    ]
    return Status(
        201,
        {
            "received": received.received,
            "road": received.road,
            "refused": _lines(list(received.refused)),
            "differs": differs,
            "movement": _told(actor, movement),
        },
    )


operations(router, ordering.ORDERED, MovementOrderOut, _movement, "/stocks/movements/{movement}")
operations(
    router,
    ordering.CRATES,
    MovementOrderOut,
    lambda record: _movement(record.movement),
    "/stocks/movement-crates/{crate}",
)
