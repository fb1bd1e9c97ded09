"""What becomes of an exhibit: disposal and return, proposed to a second person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ifar.form_errors import actor_of
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody.api.shapes import Identifier, ProposedOut
from ifar.recoveries.custody.services import disposal

router = Router()


@router.post(
    "/custody/exhibits/{exhibit}/disposal",
    response={202: ProposedOut},
    summary="Propose a disposal",
    operation_id="propose_disposal",
)
def propose_disposal(
    request: HttpRequest, exhibit: Identifier, body: inputs.ProposeDisposal
) -> Status[dict[str, Any]]:
    """A second person decides."""
    asked = disposal.propose_disposal(actor=actor_of(request), exhibit=exhibit, **dict(body))
    return Status(202, {"proposal": asked.public_id})


@router.post(
    "/custody/exhibits/{exhibit}/return",
    response={202: ProposedOut},
    summary="Propose to give it back",
    operation_id="propose_return",
)
def propose_return(
    request: HttpRequest, exhibit: Identifier, body: inputs.ProposeReturn
) -> Status[dict[str, Any]]:
    """A second person decides, after the register's checks."""
    asked = disposal.propose_return(actor=actor_of(request), exhibit=exhibit, **dict(body))
    return Status(202, {"proposal": asked.public_id})
