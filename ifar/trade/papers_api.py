"""Papers that this State gives of what it authorised, over HTTP as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Status

from ifar.documents import selectors as documents
from ifar.documents.api import PaperOut, papers_as_json
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade import selectors
from ifar.trade.inputs import IssueTransferPaper
from ifar.trade.services.issued import issue_about_authorisation

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]


@router.get(
    "/trade/authorisations/{authorisation}/issued",
    response=list[PaperOut],
    summary="List the papers issued about an authorisation",
    operation_id="list_transfer_papers",
)
def issued(request: HttpRequest, authorisation: _Identifier) -> Any:
    """The newest first, at most a hundred."""
    actor = actor_of(request)
    require(actor, "documents:paper:read")
    require(actor, selectors.READ)
    record = selectors.authorisation_for(actor, authorisation)
    return papers_as_json(list(documents.papers_about(actor, record.public_id)[:100]))


@router.post(
    "/trade/authorisations/{authorisation}/issued",
    response={201: PaperOut},
    summary="Issue a paper about an authorisation",
    operation_id="issue_transfer_paper",
)
def issue(request: HttpRequest, authorisation: _Identifier, body: IssueTransferPaper) -> Status[Any]:
    """An authorisation, a no-objection to transit or an end-use certificate; the names on it are a read under your purpose."""
    paper = issue_about_authorisation(
        actor=actor_of(request), authorisation_id=authorisation, **body.model_dump()
    )
    return Status(201, papers_as_json([paper])[0])
