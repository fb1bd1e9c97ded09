"""Agencies."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.api.shapes import Asked, Identifier, Listing, Name, Words, actor_of
from ifar.accounts.models import Agency, Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.services import agencies as agency_services
from ifar.cursors import Page, page
from ifar.rights import require

router = Router(tags=["accounts"])


class AgencyOut(Schema):
    """An agency."""

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

    @staticmethod
    def resolve_parent(found: Agency) -> str | None:
        """The office above."""
        return found.parent.public_id if found.parent else None


class AgenciesOut(Schema):
    """A page of agencies."""

    items: list[AgencyOut]
    after: str | None


class AgencyIn(Schema):
    """A new agency."""

    kind: Name
    name: Name
    country: Annotated[str, Field(max_length=2)]
    area: Annotated[str, Field(max_length=12)] = ""
    parent: Annotated[str, Field(max_length=20)] = ""
    telephone: Annotated[str, Field(max_length=40)] = ""
    email: Annotated[str, Field(max_length=200)] = ""
    reason: Words


class AgencyChange(Schema):
    """One change of an agency: a new name, another area, how its desk is reached, its closing or reopening."""

    name: Name | None = None
    area: Annotated[str, Field(max_length=12)] | None = None
    closed: bool | None = None
    telephone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=200)] | None = None
    reason: Words


@router.get("/agencies", response=AgenciesOut, operation_id="list_agencies")
def list_agencies(request: HttpRequest, asked: Query[Listing]) -> Page[Agency]:
    """Agencies that I may see."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    found = agencies.agencies_for(actor).select_related("parent")
    return page(found, order=("name", "id"), after=asked.after, size=asked.size)


@router.get("/agencies/{agency}", response=AgencyOut, operation_id="read_agency")
def read_agency(request: HttpRequest, agency: Identifier) -> Agency:
    """One agency."""
    actor = actor_of(request)
    require(actor, "accounts:agency:read")
    return agencies.agency_for(actor, agency)


@router.post("/agencies", response={202: Asked}, operation_id="propose_agency")
def propose_agency(request: HttpRequest, said: AgencyIn) -> Status[Proposal]:
    """Ask that an agency is registered; another person decides."""
    new = agency_services.NewAgency(
        said.kind, said.name, said.country, said.area, said.parent, said.telephone, said.email
    )
    return Status(
        202, agency_services.propose_registration(actor=actor_of(request), new=new, reason=said.reason)
    )


@router.post("/agencies/{agency}/changes", response={202: Asked}, operation_id="propose_agency_change")
def propose_agency_change(request: HttpRequest, agency: Identifier, said: AgencyChange) -> Status[Proposal]:
    """Ask that an agency is renamed, moved, reached in another way, closed or reopened; another person decides."""
    asked = agency_services.propose_change(
        actor=actor_of(request),
        agency=agency,
        reason=said.reason,
        name=said.name,
        area=said.area,
        closed=said.closed,
        telephone=said.telephone,
        email=said.email,
    )
    return Status(202, asked)
