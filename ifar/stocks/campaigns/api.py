"""Marking campaigns over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.stocks import selectors as stocks
from ifar.stocks.campaigns import selectors
from ifar.stocks.campaigns.inputs import HandInSheet, OrderCampaign
from ifar.stocks.campaigns.models import Campaign
from ifar.stocks.campaigns.services import ordering, striking

router = Router(tags=["stocks"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class MarkingCampaignOut(Schema):
    """A marking campaign. `exceptions` = arms that were not marked, each with its ground: `unreadable`, `cannot`, `not_there`; `gaps` = first and last number of
    each run that no arm bears, and why: `spoiled`, `tried`, `passed_over`."""

    id: str
    office: str
    order: str
    stores: list[str]
    machine: str
    mark: str
    symbol: str
    prefix: str
    first: int
    last: int
    place: str
    method: str
    begins_on: dt.date
    ends_on: dt.date
    responsible: str
    exceptions: list[tuple[str, str]]
    gaps: list[tuple[int, int, str]]
    state: str
    n: int


class MarkingCampaignsOut(Schema):
    """A page of campaigns, and the cursor of the next one."""

    items: list[MarkingCampaignOut]
    after: str | None


class SheetOut(Schema):
    """What became of a sheet: the bulk act that waits to be proposed, empty where nothing was struck, and how many arms were not marked."""

    batch: str
    exceptions: int


def _campaign(campaign: Campaign) -> dict[str, Any]:
    result = {
        model_field: getattr(campaign, model_field)
        for model_field in MarkingCampaignOut.model_fields
        if model_field not in ("id", "office")
    }
    return {**result, "id": campaign.public_id, "office": campaign.agency.public_id}


@router.get(
    "/stocks/campaigns",
    response=MarkingCampaignsOut,
    summary="Marking campaigns of my unit",
    operation_id="marking_campaigns",
)
def get_campaigns(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my unit and of the units below it, the latest first."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    result = page(selectors.campaigns_for(actor), order=("-id",), after=after)
    return {"items": [_campaign(campaign) for campaign in result.items], "after": result.after}


@router.post(
    "/stocks/campaigns",
    response={201: MarkingCampaignOut},
    summary="Order a marking campaign",
    operation_id="order_marking_campaign",
)
def order(request: HttpRequest, body: OrderCampaign) -> Status[dict[str, Any]]:
    """Of what lies in armouries of my unit."""
    actor = actor_of(request)
    made = ordering.order_campaign(actor=actor, **body.model_dump())
    return Status(201, _campaign(selectors.campaign_for(actor, made)))


@router.get(
    "/stocks/campaigns/{campaign}",
    response=MarkingCampaignOut,
    summary="A marking campaign",
    operation_id="marking_campaign",
)
def get_campaign(request: HttpRequest, campaign: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    return _campaign(selectors.campaign_for(actor, campaign))


@router.post(
    "/stocks/campaigns/{campaign}/sheets",
    response={201: SheetOut},
    summary="Hand a sheet of the machine in",
    operation_id="hand_in_marking_sheet",
)
def hand_in(request: HttpRequest, campaign: _Identifier, body: HandInSheet) -> Status[dict[str, Any]]:
    """An arm a line, and behind it what was struck or why nothing was."""
    actor = actor_of(request)
    handed = striking.hand_in(actor=actor, campaign_id=campaign, lines=body.rows.splitlines())
    return Status(201, {"batch": handed.batch, "exceptions": handed.exceptions})


operations(router, ordering.ORDERED, MarkingCampaignOut, _campaign, "/stocks/campaigns/{campaign}")
