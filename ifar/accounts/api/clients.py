"""API clients."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.api.shapes import Identifier, Listing, ProposalShape, actor_of
from ifar.accounts.inputs import AskForClient, StatedReason
from ifar.accounts.models import Client, Proposal
from ifar.accounts.selectors import clients as client_selectors
from ifar.accounts.services import clients
from ifar.cursors import Page, page
from ifar.rights import require

router = Router(tags=["accounts"])


class ClientOut(Schema):
    """An API client."""

    id: str = Field(alias="public_id")
    name: str
    agency: str = Field(alias="agency.public_id")
    scopes: list[str]
    prefix: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class ClientsOut(Schema):
    """A page of API clients."""

    items: list[ClientOut]
    after: str | None


class TokenOut(Schema):
    """A token, shown this once."""

    token: str


@router.get("/clients", response=ClientsOut, operation_id="list_clients")
def list_clients(request: HttpRequest, asked: Query[Listing]) -> Page[Client]:
    """API clients that I may see."""
    actor = actor_of(request)
    require(actor, "accounts:client:manage")
    return page(client_selectors.clients_for(actor), order=("name", "id"), after=asked.after, size=asked.size)


@router.post("/clients", response={202: ProposalShape}, operation_id="propose_client")
def propose_client(request: HttpRequest, said: AskForClient) -> Status[Proposal]:
    """Ask for an API client; another person decides."""
    return Status(202, clients.propose(actor=actor_of(request), **dict(said)))


@router.post(
    "/clients/{client}/token",
    response={201: TokenOut},
    operation_id="take_token",
    openapi_extra={"x-repeated": "secret"},
)
def take_token(request: HttpRequest, client: Identifier) -> Status[dict[str, str]]:
    """Take the token of a client that I asked for; it is shown this once."""
    return Status(201, {"token": clients.take_token(actor=actor_of(request), client=client)})


@router.post("/clients/{client}/revocation", response={204: None}, operation_id="revoke_client")
def revoke_client(request: HttpRequest, client: Identifier, said: StatedReason) -> Status[None]:
    """End an API client at once."""
    clients.revoke(actor=actor_of(request), client=client, reason=said.reason)
    return Status(204, None)
