"""Exhibits over HTTP as JSON: entered, searched, judged, linked, compared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.form_errors import actor_of
from ifar.recoveries import selectors
from ifar.recoveries.api.shapes import Expected, Identifier, ItemIn, ItemOut, Reason, told_item
from ifar.recoveries.models import Hit
from ifar.recoveries.services import exhibits, items, links

router = Router()


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


class CompareIn(Schema):
    """Which firearm left it: an item of this or another case. Nothing takes it back."""

    weapon: Identifier = ""
    method: Reason


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


def _hit(one: Hit, likely: int | None) -> dict[str, Any]:
    names = ("how", "reasons", "verdict", "at")
    said = {name: getattr(one, name) for name in names}
    told = {"percent": likely, "noted": one.percent}
    return {"id": one.pk, "firearm": one.firearm.public_id, "state": one.firearm.state, **told, **said}


@router.post("/recoveries/{case}/items", response={201: EnteredOut}, operation_id="enter_exhibits")
def enter_items(request: HttpRequest, case: Identifier, body: ItemsIn) -> Status[dict[str, Any]]:
    """Enter items, each searched at once; all or none."""
    entered = items.enter_items(actor=actor_of(request), case=case, items=[one.new() for one in body.items])
    return Status(201, {"items": entered.items, "met": entered.met})


@router.get("/exhibits/{item}", response=ItemWholeOut, operation_id="read_exhibit")
def read_item(request: HttpRequest, item: Identifier) -> dict[str, Any]:
    """An item with what it may be."""
    actor = actor_of(request)
    found = selectors.item_for(actor, item)
    heard = selectors.heard_of(found.searches)
    hits = list(selectors.hits_for(actor).filter(item=found))
    likely = selectors.likely_of(hits)
    return {
        **told_item(found, found.case.public_id),
        "hits": [_hit(one, likely[one.pk]) for one in hits],
        "ask": sorted({desk for named, _why in heard.values() for desk in named}),
        "waits": sorted({why for _named, why in heard.values()} - {""}),
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
    return told_item(found, found.case.public_id)


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
    return told_item(found, found.case.public_id)
