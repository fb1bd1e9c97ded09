"""The JSON edge of accounts: oneself, agencies, people and their roles, proposals, API clients, the log of reads."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.models import Agency, Client, Grant, Proposal, ReadLog, User
from ifar.accounts.selectors import agencies, people, proposals
from ifar.accounts.selectors import clients as client_selectors
from ifar.accounts.selectors import reads as read_selectors
from ifar.accounts.services import absences, clients, grants, shifts
from ifar.accounts.services import agencies as agency_services
from ifar.accounts.services import people as people_services
from ifar.accounts.services import proposals as proposal_services
from ifar.cursors import LARGEST, SIZE, Page, page
from ifar.rights import Actor, require

router = Router(tags=["accounts"])
Identifier = Annotated[str, Field(max_length=20)]
Words = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(max_length=300)]


class Listing(Schema):
    """How a list is read page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


# --- oneself -------------------------------------------------------------------------------------------------------------
class PurposeOut(Schema):
    """Why personal data are read."""

    shift: str
    purpose: str
    case: str


class MeOut(Schema):
    """Who asks, and what they may do."""

    id: str
    kind: str
    name: str
    agency: str
    roles: list[str]
    permissions: list[str]
    compartments: list[str]
    standing_in_for: str
    purpose: PurposeOut | None


class ShiftIn(Schema):
    """A stated purpose: for how many hours, under which case."""

    purpose: Name
    case: Name = ""
    hours: Annotated[float, Field(gt=0, le=12)] = 8


class AgencyChoice(Schema):
    """The agency to act for."""

    agency: Identifier


@router.get("/me", response=MeOut, operation_id="me")
def me(request: HttpRequest) -> dict[str, Any]:
    """Who I am, for which agency I act, what I may do."""
    actor = _actor(request)
    return {
        "id": actor.id,
        "kind": actor.kind,
        "name": actor.name,
        "agency": actor.agency,
        "roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions),
        "compartments": sorted(actor.compartments),
        "standing_in_for": actor.standing_in_for,
        "purpose": actor.purpose,
    }


@router.put("/me/purpose", response=PurposeOut, operation_id="state_purpose")
def state_purpose(request: HttpRequest, said: ShiftIn) -> dict[str, str]:
    """State why I read personal data from now on; for people, who read in shifts."""
    shift = shifts.start(actor=_actor(request), purpose=said.purpose, case=said.case, hours=said.hours)
    return {"shift": shift.public_id, "purpose": shift.purpose, "case": shift.case}


@router.delete("/me/purpose", response={204: None}, operation_id="end_purpose")
def end_purpose(request: HttpRequest) -> Status[None]:
    """End my shift."""
    shifts.end(actor=_actor(request))
    return Status(204, None)


@router.put("/me/agency", response={204: None}, operation_id="switch_agency")
def switch_agency(request: HttpRequest, said: AgencyChoice) -> Status[None]:
    """Act for another agency at which I hold a role."""
    people_services.switch_agency(actor=_actor(request), agency=said.agency)
    return Status(204, None)


# --- reads -----------------------------------------------------------------------------------------------------------------
class ReadOut(Schema):
    """One read of personal data."""

    id: int
    at: dt.datetime
    actor: str
    agency: str
    shift: str
    purpose: str
    case: str
    act: str
    object: str
    count: int


class ReadsOut(Schema):
    """A page of reads."""

    items: list[ReadOut]
    after: str | None


class ReadsAsked(Listing):
    """Whose reads: mine, or of one person's or item's data."""

    about: Annotated[str, Field(max_length=20)] = ""
    mine: bool = False


@router.get("/reads", response=ReadsOut, operation_id="list_reads")
def list_reads(request: HttpRequest, asked: Query[ReadsAsked]) -> Page[ReadLog]:
    """Who read whose data, as far as I may see it; `mine` is my own access report."""
    actor = _actor(request)
    if asked.mine:
        found = read_selectors.made_by(actor)
    elif asked.about:
        found = read_selectors.about(actor, asked.about)
    else:
        require(actor, "accounts:readlog:read")
        found = read_selectors.reads_for(actor)
    return page(found, order=("-id",), after=asked.after, size=asked.size)


# --- agencies --------------------------------------------------------------------------------------------------------------
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
    reason: Words


class AgencyChange(Schema):
    """One change of an agency: a new name, another area, its closing or reopening."""

    name: Name | None = None
    area: Annotated[str, Field(max_length=12)] | None = None
    closed: bool | None = None
    reason: Words


class Asked(Schema):
    """What was asked for: the proposal, and what it is about."""

    proposal: str = Field(alias="public_id")
    object: str


@router.get("/agencies", response=AgenciesOut, operation_id="list_agencies")
def list_agencies(request: HttpRequest, asked: Query[Listing]) -> Page[Agency]:
    """Agencies that I may see."""
    actor = _actor(request)
    require(actor, "accounts:agency:read")
    found = agencies.agencies_for(actor).select_related("parent")
    return page(found, order=("name", "id"), after=asked.after, size=asked.size)


@router.get("/agencies/{agency}", response=AgencyOut, operation_id="read_agency")
def read_agency(request: HttpRequest, agency: Identifier) -> Agency:
    """One agency."""
    actor = _actor(request)
    require(actor, "accounts:agency:read")
    return agencies.agency_for(actor, agency)


@router.post("/agencies", response={202: Asked}, operation_id="propose_agency")
def propose_agency(request: HttpRequest, said: AgencyIn) -> Status[Proposal]:
    """Ask that an agency is registered; another person decides."""
    new = agency_services.NewAgency(said.kind, said.name, said.country, said.area, said.parent)
    return Status(
        202, agency_services.propose_registration(actor=_actor(request), new=new, reason=said.reason)
    )


@router.post("/agencies/{agency}/changes", response={202: Asked}, operation_id="propose_agency_change")
def propose_agency_change(request: HttpRequest, agency: Identifier, said: AgencyChange) -> Status[Proposal]:
    """Ask that an agency is renamed, moved, closed or reopened; another person decides."""
    asked = agency_services.propose_change(
        actor=_actor(request),
        agency=agency,
        reason=said.reason,
        name=said.name,
        area=said.area,
        closed=said.closed,
    )
    return Status(202, asked)


# --- people ----------------------------------------------------------------------------------------------------------------
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
    def resolve_grants(found: Any) -> list[Grant]:
        """The roles held now."""
        return list(found.holds)


class PeopleOut(Schema):
    """A page of people."""

    items: list[PersonOut]
    after: str | None


class PersonIn(Schema):
    """A new person."""

    username: Annotated[str, Field(max_length=60)]
    name: Name
    email: Annotated[str, Field(max_length=254)] = ""
    language: Annotated[str, Field(max_length=8)] = "en"
    home: Identifier


class Registered(Schema):
    """A person who was registered."""

    id: str = Field(alias="public_id")


class Reasoned(Schema):
    """Why."""

    reason: Words


class Invitation(Schema):
    """The secret part of a one-time link, shown once."""

    user: str
    secret: str


class GrantIn(Schema):
    """A role that somebody is to get."""

    role: Name
    agency: Identifier
    valid_from: dt.datetime | None = None
    valid_to: dt.datetime | None = None
    reason: Words


class AbsenceIn(Schema):
    """Who stands in for whom, in which role, from when to when."""

    user: Identifier
    stand_in: Identifier
    role: Name
    agency: Identifier
    valid_from: dt.datetime
    valid_to: dt.datetime
    reason: Words


@router.get("/people", response=PeopleOut, operation_id="list_people")
def list_people(request: HttpRequest, asked: Query[Listing]) -> Page[User]:
    """People that I may see, with the roles that they hold now."""
    actor = _actor(request)
    require(actor, "accounts:person:read")
    return page(people.listed(actor), order=("name", "id"), after=asked.after, size=asked.size)


@router.get("/people/{user}", response=PersonOut, operation_id="read_person")
def read_person(request: HttpRequest, user: Identifier) -> User:
    """One person."""
    return people.listed_person(_actor(request), user)


@router.post("/people", response={201: Registered}, operation_id="register_person")
def register_person(request: HttpRequest, said: PersonIn) -> Status[User]:
    """Register a person; they may do nothing until two people have given them a role."""
    new = people_services.NewPerson(said.username, said.name, said.email, said.language)
    return Status(201, people_services.register(actor=_actor(request), new=new, home=said.home))


@router.post("/people/{user}/invitation", response={201: Invitation}, operation_id="invite_person")
def invite_person(request: HttpRequest, user: Identifier) -> Status[dict[str, str]]:
    """Make the one-time link by which a person chooses a password."""
    return Status(201, {"user": user, "secret": people_services.invite(actor=_actor(request), user=user)})


@router.post("/people/{user}/lock", response={204: None}, operation_id="lock_person")
def lock_person(request: HttpRequest, user: Identifier, said: Reasoned) -> Status[None]:
    """Stop a person at once."""
    people_services.lock(actor=_actor(request), user=user, reason=said.reason)
    return Status(204, None)


@router.post("/people/{user}/unlock", response={204: None}, operation_id="unlock_person")
def unlock_person(request: HttpRequest, user: Identifier, said: Reasoned) -> Status[None]:
    """Let a person sign in again."""
    people_services.unlock(actor=_actor(request), user=user, reason=said.reason)
    return Status(204, None)


@router.post("/people/{user}/factor-reset", response={202: Asked}, operation_id="propose_factor_reset")
def propose_factor_reset(request: HttpRequest, user: Identifier, said: Reasoned) -> Status[Proposal]:
    """Ask that a person's lost second factor is removed; another person decides."""
    return Status(
        202, people_services.propose_factor_reset(actor=_actor(request), user=user, reason=said.reason)
    )


@router.post("/people/{user}/grants", response={202: Asked}, operation_id="propose_grant")
def propose_grant(request: HttpRequest, user: Identifier, said: GrantIn) -> Status[Proposal]:
    """Ask that a person gets a role; another person decides."""
    asked = grants.propose_grant(
        actor=_actor(request),
        user=user,
        role=said.role,
        agency=said.agency,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        reason=said.reason,
    )
    return Status(202, asked)


@router.post("/grants/{grant}/revocation", response={202: Asked}, operation_id="propose_revocation")
def propose_revocation(request: HttpRequest, grant: uuid.UUID, said: Reasoned) -> Status[Proposal]:
    """Ask that a role is taken from a person; another person decides."""
    return Status(202, grants.propose_revocation(actor=_actor(request), grant=grant, reason=said.reason))


@router.post("/absences", response={202: Asked}, operation_id="propose_absence")
def propose_absence(request: HttpRequest, said: AbsenceIn) -> Status[Proposal]:
    """Ask that somebody stands in for somebody who is away; another person decides."""
    return Status(202, absences.propose(actor=_actor(request), **said.dict()))


@router.post("/absences/{absence}/end", response={204: None}, operation_id="end_absence")
def end_absence(request: HttpRequest, absence: uuid.UUID) -> Status[None]:
    """End a cover early."""
    absences.end(actor=_actor(request), absence=absence)
    return Status(204, None)


# --- proposals -------------------------------------------------------------------------------------------------------------
class DecisionOut(Schema):
    """What one person said."""

    verdict: str
    decider: str
    standing_in_for: str
    agency: str = Field(alias="agency.public_id")
    reason: str
    at: dt.datetime


class ProposalOut(Schema):
    """Something that somebody asked for, and where it stands."""

    id: str = Field(alias="public_id")
    act: str
    object: str
    payload: dict[str, Any]
    reason: str
    proposer: str
    agency: str = Field(alias="agency.public_id")
    compartment: str
    people: int
    emergency: bool
    countersign_by: dt.datetime | None
    expires_at: dt.datetime
    at: dt.datetime
    state: str
    overdue: bool


class ProposalWhole(ProposalOut):
    """A proposal with what was said about it."""

    decisions: list[DecisionOut]

    @staticmethod
    def resolve_decisions(found: Proposal) -> list[Any]:
        """The decisions, the first one first."""
        return list(found.decisions.all())


class ProposalsOut(Schema):
    """A page of proposals."""

    items: list[ProposalOut]
    after: str | None


class ProposalsAsked(Listing):
    """Which proposals: those that wait for my word, mine, those that are late, or all that I may see."""

    list: Literal["waiting", "mine", "late", "all"] = "waiting"


class DecisionIn(Schema):
    """Yes or no, and why."""

    verdict: Literal["approve", "refuse"]
    reason: Words = ""


class WithdrawalIn(Schema):
    """Why it is taken back."""

    reason: Words = ""


class OutcomeOut(Schema):
    """Where the proposal stands now, and whether it was carried out."""

    proposal: str
    state: str
    executed: bool


@router.get("/proposals", response=ProposalsOut, operation_id="list_proposals")
def list_proposals(request: HttpRequest, asked: Query[ProposalsAsked]) -> Page[Any]:
    """Proposals: what waits for me, what I asked for, what is late."""
    lists = {
        "waiting": proposals.waiting_for,
        "mine": proposals.proposed_by,
        "late": proposals.late,
        "all": proposals.proposals_for,
    }
    found = lists[asked.list](_actor(request))
    return page(found, order=("-at", "-public_id"), after=asked.after, size=asked.size)


@router.get("/proposals/{proposal}", response=ProposalWhole, operation_id="read_proposal")
def read_proposal(request: HttpRequest, proposal: Identifier) -> Proposal:
    """One proposal with what was said about it."""
    return proposals.proposal_for(_actor(request), proposal)


@router.post("/proposals/{proposal}/decision", response=OutcomeOut, operation_id="decide_proposal")
def decide_proposal(
    request: HttpRequest, proposal: Identifier, said: DecisionIn
) -> proposal_services.Outcome:
    """Say yes or no to what somebody else asked for; the last yes carries it out."""
    return proposal_services.decide(
        actor=_actor(request), proposal=proposal, verdict=said.verdict, reason=said.reason
    )


@router.post("/proposals/{proposal}/withdrawal", response=OutcomeOut, operation_id="withdraw_proposal")
def withdraw_proposal(
    request: HttpRequest, proposal: Identifier, said: WithdrawalIn
) -> proposal_services.Outcome:
    """Take back what I asked for."""
    return proposal_services.withdraw(actor=_actor(request), proposal=proposal, reason=said.reason)


# --- API clients -----------------------------------------------------------------------------------------------------------
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


class ClientIn(Schema):
    """An API client that somebody asks for."""

    name: Name
    agency: Identifier
    scopes: Annotated[list[Name], Field(max_length=50)]
    expires_at: dt.datetime
    reason: Words


class TokenOut(Schema):
    """A token, shown this once."""

    token: str


@router.get("/clients", response=ClientsOut, operation_id="list_clients")
def list_clients(request: HttpRequest, asked: Query[Listing]) -> Page[Client]:
    """API clients that I may see."""
    actor = _actor(request)
    require(actor, "accounts:client:manage")
    return page(client_selectors.clients_for(actor), order=("name", "id"), after=asked.after, size=asked.size)


@router.post("/clients", response={202: Asked}, operation_id="propose_client")
def propose_client(request: HttpRequest, said: ClientIn) -> Status[Proposal]:
    """Ask for an API client; another person decides."""
    return Status(202, clients.propose(actor=_actor(request), **said.dict()))


@router.post("/clients/{client}/token", response={201: TokenOut}, operation_id="take_token")
def take_token(request: HttpRequest, client: Identifier) -> Status[dict[str, str]]:
    """Take the token of a client that I asked for; it is shown this once."""
    return Status(201, {"token": clients.take_token(actor=_actor(request), client=client)})


@router.post("/clients/{client}/revocation", response={204: None}, operation_id="revoke_client")
def revoke_client(request: HttpRequest, client: Identifier, said: Reasoned) -> Status[None]:
    """End an API client at once."""
    clients.revoke(actor=_actor(request), client=client, reason=said.reason)
    return Status(204, None)
