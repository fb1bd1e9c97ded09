"""One's own applications over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.licensing.models import Application
from ifar.portal import disclosure, selectors
from ifar.portal.api.shapes import Identifier, MadeOut
from ifar.portal.inputs import Apply
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


def _application(application: Application) -> dict[str, Any]:
    whole = presenters.whole_application(application)
    plain = ("kind", "purpose", "n", "quota", "submitted_on", "due_on", "appeal_until")
    return {
        "id": application.public_id,
        **{name: getattr(application, name) for name in plain},
        "state": disclosure.application(application.state),
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
    return [_application(application) for application in selectors.applications_of(mine)[:20]]


@router.post("/mine/applications", response={201: MadeOut}, operation_id="apply")
def apply(request: HttpRequest, body: Apply) -> Status[dict[str, str]]:
    """Begin an application; it is kept as a draft until it is handed in."""
    return Status(201, {"id": applications.apply(actor=actor_of(request), **body.arguments())})


@router.get(
    "/mine/applications/{application}", response=OwnApplicationOut, operation_id="read_my_application"
)
def read_my_application(request: HttpRequest, application: Identifier) -> dict[str, Any]:
    """One of one's applications."""
    _actor, mine = enter(request)
    return _application(selectors.application_for(mine, application))


operations(
    router,
    applications.APPLICATION,
    OwnApplicationOut,
    _application,
    "/mine/applications/{application}",
)
