"""Licences over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ifar.acts.edges import operations
from ifar.documents import selectors as documents
from ifar.documents.api import PaperOut, papers_as_json
from ifar.form_errors import actor_of
from ifar.licensing import inputs
from ifar.licensing.api.shapes import (
    Identifier,
    LicenceOut,
    MadeOut,
    licence_of,
)
from ifar.licensing.selectors import records
from ifar.licensing.services import applications, licences
from ifar.licensing.services.papers import issue_about_licence
from ifar.rights import require

router = Router(tags=["licensing"])


@router.get("/licences/{licence}", response=LicenceOut, summary="Open a licence", operation_id="open_licence")
def open_licence(request: HttpRequest, licence: Identifier) -> dict[str, Any]:
    """How it stands today, what it covers, how much of it is used."""
    return licence_of(records.licence_for(actor_of(request), licence))


@router.post(
    "/licences/{licence}/renewal",
    response={201: MadeOut},
    summary="Take in the application to renew a licence",
    operation_id="renew_licence",
)
def renew(request: HttpRequest, licence: Identifier, body: inputs.RenewLicence) -> Status[dict[str, str]]:
    """Within the window before its end."""
    made = applications.draft_renewal(actor=actor_of(request), licence_id=licence, **body.model_dump())
    return Status(201, {"id": made})


@router.get(
    "/licences/{licence}/papers",
    response=list[PaperOut],
    summary="List the papers about a licence",
    operation_id="list_licence_papers",
)
def list_papers(request: HttpRequest, licence: Identifier) -> Any:
    """The newest first, at most a hundred."""
    actor = actor_of(request)
    require(actor, "documents:paper:read")
    record = records.licence_for(actor, licence)
    return papers_as_json(list(documents.papers_about(actor, record.public_id)[:100]))


@router.post(
    "/licences/{licence}/papers",
    response={201: PaperOut},
    summary="Issue a paper about a licence",
    operation_id="issue_licence_paper",
)
def issue_paper(request: HttpRequest, licence: Identifier, body: inputs.IssueLicencePaper) -> Status[Any]:
    """Its card or its certificate; the name in it is a read under your purpose."""
    paper = issue_about_licence(actor=actor_of(request), licence_id=licence, **body.model_dump())
    return Status(201, papers_as_json([paper])[0])


operations(router, licences.LICENCE, LicenceOut, licence_of)
