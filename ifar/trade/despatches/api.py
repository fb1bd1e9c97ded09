"""Despatches between traders over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.errors import Reason
from ifar.form_errors import actor_of
from ifar.rights import Actor, require
from ifar.trade.despatches import selectors as kept
from ifar.trade.despatches.acts import ON_THE_ROAD
from ifar.trade.despatches.inputs import OfferDespatch, PackCrate, ReceiveDespatch
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch
from ifar.trade.services.writing import today

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]


class ListAsked(Schema):
    """Which page, and whether only what is on the road."""

    after: Annotated[str, Field(max_length=500)] = ""
    road: bool = False


class CrateInDespatchOut(Schema):
    """A crate: its number, its seals, how many were packed, received, taken in again by the sender, looked for in vain and reported as missing; the firearms that you are told."""

    id: str
    number: str
    seals: list[str]
    packed: int
    received: int
    back: int
    missing: int
    lost: int
    firearms: list[str]


class DespatchListed(Schema):
    """A despatch in a list: who sends it to whom with which carrier, how many firearms are in it and how many still on the road, since how many days."""

    id: str
    sender: str
    receiver: str
    carrier: str
    terms: str
    quantity: int
    packed: int
    road: int
    due_on: dt.date
    sent_at: dt.datetime | None
    days: int | None
    late: int | None
    state: str
    n: int


class DespatchOut(DespatchListed):
    """A despatch with its crates."""

    crates: list[CrateInDespatchOut]


class DespatchPage(Schema):
    """A page of despatches, and the cursor of the next one."""

    items: list[DespatchListed]
    after: str | None


class WhyOut(Schema):
    """Why something was not packed or received."""

    code: str
    message: str


class LineOut(Schema):
    """What was given and not packed or received, and why."""

    given: str
    reasons: list[WhyOut]


class PackedOut(Schema):
    """How many went into the crate, and what did not."""

    packed: int
    refused: list[LineOut]
    despatch: DespatchOut


class DifferenceOut(Schema):
    """What differs, who is asked what became of it (`carrier` or `sender`), and the serial numbers that were read beside what was packed."""

    code: str
    answers: str
    firearms: list[str]
    serials: list[str]


class ReceiptOut(Schema):
    """What a receipt came to."""

    received: int
    road: int
    refused: list[LineOut]
    differs: list[DifferenceOut]
    despatch: DespatchOut


def _listed(despatch: Despatch, result: Mapping[str, int] | None = None) -> dict[str, Any]:
    result, age = result or kept.summaries_of([despatch])[despatch.pk], kept.age_of(despatch, today())
    plain = ("receiver", "carrier", "terms", "quantity", "due_on", "sent_at", "state", "n")
    return {
        **{name: getattr(despatch, name) for name in plain},
        "id": despatch.public_id,
        "sender": despatch.agency.public_id,
        "packed": result["firearms"],
        "road": result["road"] if despatch.state in ON_THE_ROAD else 0,
        "days": age.days if age else None,
        "late": age.late if age else None,
    }


def despatch_of(actor: Actor, despatch: Despatch) -> dict[str, Any]:
    """A despatch as an actor may be told it."""
    named = set(kept.named_to(actor, despatch))
    crates = [
        {
            **{name: box[name] for name in ("id", "number", "seals")},
            **{name: len(box[name]) for name in ("received", "back", "missing", "lost")},
            "packed": len(box["firearms"]),
            "firearms": [firearm for firearm in box["firearms"] if firearm in named],
        }
        for box in despatch.crates
    ]
    return {**_listed(despatch), "crates": crates}


def _of(despatch: Despatch) -> dict[str, Any]:
    """A despatch without what not everybody is told: whoever acts on it looks at it afterwards."""
    return {**_listed(despatch), "crates": []}


def _why(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [{"code": reason.code, "message": str(reason.message)} for reason in reasons]


@router.get("/trade/despatches", response=DespatchPage, summary="Despatches", operation_id="despatches")
def listed(request: HttpRequest, asked: Query[ListAsked]) -> dict[str, Any]:
    """Those that you send or receive; a carrier's: those that it has or had in hand; of the authority: those of the traders it looks after. The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    rows = kept.open_for(actor) if asked.road else kept.despatches_for(actor)
    result = page(rows, order=("-id",), after=asked.after)
    summaries = kept.summaries_of(result.items)
    return {
        "items": [_listed(despatch, summaries[despatch.pk]) for despatch in result.items],
        "after": result.after,
    }


@router.post(
    "/trade/despatches",
    response={201: DespatchOut},
    summary="Offer a despatch",
    operation_id="offer_despatch",
)
def offer(request: HttpRequest, body: OfferDespatch) -> Status[dict[str, Any]]:
    """So many firearms to another trader, with a carrier."""
    actor = actor_of(request)
    made = despatching.offer(actor=actor, **dict(body))
    return Status(201, despatch_of(actor, kept.despatch_for(actor, made)))


@router.get(
    "/trade/despatches/{despatch}", response=DespatchOut, summary="A despatch", operation_id="despatch"
)
def one(request: HttpRequest, despatch: _Identifier) -> dict[str, Any]:
    """As it stands, with its crates."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return despatch_of(actor, kept.despatch_for(actor, despatch))


@router.post(
    "/trade/despatches/{despatch}/crates",
    response={201: PackedOut},
    summary="Pack a crate of a despatch",
    operation_id="pack_despatch_crate",
)
def pack(request: HttpRequest, despatch: _Identifier, body: PackCrate) -> Status[dict[str, Any]]:
    """What stands against one firearm is its answer, and the others are packed."""
    actor = actor_of(request)
    pieces = despatching.pack(actor=actor, despatch_id=despatch, **dict(body))
    refused = [
        {"given": packed.given, "reasons": _why(packed.reasons)} for packed in pieces if packed.reasons
    ]
    result = despatch_of(actor, kept.despatch_for(actor, despatch))
    return Status(201, {"packed": len(pieces) - len(refused), "refused": refused, "despatch": result})


@router.post(
    "/trade/despatches/{despatch}/receipts",
    response={201: ReceiptOut},
    summary="Receive what came of a despatch",
    operation_id="receive_despatch",
)
def receive(request: HttpRequest, despatch: _Identifier, body: ReceiveDespatch) -> Status[dict[str, Any]]:
    """It is recorded whatever it shows; what differs becomes a matter of the carrier or the sender."""
    actor = actor_of(request)
    received = receiving.receive(actor=actor, despatch_id=despatch, **dict(body))
    return Status(
        201,
        {
            "received": received.received,
            "road": received.road,
            "refused": [
                {"given": packed.given, "reasons": _why(packed.reasons)} for packed in received.refused
            ],
            "differs": [
                {
                    "code": differs.code,
                    "answers": differs.answers,
                    "firearms": list(differs.firearms),
                    "serials": list(differs.serials),
                }
                for differs in received.differs
            ],
            "despatch": despatch_of(actor, kept.despatch_for(actor, despatch)),
        },
    )


operations(router, despatching.DESPATCH, DespatchOut, _of, "/trade/despatches/{despatch}")
operations(
    router,
    despatching.BOX,
    DespatchOut,
    lambda record: _of(record.despatch),
    "/trade/despatch-crates/{despatch_crate}",
)
