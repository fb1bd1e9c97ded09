"""Declarations of national statistics over HTTP as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.books import declarations, declared
from ifar.books.inputs import LoadDeclaration
from ifar.books.models import Declaration
from ifar.books.selectors import READ
from ifar.books.services.declaring import DECLARATION, load
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["books"])
Identifier = Annotated[str, Field(max_length=20)]


class DeclarationsAsked(Schema):
    """Which page of the declarations."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class DeclarationOut(Schema):
    """A declaration of one year; `total` is the sum of its quantities."""

    id: str
    title: str
    source: str
    year: int
    total: int
    state: str
    n: int


class DeclarationPage(Schema):
    """A page of declarations, the latest year first."""

    items: list[DeclarationOut]
    after: str | None


class DeclaredTotal(Schema):
    """What was declared of one type, as published."""

    type: str
    manufactured: int
    exported: int


class DeclaredDifference(Schema):
    """Where the book of a maker says otherwise."""

    maker: str
    type: str
    activity: str
    declared: int
    in_book: int


class DeclarationTold(DeclarationOut):
    """A declaration with its totals, and where books differ."""

    totals: list[DeclaredTotal]
    differences: list[DeclaredDifference]


class LoadedOut(Schema):
    """The declarations that were loaded, one for each year."""

    ids: list[str]


def declaration_of(declaration: Declaration) -> dict[str, Any]:
    """A declaration as it stands."""
    names = ("title", "source", "year", "total", "state", "n")
    return {"id": declaration.public_id, **{name: getattr(declaration, name) for name in names}}


@router.get("/declared", response=DeclarationPage, summary="Declarations", operation_id="list_declared")
def list_declared(request: HttpRequest, asked: Query[DeclarationsAsked]) -> dict[str, Any]:
    """National statistics that your office loaded."""
    actor = actor_of(request)
    require(actor, READ)
    every = declarations.declarations_for(actor)
    result = page(every, order=("-year", "-id"), after=asked.after, size=asked.size)
    return {"items": [declaration_of(declaration) for declaration in result.items], "after": result.after}


@router.post(
    "/declared", response={201: LoadedOut}, summary="Load declarations", operation_id="load_declared"
)
def load_declared(request: HttpRequest, body: LoadDeclaration) -> Status[dict[str, Any]]:
    """One for each year of the table. No firearm is made of them."""
    return Status(201, {"ids": load(actor=actor_of(request), **body.arguments())})


@router.get(
    "/declared/{declaration}", response=DeclarationTold, summary="A declaration", operation_id="get_declared"
)
def get_declared(request: HttpRequest, declaration: Identifier) -> dict[str, Any]:
    """With totals by type as published, and where the books of makers differ."""
    actor = actor_of(request)
    require(actor, READ)
    record = declarations.declaration_for(actor, declaration)
    totals = declared.totals(declarations.rows_of(record))
    return {
        **declaration_of(record),
        "totals": [{"type": kind, **counts} for kind, counts in totals.items()],
        "differences": [
            {
                "maker": maker.public_id,
                **{name: getattr(difference, name) for name in ("type", "activity", "declared", "in_book")},
            }
            for maker, differs in declarations.compared(actor, record)
            for difference in differs
        ],
    }


operations(router, DECLARATION, DeclarationOut, declaration_of, place="/declared/{declaration}")
