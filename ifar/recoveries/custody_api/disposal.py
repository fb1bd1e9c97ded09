"""What becomes of an exhibit: disposal and return, proposed to a second person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.answers import actor_of
from ifar.recoveries.custody_api.shapes import Code, Identifier, Line, ProposedOut, Reason
from ifar.recoveries.services import disposal

router = Router()


class DisposalIn(Schema):
    """Destruction, unless `authority` officially authorises another way and the arm is marked (Protocol art. 6(2))."""

    order: Annotated[str, Field(min_length=1, max_length=120)]
    reason: Reason
    method: Literal["destruction", "sale", "state_use", "museum", "training", "deactivation", "other"] = (
        "destruction"
    )
    authority: Line = ""


class ReturnIn(Schema):
    """To whom, and by which paper it is proven."""

    reason: Reason
    ownership: Line
    owner: Identifier = ""
    owner_kind: Code = ""
    licence: Identifier = ""
    order: Annotated[str, Field(max_length=120)] = ""


@router.post(
    "/custody/exhibits/{exhibit}/disposal",
    response={202: ProposedOut},
    summary="Propose a disposal",
    operation_id="propose_disposal",
)
def propose_disposal(request: HttpRequest, exhibit: Identifier, body: DisposalIn) -> Status[dict[str, Any]]:
    """A second person decides."""
    asked = disposal.propose_disposal(actor=actor_of(request), exhibit=exhibit, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})


@router.post(
    "/custody/exhibits/{exhibit}/return",
    response={202: ProposedOut},
    summary="Propose to give it back",
    operation_id="propose_return",
)
def propose_return(request: HttpRequest, exhibit: Identifier, body: ReturnIn) -> Status[dict[str, Any]]:
    """A second person decides, after the register's checks."""
    asked = disposal.propose_return(actor=actor_of(request), exhibit=exhibit, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})
