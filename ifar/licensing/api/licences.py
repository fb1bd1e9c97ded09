"""Licences over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.documents import selectors as documents
from ifar.documents.api import PaperOut, told
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
    "/licences/{licence}/suspension",
    response=LicenceOut,
    summary="Suspend a licence at once",
    operation_id="suspend_licence",
)
def suspend(request: HttpRequest, licence: Identifier, body: inputs.SuspendLicence) -> dict[str, Any]:
    """One person is enough; the holder's firearms have to leave."""
    actor = actor_of(request)
    licences.suspend(actor=actor, licence_id=licence, **body.model_dump())
    return licence_of(records.licence_for(actor, licence))


@router.post(
    "/licences/{licence}/surrender",
    response=LicenceOut,
    summary="Record that a licence is given back",
    operation_id="surrender_licence",
)
def surrender(request: HttpRequest, licence: Identifier, body: inputs.SurrenderLicence) -> dict[str, Any]:
    """By its holder."""
    actor = actor_of(request)
    licences.surrender(actor=actor, licence_id=licence, **body.model_dump())
    return licence_of(records.licence_for(actor, licence))


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


@router.post(
    "/licences/{licence}/reinstatement",
    response={202: DecisionProposedOut},
    summary="Propose to reinstate a licence",
    operation_id="propose_licence_reinstatement",
)
def reinstate(
    request: HttpRequest, licence: Identifier, body: inputs.ReinstateLicence
) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(
        licences.propose_reinstatement(actor=actor_of(request), licence_id=licence, **body.model_dump())
    )


@router.post(
    "/licences/{licence}/revocation",
    response={202: DecisionProposedOut},
    summary="Propose to revoke a licence",
    operation_id="propose_licence_revocation",
)
def revoke(request: HttpRequest, licence: Identifier, body: inputs.RevokeLicence) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(
        licences.propose_revocation(actor=actor_of(request), licence_id=licence, **body.model_dump())
    )


@router.post(
    "/licences/{licence}/ending",
    response={202: DecisionProposedOut},
    summary="Propose to end a licence whose holder is no more",
    operation_id="propose_licence_end",
)
def end(request: HttpRequest, licence: Identifier, body: inputs.EndLicence) -> Status[dict[str, Any]]:
    """Another person decides; a notice alone only suspends."""
    return proposed_of(licences.propose_end(actor=actor_of(request), licence_id=licence, **body.model_dump()))


@router.post(
    "/licences/{licence}/change",
    response={202: DecisionProposedOut},
    summary="Propose to change a licence",
    operation_id="propose_licence_change",
)
def change(request: HttpRequest, licence: Identifier, body: inputs.ChangeLicence) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(
        licences.propose_change(actor=actor_of(request), licence_id=licence, **body.model_dump())
    )


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
    found = records.licence_for(actor, licence)
    return told(list(documents.papers_about(actor, found.public_id)[:100]))


@router.post(
    "/licences/{licence}/papers",
    response={201: PaperOut},
    summary="Issue a paper about a licence",
    operation_id="issue_licence_paper",
)
def issue_paper(request: HttpRequest, licence: Identifier, body: inputs.IssueLicencePaper) -> Status[Any]:
    """Its card or its certificate; the name in it is a read under your purpose."""
    paper = issue_about_licence(actor=actor_of(request), licence_id=licence, **body.model_dump())
    return Status(201, told([paper])[0])
