"""What a device entered at the border without a line, over HTTP as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.inputs import Input, Moment, Whole
from ifar.documents.devices import Device
from ifar.form_errors import actor_of
from ifar.trade.services import field

router = Router(tags=["trade"])
_Text = Annotated[str, Field(min_length=1, max_length=80)]


class BorderEntry(Input):
    """An entry of a device at the border: `exit` or `return` of a journey, or what was `seen` of a consignment. `capture` is its idempotency key: the same one is taken in once;
    `sent`, `ahead` and `extract` say of the device what they say of a recovery entered in the field."""

    capture: UUID
    act: Literal["exit", "return", "seen"]
    record: Annotated[str, Field(max_length=20)]
    taken: Moment
    arms: Annotated[list[Whole], Field(max_length=50)] = []
    leg: Literal["exit", "transit_entry", "transit_exit", "entry", "receipt", "check"] = "check"
    degree: Literal["declared", "seal_intact", "counted", "serial_read"] = "declared"
    crate: Annotated[str, Field(max_length=20)] = ""
    seals: Annotated[list[_Text], Field(max_length=100)] = []
    counted: Annotated[Whole | None, Field(ge=0, le=10_000_000)] = None
    serials: Annotated[list[_Text], Field(max_length=5_000)] = []
    remark: Annotated[str, Field(max_length=2000)] = ""
    sent: Moment | None = None
    ahead: Annotated[int, Field(ge=-(10**15), le=10**15)] | None = None
    extract: Moment | None = None


class BorderArrivedOut(Schema):
    """What became of it: `crossed`, `returned`, `recorded`; or `observed`, where the register would have refused it, with `why`. `before` where it had arrived already."""

    act: str
    record: str
    before: bool
    why: list[str]


@router.post(
    "/trade/field/entries",
    response={201: BorderArrivedOut},
    summary="Take an entry of a device at the border in",
    operation_id="take_border_entry",
)
def take_entry(request: HttpRequest, body: BorderEntry) -> Status[dict[str, Any]]:
    """Once, however often it is sent. What had passed already is refused no more: it is an observation and a matter."""
    values = dict(body)
    device = Device(**{name: values.pop(name) for name in ("sent", "ahead", "extract")})
    return Status(201, asdict(field.take(actor=actor_of(request), said=field.Entry(**values), device=device)))
