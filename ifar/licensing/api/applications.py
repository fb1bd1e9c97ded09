"""Applications over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import inputs
from ifar.licensing.api.shapes import (
    ApplicationOut,
    ApplicationPage,
    ApplicationWholeOut,
    Identifier,
    MadeOut,
    QueueAsked,
    application_of,
)
from ifar.licensing.selectors import records
from ifar.licensing.services import applications
from ifar.rights import require

router = Router(tags=["licensing"])


@router.get(
    "/applications",
    response=ApplicationPage,
    summary="The applications of your desk",
    operation_id="list_applications",
)
def list_applications(request: HttpRequest, asked: Query[QueueAsked]) -> dict[str, Any]:
    """Those that run come first with their day."""
    actor = actor_of(request)
    require(actor, records.QUEUES[asked.list])
    result = page(records.queue(actor, asked.list), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [application_of(application) for application in result.items], "after": result.after}


@router.post(
    "/applications",
    response={201: MadeOut},
    summary="New application",
    operation_id="draft_application",
)
def draft_application(request: HttpRequest, body: inputs.DraftApplication) -> Status[dict[str, str]]:
    """As a draft; the clock runs when it is handed in."""
    return Status(201, {"id": applications.draft(actor=actor_of(request), **body.arguments())})


@router.get(
    "/applications/{application}",
    response=ApplicationWholeOut,
    summary="Open an application",
    operation_id="open_application",
)
def open_application(request: HttpRequest, application: Identifier) -> dict[str, Any]:
    """With everything that was done to it."""
    record = records.application_for(actor_of(request), application)
    acts = [
        {
            "entry": str(item.entry),
            "n": item.n,
            "kind": item.kind,
            "details": dict(item.details),
            "actor": item.recorded.actor,
            "agency": item.recorded.agency,
            "recorded_at": item.recorded.recorded_at,
            "proof": item.recorded.proof,
        }
        for item in records.history_of(application, "application", settings.IFAR_WITNESSES_NEEDED)
    ]
    return {**application_of(record), "acts": acts}


operations(router, applications.APPLICATION, ApplicationOut, application_of)
