"""Agencies."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.api.shapes import Identifier, Listing, ProposalShape, actor_of
from ifar.accounts.inputs import ChangeAgency, RegisterAgency
from ifar.accounts.models import Agency, Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.services import agencies as agency_services
from ifar.acts.inputs import part_of
from ifar.cursors import Page, page
from ifar.rights import require

router = Router(tags=["accounts"])


class AgencyOut(Schema):
    """An agency; `names` are those in other languages than that of its name."""

    id: str = Field(alias="public_id")
    kind: str
    name: str
    country: str
    area: str
    compartment: str
    parent: str | None
    closed: bool
    telephone: str
    email: str
    names: dict[str, str]

    @staticmethod
    def resolve_parent(agency: Agency) -> str | None:
        """The office above."""
        return agency.parent.public_id if agency.parent else None


class AgenciesOut(Schema):
    """A page of agencies."""

    items: list[AgencyOut]
    after: str | None


@router.get("/agencies", response=AgenciesOut, operation_id="list_agencies")
def list_agencies(request: HttpRequest, asked: Query[Listing]) -> Page[Agency]:
    """Agencies that I may see."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    records = agencies.agencies_for(actor).select_related("parent")
    return page(records, order=("name", "id"), after=asked.after, size=asked.size)


@router.get("/agencies/{agency}", response=AgencyOut, operation_id="read_agency")
def read_agency(request: HttpRequest, agency: Identifier) -> Agency:
    """One agency."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    return agencies.agency_for(actor, agency)


@router.post("/agencies", response={202: ProposalShape}, operation_id="propose_agency")
def propose_agency(request: HttpRequest, said: RegisterAgency) -> Status[Proposal]:
    """Ask that an agency is registered; another person decides."""
    new = part_of(said, agency_services.NewAgency)
    return Status(
        202, agency_services.propose_registration(actor=actor_of(request), new=new, reason=said.reason)
    )


@router.post(
    "/agencies/{agency}/changes", response={202: ProposalShape}, operation_id="propose_agency_change"
)
def propose_agency_change(request: HttpRequest, agency: Identifier, said: ChangeAgency) -> Status[Proposal]:
    """Ask that an agency is renamed, moved, reached in another way, closed or reopened; another person decides."""
    asked = agency_services.propose_change(actor=actor_of(request), agency=agency, **dict(said))
    return Status(202, asked)
