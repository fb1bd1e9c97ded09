"""Photos and signatures of holders, and the identity register, over HTTP."""

from __future__ import annotations

from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from ifar.accounts.services import reads
from ifar.cashier import selectors
from ifar.cashier.api.shapes import CashierMadeOut, Identifier, LikenessOut, LookedUpOut, LookUpIn
from ifar.cashier.services import identity, likenesses
from ifar.cashier.views.likeness import as_picture
from ifar.errors import NotFound
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["cashier"])


# Likenesses -------------------------------------------------------------------------------------------------------------


@router.get(
    "/parties/{party}/likenesses",
    response=list[LikenessOut],
    summary="The photo and the signature of a person",
    operation_id="list_likenesses",
)
def list_likenesses(request: HttpRequest, party: Identifier) -> list[dict[str, str]]:
    """Which there are; the pictures are read each by itself, under a purpose."""
    actor = actor_of(request)
    require(actor, "cashier:likeness:read")
    reads.require_purpose(actor)
    records = selectors.likenesses_of(actor, party)
    return [
        {"id": likeness.public_id, "party": likeness.party, "what": likeness.what} for likeness in records
    ]


@router.post(
    "/parties/{party}/likenesses",
    response={201: CashierMadeOut},
    summary="Take a photo or a signature",
    operation_id="take_likeness",
)
def take_likeness(
    request: HttpRequest,
    party: Identifier,
    what: Form[Literal["photo", "signature"]],
    file: File[UploadedFile],
) -> Status[dict[str, str]]:
    """A JPEG, PNG or WebP picture; the original is sealed, a copy without metadata is shown."""
    name, content = arrived(request, "file")
    made = likenesses.take_likeness(
        actor=actor_of(request), party=party, what=what, name=name, content=content
    )
    return Status(201, {"id": made})


@router.get(
    "/likenesses/{likeness}/picture",
    summary="A photo or a signature as a picture",
    operation_id="open_likeness",
)
def picture(request: HttpRequest, likeness: Identifier) -> FileResponse:
    """A read of personal data."""
    path, media_type = likenesses.open_likeness(actor_of(request), likeness)
    return as_picture(path, media_type)


# The identity register --------------------------------------------------------------------------------------------------


@router.post(
    "/identity/lookups",
    response=LookedUpOut,
    summary="Ask the identity register about a number",
    operation_id="look_up_identity",
    openapi_extra={"x-repeated": "reads"},
)
def look_up(request: HttpRequest, body: LookUpIn) -> dict[str, Any]:
    """Under a purpose, and logged; 404 where this installation has none."""
    actor = actor_of(request)
    require(actor, "cashier:identity:ask")
    reads.require_purpose(actor)
    if not identity.is_on(actor):
        raise NotFound("cashier.identity.none")
    typed = {
        "name": body.name,
        "born": body.born.isoformat() if body.born else "",
        "sex": body.sex,
        "country": body.country,
    }
    answer = identity.look_up(actor, body.document, body.number, typed)
    rows = [
        {"name": difference.name, "typed": difference.typed, "said": difference.said}
        for difference in answer.differences
    ]
    return {"state": answer.state, "person": dict(answer.person), "differences": rows}
