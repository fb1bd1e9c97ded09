"""What of a request goes to another State as a file or a paper, and whether it was taken out yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ifar import identifiers
from ifar.rights import Actor, may
from ifar.tracing.models import Exchange, Request
from ifar.tracing.selectors import ANSWER, WRITE

ANSWERED: Final = ("acknowledged", "answered", "not_found", "delayed", "restricted", "refused")
"""States of a request that came in of which whoever asked is told by a file."""


def waits_to_be_taken_out(request: Request) -> bool:
    """Whether what goes by a signed file was noted as sent, while no such file left this register yet."""
    return bool(waiting_to_be_taken_out([request]))


def waiting_to_be_taken_out(several: Iterable[Request]) -> set[str]:
    """Those of several requests of which this is so. One query, and none where nothing goes by a file."""
    goes = {request.public_id: form for request in several if (form := _form_that_goes(request))}
    if not goes:
        return set()
    left = Exchange.objects.filter(request__in=goes, state="sent").values_list("request", "form")
    return {*goes} - {request for request, form in left if goes[request] == form}


def _form_that_goes(request: Request) -> str:
    """Which signed file a request asks to be taken out as it stands; empty: none."""
    if request.channel != "file" or request.state == "withdrawn":
        return ""
    if request.direction == "outgoing":
        return "request" if request.sent_at is not None else ""
    return "answer" if request.direction == "incoming" and request.state in ANSWERED[1:] else ""


def may_take_out(actor: Actor, request: Request) -> bool:
    """Whether there is a file of a request to take out for this actor; the service asks again."""
    return may_print(actor, request) and (
        request.direction == "outgoing" or identifiers.parse(request.reference) == request.reference
    )


def may_print(actor: Actor, request: Request) -> bool:
    """Whether a request, or its answer, can be put on paper by this actor: what came by letter too; the service asks again."""
    if request.direction == "outgoing":
        return (
            request.sent_at is not None
            and request.state != "withdrawn"
            and request.agency_id == actor.agency_id
            and may(actor, WRITE)
        )
    return (
        request.direction == "incoming"
        and request.state in ANSWERED
        and request.office == actor.agency
        and may(actor, ANSWER)
    )
