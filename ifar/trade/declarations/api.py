"""Customs declarations over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import may, require
from ifar.trade import selectors as of_trade
from ifar.trade.declarations import selectors, services
from ifar.trade.declarations.inputs import SendDeclarations
from ifar.trade.declarations.models import Declaration
from ifar.trade.declarations.selectors import SEND

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class TakenOut(Schema):
    """What became of a declaration: `recorded`, `known` (the same was sent before, and nothing changed) or `corrected`; and what does not match."""

    number: str
    way: str
    result: str
    id: str
    consignment: str
    differs: list[str]


class SentOut(Schema):
    """How many declarations were recorded, were known already and were corrected; and each of them."""

    recorded: int
    known: int
    corrected: int
    declarations: list[TakenOut]


class DeclarationOut(Schema):
    """A declaration of customs as it was declared, and what it is about: `under` which authorisation, `matched` to which consignment."""

    id: str
    number: str
    way: str
    authorisation: str
    consignment: str
    declared_on: dt.date
    office: str
    quantity: int
    serials: list[str]
    under: str
    matched: str
    observation: str
    differs: list[str]
    n: int


class DeclarationsOut(Schema):
    """A page of declarations, and the cursor of the next one."""

    items: list[DeclarationOut]
    after: str | None


_PLAIN = (
    "number", "way", "authorisation", "consignment", "declared_on", "office", "quantity", "serials", "under", "matched", "observation", "differs", "n",
)  # fmt: skip


def declaration_of(declaration: Declaration) -> dict[str, Any]:
    """A declaration as it stands."""
    return {**{name: getattr(declaration, name) for name in _PLAIN}, "id": declaration.public_id}


@router.post(
    "/trade/declarations",
    response=SentOut,
    summary="Send customs declarations",
    operation_id="send_declarations",
)
def send(request: HttpRequest, body: SendDeclarations) -> dict[str, Any]:
    """Each is recorded once, whatever it says; the same sent again changes nothing."""
    taken = services.take(actor=actor_of(request), declared=body.declarations)
    counted = Counter(item.result for item in taken)
    result = {name: counted[name] for name in ("recorded", "known", "corrected")}
    return {**result, "declarations": [asdict(item) for item in taken]}


@router.get(
    "/trade/declarations",
    response=DeclarationsOut,
    summary="Customs declarations",
    operation_id="declarations",
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my customs office and those below it, or under authorisations that I see; the newest first."""
    actor = actor_of(request)
    require(actor, SEND if may(actor, SEND) else of_trade.READ)
    result = page(selectors.declarations_for(actor), order=("-id",), after=after)
    return {"items": [declaration_of(declaration) for declaration in result.items], "after": result.after}


@router.get(
    "/trade/declarations/{declaration}",
    response=DeclarationOut,
    summary="A customs declaration",
    operation_id="declaration",
)
def one(request: HttpRequest, declaration: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, SEND if may(actor, SEND) else of_trade.READ)
    return declaration_of(selectors.declaration_for(actor, declaration))
