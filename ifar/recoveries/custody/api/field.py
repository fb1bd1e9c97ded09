"""What the field sends, and what the register has that it may be."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.accounts.adapter import GUESSES
from ifar.documents import extracts
from ifar.documents.devices import Confirmed, Device
from ifar.errors import TooMany
from ifar.form_errors import actor_of
from ifar.recoveries import labels
from ifar.recoveries.custody import inputs
from ifar.recoveries.services import field
from ifar.registry.labels.saved_searches import WAITS
from ifar.rights import Actor

router = Router()
_CODE: Final = "field_code"


class ToldOut(Schema):
    """What the register has that it may be: of what lies in a closed compartment only whom to ask (`state` is empty then). With `waits` it says that
    not everything was looked through yet: closed compartments may not be asked yet (`quota`), or the register cannot be searched now (`prepared`,
    `wide`, `late`)."""

    state: str
    percent: int
    ask: list[str]
    wanted: bool
    waits: str
    words: str


class ArrivedOut(Schema):
    """What became of it; `before` where it had arrived already; `told` is what the register has that it may be."""

    case: str
    item: str
    acts: int
    before: bool
    told: list[ToldOut]


class ToldsOut(Schema):
    """What the register has that it may be, by now."""

    told: list[ToldOut]


def _answers(actor: Actor, capture: UUID) -> list[dict[str, Any]]:
    results = field.answers_of(actor=actor, capture=capture)
    return [
        {
            **asdict(item),
            "ask": list(item.ask),
            "words": str(
                WAITS.get(item.waits)
                or labels.told_words(item.state, item.percent, item.ask, wanted=item.wanted)
            ),
        }
        for item in results
    ]


@router.post(
    "/field/captures",
    response={201: ArrivedOut},
    summary="Take an entry of a device in",
    operation_id="take_capture",
)
def take_capture(request: HttpRequest, body: inputs.Capture) -> Status[dict[str, Any]]:
    """A case with one item, searched at once; once, however often it is sent. 429 where too many one-time codes were wrong."""
    actor = actor_of(request)
    values = dict(body)
    device = Device(**{name: values.pop(name) for name in ("sent", "ahead", "extract")})
    if body.confirmed:
        values["confirmed"] = Confirmed(**dict(body.confirmed))
    # One-time codes have six digits: whoever sends wrong ones is slowed down as whoever signs in, of whomever they say that the codes are.
    counted = None
    if body.confirmed and body.confirmed.how == "code":
        counted = ratelimit.consume(
            request, app="ifar", action=_CODE, config={_CODE: GUESSES}, key=f"{_CODE}:{actor.id}"
        )
        if not counted:
            raise TooMany()
    came = field.capture(actor=actor, said=field.Capture(**values), device=device)
    if counted:
        counted.rollback()
    return Status(201, {**asdict(came), "told": _answers(actor, body.capture)})


@router.get(
    "/field/extract",
    response=dict[str, Any],
    summary="Take the extract that may be read without a line",
    operation_id="take_extract",
)
def take_extract(request: HttpRequest) -> dict[str, Any]:
    """Own store, what is coming to the office, and numbers of withdrawn papers; signed, valid for a day, and naming no person."""
    return extracts.extract(actor=actor_of(request))


@router.get(
    "/field/captures/{capture}",
    response=ToldsOut,
    summary="What the register has that an entry may be, by now",
    operation_id="read_capture",
)
def read_capture(request: HttpRequest, capture: UUID) -> dict[str, Any]:
    """Closed compartments answer a moment after the entry arrived: whom to ask, and nothing else."""
    return {"told": _answers(actor_of(request), capture)}
