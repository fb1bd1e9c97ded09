"""Exhibits over HTTP as JSON: entered, searched, judged, linked, compared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.recoveries import inputs, selectors
from ifar.recoveries.api.shapes import Expected, Identifier, ItemOut, told_item
from ifar.recoveries.models import Hit, Item
from ifar.recoveries.services import exhibits, items, links  # noqa: F401 (they offer the acts on items)
from ifar.recoveries.services.writing import ITEM

router = Router()


class HitOut(Schema):
    """A firearm that an item may be: how likely, why, how it came up, what was said of it."""

    id: UUID
    firearm: str
    how: str
    percent: Annotated[
        int | None,
        Field(
            description="How likely it is the one among all proposals that the same mark led to, as the page says it; null where that cannot be said."
        ),
    ]
    noted: Annotated[
        int,
        Field(
            description="How likely it was when it came up, judged by itself; so it stands in the log. Several may each be likely by themselves, though only one can be it."
        ),
    ]
    reasons: list[dict[str, Any]]
    state: str
    verdict: str
    at: dt.datetime


class ItemWholeOut(ItemOut):
    """An item with what it may be, and the desks that should be asked about its marks."""

    hits: list[HitOut]
    ask: list[str]
    waits: Annotated[
        list[str],
        Field(
            description="Why not everything was looked through yet: closed compartments may not be asked yet (`quota`), the register cannot be searched now (`prepared`), not for these marks (`wide`), or not yet (`late`). That nothing is found is no “no” then."
        ),
    ]
    tracing_proposed: Annotated[
        str, Field(description="What the register's record comes to, for a person to note; empty: nothing.")
    ]


class EnteredOut(Schema):
    """The items that were entered, and how many of them met something in the register that the caller may see."""

    items: list[str]
    met: int


class LinkedOut(Schema):
    """The firearm, its event, and whom the life cycle woke."""

    firearm: str
    entry: UUID
    alarms: list[str]


def _hit(hit: Hit, likely: int | None) -> dict[str, Any]:
    names = ("how", "reasons", "verdict", "at")
    values = {name: getattr(hit, name) for name in names}
    result = {"percent": likely, "noted": hit.percent}
    return {"id": hit.pk, "firearm": hit.firearm.public_id, "state": hit.firearm.state, **result, **values}


@router.post("/recoveries/{case}/items", response={201: EnteredOut}, operation_id="enter_exhibits")
def enter_items(request: HttpRequest, case: Identifier, body: inputs.EnterItems) -> Status[dict[str, Any]]:
    """Enter items, each searched at once; all or none."""
    entered = items.enter_items(
        actor=actor_of(request), case=case, items=[items.new_item_of(item) for item in body.items]
    )
    return Status(201, {"items": entered.items, "met": entered.met})


@router.get("/exhibits/{item}", response=ItemWholeOut, operation_id="read_exhibit")
def read_item(request: HttpRequest, item: Identifier) -> dict[str, Any]:
    """An item with what it may be."""
    actor = actor_of(request)
    record = selectors.item_for(actor, item)
    heard = selectors.heard_of(record.searches)
    hits = list(selectors.hits_for(actor).filter(item=record))
    likely = selectors.likely_of(hits)
    return {
        **told_item(record, record.case.public_id),
        "hits": [_hit(hit, likely[hit.pk]) for hit in hits],
        "ask": sorted({desk for named, _why in heard.values() for desk in named}),
        "waits": sorted({why for _named, why in heard.values()} - {""}),
        "tracing_proposed": selectors.proposed_outcome(actor, record),
    }


@router.put("/exhibits/{item}", response=EnteredOut, operation_id="amend_exhibit")
def amend_item(
    request: HttpRequest, item: Identifier, body: inputs.SayItem, expected_n: Expected = None
) -> dict[str, Any]:
    """Say anew what an item is; changed marks are searched again."""
    entered = items.amend_item(
        actor=actor_of(request),
        item=item,
        new=items.new_item_of(body),
        expected_n=body.expected_n or expected_n,
    )
    return {"items": entered.items, "met": entered.met}


@router.post("/exhibits/{item}/registration", response={201: LinkedOut}, operation_id="register_exhibit")
def register(request: HttpRequest, item: Identifier, body: inputs.RegisterItem) -> Status[dict[str, Any]]:
    """Open a record of an item that is not on the register."""
    done = links.register_item(actor=actor_of(request), item=item, none=body.none)
    return Status(201, {"firearm": done.firearm, "entry": done.entry, "alarms": list(done.alarms)})


def _as_json(item: Item) -> dict[str, Any]:
    return told_item(item, item.case.public_id)


operations(router, ITEM, ItemOut, _as_json, "/exhibits/{item}")
