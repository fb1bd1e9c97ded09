"""What a device entered at the counter of an armoury without a line, over HTTP as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from ifar.documents.devices import Device
from ifar.form_errors import actor_of
from ifar.stocks import inputs
from ifar.stocks.offline import Confirmed, Entry
from ifar.stocks.services import field

router = Router(tags=["stocks"])


class ArmouryArrivedOut(Schema):
    """What became of it: `issued`, `returned`, `returned_in_part`; `waiting` where another device may still have what it lacks, and it is sent again later; `observed`
    where a person decides; with `why`. `holds` = whether the officer's PIN or passkey could be proven; `before` where it had arrived already; `expired` where the extract
    that the device showed had ended."""

    act: str
    record: str
    before: bool
    why: list[str]
    holds: Annotated[bool | None, Field(default=None)]
    expired: bool


@router.post(
    "/stocks/field/entries",
    response={201: ArmouryArrivedOut},
    summary="Take an entry of a device at an armoury in",
    operation_id="take_armoury_entry",
)
def take_entry(request: HttpRequest, body: inputs.ArmouryEntry) -> Status[dict[str, Any]]:
    """Once, however often it is sent. What has happened already is refused no more: it waits for another device, or is a matter."""
    entry = Entry(
        body.capture,
        body.taken,
        body.issue or body.back or inputs.ReturnByScan(scanned=""),
        Confirmed(**dict(body.confirmed)) if body.confirmed else None,
    )
    device = Device(body.sent, body.ahead, body.extract)
    return Status(201, asdict(field.take(actor=actor_of(request), entry=entry, device=device)))
