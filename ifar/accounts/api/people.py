"""People, their roles and their absences."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.api.shapes import Identifier, Listing, ProposalShape, actor_of
from ifar.accounts.inputs import AskForRole, ConfirmedReason, EnterAbsenceOf, RegisterPerson, StatedReason
from ifar.accounts.models import Grant, Proposal, User
from ifar.accounts.selectors import people
from ifar.accounts.services import absences, grants
from ifar.accounts.services import people as people_services
from ifar.cursors import Page, page
from ifar.rights import require

router = Router(tags=["accounts"])


class GrantOut(Schema):
    """A role at an agency for a period."""

    id: uuid.UUID = Field(alias="entry")
    role: str
    agency: str = Field(alias="agency.public_id")
    valid_from: dt.datetime
    valid_to: dt.datetime | None


class PersonOut(Schema):
    """A person and the roles that they hold now."""

    id: str = Field(alias="public_id")
    username: str
    name: str
    home: str = Field(alias="home.public_id")
    active: bool = Field(alias="is_active")
    grants: list[GrantOut]

    @staticmethod
    def resolve_grants(result: Any) -> list[Grant]:
        """The roles held now."""
        return list(result.holds)


class PeopleOut(Schema):
    """A page of people."""

    items: list[PersonOut]
    after: str | None


class Registered(Schema):
    """A person who was registered."""

    id: str = Field(alias="public_id")


class Invitation(Schema):
    """The secret part of a one-time link, shown once."""

    user: str
    secret: str


@router.get("/people", response=PeopleOut, operation_id="list_people")
def list_people(request: HttpRequest, asked: Query[Listing]) -> Page[User]:
    """People that I may see, with the roles that they hold now."""
    actor = actor_of(request)
    require(actor, "accounts:person:read")
    return page(people.listed(actor), order=("name", "id"), after=asked.after, size=asked.size)


@router.get("/people/{user}", response=PersonOut, operation_id="read_person")
def read_person(request: HttpRequest, user: Identifier) -> User:
    """One person."""
    return people.listed_person(actor_of(request), user)


@router.post("/people", response={201: Registered}, operation_id="register_person")
def register_person(request: HttpRequest, said: RegisterPerson) -> Status[User]:
    """Register a person; they may do nothing until two people have given them a role."""
    new = people_services.NewPerson(said.username, said.name, said.email, said.language)
    return Status(201, people_services.register(actor=actor_of(request), new=new, home=said.home))


@router.post(
    "/people/{user}/invitation",
    response={201: Invitation},
    operation_id="invite_person",
    openapi_extra={"x-repeated": "secret"},
)
def invite_person(request: HttpRequest, user: Identifier) -> Status[dict[str, str]]:
    """Make the one-time link by which a person chooses a password."""
    return Status(201, {"user": user, "secret": people_services.invite(actor=actor_of(request), user=user)})


@router.post("/people/{user}/lock", response={204: None}, operation_id="lock_person")
def lock_person(request: HttpRequest, user: Identifier, said: ConfirmedReason) -> Status[None]:
    """Stop a person at once."""
    people_services.lock(actor=actor_of(request), user=user, reason=said.reason, understood=said.understood)
    return Status(204, None)


@router.post("/people/{user}/unlock", response={204: None}, operation_id="unlock_person")
def unlock_person(request: HttpRequest, user: Identifier, said: StatedReason) -> Status[None]:
    """Let a person sign in again."""
    people_services.unlock(actor=actor_of(request), user=user, reason=said.reason)
    return Status(204, None)


@router.post(
    "/people/{user}/factor-reset", response={202: ProposalShape}, operation_id="propose_factor_reset"
)
def propose_factor_reset(request: HttpRequest, user: Identifier, said: StatedReason) -> Status[Proposal]:
    """Ask that a person's lost second factor is removed; another person decides."""
    return Status(
        202, people_services.propose_factor_reset(actor=actor_of(request), user=user, reason=said.reason)
    )


@router.post("/people/{user}/grants", response={202: ProposalShape}, operation_id="propose_grant")
def propose_grant(request: HttpRequest, user: Identifier, said: AskForRole) -> Status[Proposal]:
    """Ask that a person gets a role; another person decides."""
    return Status(202, grants.propose_grant(actor=actor_of(request), user=user, **dict(said)))


@router.post("/grants/{grant}/revocation", response={202: ProposalShape}, operation_id="propose_revocation")
def propose_revocation(request: HttpRequest, grant: uuid.UUID, said: ConfirmedReason) -> Status[Proposal]:
    """Ask that a role is taken from a person; another person decides."""
    asked = grants.propose_revocation(
        actor=actor_of(request), grant=grant, reason=said.reason, understood=said.understood
    )
    return Status(202, asked)


@router.post("/absences", response={202: ProposalShape}, operation_id="propose_absence")
def propose_absence(request: HttpRequest, said: EnterAbsenceOf) -> Status[Proposal]:
    """Ask that somebody stands in for somebody who is away; another person decides."""
    return Status(202, absences.propose(actor=actor_of(request), **dict(said)))


@router.post("/absences/{absence}/end", response={204: None}, operation_id="end_absence")
def end_absence(request: HttpRequest, absence: uuid.UUID) -> Status[None]:
    """End a cover early."""
    absences.end(actor=actor_of(request), absence=absence)
    return Status(204, None)
