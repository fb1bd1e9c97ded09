"""Offering a firearm to a buyer, whose side confirms before it is recorded."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.licensing.services import offers
from ifar.registry.api.firearms import actor_of
from ifar.registry.desk_inputs import OfferFirearm
from ifar.registry.selectors.firearms import firearm_for
from ifar.registry.selectors.licences import require_transferable
from ifar.registry.services import preview
from ifar.rights import require

router = Router(tags=["registry"])
Identifier = Annotated[str, Field(max_length=20)]


class OfferedOut(Schema):
    """The offer that was made."""

    id: str


@router.post(
    "/firearms/{firearm}/offers",
    response={201: OfferedOut},
    summary="Offer a firearm to a buyer",
    operation_id="offer_firearm",
)
def offer(request: HttpRequest, firearm: Identifier, body: OfferFirearm) -> Status[dict[str, str]]:
    """As it stands now; the buyer's side confirms it, and then it is recorded."""
    actor = actor_of(request)
    require(actor, offers.OFFER)
    record = firearm_for(actor, firearm)
    require_transferable(record, body.transfer)
    made = offers.make(
        actor=actor,
        firearm=record.public_id,
        firearm_n=preview.snapshot(actor, firearm).n,
        seller=record.owner,
        **dict(body),
    )
    return Status(201, {"id": made})
