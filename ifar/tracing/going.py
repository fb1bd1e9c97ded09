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


def waits_to_be_taken_out(found: Request) -> bool:
    """Whether what goes by a signed file was noted as sent, while no such file left this register yet."""
    return bool(waiting_to_be_taken_out([found]))


def waiting_to_be_taken_out(several: Iterable[Request]) -> set[str]:
    """Those of several requests of which this is so. One query, and none where nothing goes by a file."""
    goes = {one.public_id: form for one in several if (form := _form_that_goes(one))}
    if not goes:
        return set()
    left = Exchange.objects.filter(request__in=goes, state="sent").values_list("request", "form")
    return {*goes} - {request for request, form in left if goes[request] == form}


def _form_that_goes(found: Request) -> str:
    """Which signed file a request asks to be taken out as it stands; empty: none."""
    if found.channel != "file" or found.state == "withdrawn":
        return ""
    if found.direction == "outgoing":
        return "request" if found.sent_at is not None else ""
    return "answer" if found.direction == "incoming" and found.state in ANSWERED[1:] else ""


def may_take_out(actor: Actor, found: Request) -> bool:
    """Whether there is a file of a request to take out for this actor; the service asks again."""
    return may_print(actor, found) and (
        found.direction == "outgoing" or identifiers.parse(found.reference) == found.reference
    )


def may_print(actor: Actor, found: Request) -> bool:
    """Whether a request, or its answer, can be put on paper by this actor: what came by letter too; the service asks again."""
    if found.direction == "outgoing":
        return (
            found.sent_at is not None
            and found.state != "withdrawn"
            and found.agency_id == actor.agency_id
            and may(actor, WRITE)
        )
    return (
        found.direction == "incoming"
        and found.state in ANSWERED
        and found.office == actor.agency
        and may(actor, ANSWER)
    )
