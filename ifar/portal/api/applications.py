"""One's own applications over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.form_errors import actor_of
from ifar.licensing.models import Application
from ifar.portal import disclosure, selectors
from ifar.portal.api.shapes import Identifier, MadeOut, Words
from ifar.portal.services import applications
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter

router = Router()


class OwnCheckOut(Schema):
    """Something that is looked at: whether it was, and how many documents were sent for it."""

    item: str
    asked_of: str
    looked_at: bool
    documents: int


class OwnApplicationOut(Schema):
    """An application, its clock, and what is asked."""

    id: str
    kind: str
    purpose: str
    state: str
    n: int
    quota: int | None
    submitted_on: dt.date | None
    due_on: dt.date | None
    appeal_until: dt.date | None
    grounds: list[str]
    asked: str
    checks: list[OwnCheckOut]


class ApplyIn(Schema):
    """Which licence; `of` names a party where the account stands for several."""

    kind: Annotated[str, Field(max_length=60)]
    of: Identifier = ""
    quota: Annotated[int, Field(ge=1, le=100_000)] | None = None
    note: Words = ""


class SaidIn(Schema):
    """What one says, and how many acts there were when one looked."""

    note: Words = ""
    n: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class HandInIn(SaidIn):
    """How many acts there were when one looked; `incomplete`: one knows that documents are missing, and brings them to the counter."""

    incomplete: bool = False


def _application(one: Application) -> dict[str, Any]:
    whole = presenters.whole_application(one)
    plain = ("kind", "purpose", "n", "quota", "submitted_on", "due_on", "appeal_until")
    return {
        "id": one.public_id,
        **{name: getattr(one, name) for name in plain},
        "state": disclosure.application(one.state),
        "grounds": whole["grounds"],
        "asked": whole["asked"],
        "checks": [
            {
                "item": check["code"],
                "asked_of": check["office"],
                "looked_at": check["answered"],
                "documents": len(check["documents"]),
            }
            for check in whole["checks"]
        ],
    }


@router.get("/mine/applications", response=list[OwnApplicationOut], operation_id="list_my_applications")
def list_my_applications(request: HttpRequest) -> list[dict[str, Any]]:
    """One's applications, the newest first."""
    _actor, mine = enter(request)
    return [_application(one) for one in selectors.applications_of(mine)[:20]]


@router.post("/mine/applications", response={201: MadeOut}, operation_id="apply")
def apply(request: HttpRequest, said: ApplyIn) -> Status[dict[str, str]]:
    """Begin an application; it is kept as a draft until it is handed in."""
    made = applications.apply(
        actor=actor_of(request), kind=said.kind, of=said.of, quota=said.quota, note=said.note
    )
    return Status(201, {"id": made})


@router.get(
    "/mine/applications/{application}", response=OwnApplicationOut, operation_id="read_my_application"
)
def read_my_application(request: HttpRequest, application: Identifier) -> dict[str, Any]:
    """One of one's applications."""
    _actor, mine = enter(request)
    return _application(selectors.application_for(mine, application))


@router.post("/mine/applications/{application}/submission", response={204: None}, operation_id="hand_in")
def hand_in(request: HttpRequest, application: Identifier, said: HandInIn) -> Status[None]:
    """Hand it in: the clock of the law begins. Where documents are missing, the answer names them, until one says that one brings them."""
    applications.hand_in(
        actor=actor_of(request), application=application, incomplete=said.incomplete, expected_n=said.n
    )
    return Status(204, None)


@router.post(
    "/mine/applications/{application}/answer", response={204: None}, operation_id="answer_the_office"
)
def answer_the_office(request: HttpRequest, application: Identifier, said: SaidIn) -> Status[None]:
    """Say that what was asked is answered: the clock runs again."""
    applications.answered(actor=actor_of(request), application=application, note=said.note, expected_n=said.n)
    return Status(204, None)


@router.post(
    "/mine/applications/{application}/withdrawal",
    response={204: None},
    operation_id="take_back_my_application",
)
def take_back_my_application(request: HttpRequest, application: Identifier, said: SaidIn) -> Status[None]:
    """Take it back."""
    applications.take_back(
        actor=actor_of(request), application=application, note=said.note, expected_n=said.n
    )
    return Status(204, None)
