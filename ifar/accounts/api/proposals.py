"""Proposals and decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.accounts.api.shapes import Identifier, Listing, actor_of
from ifar.accounts.inputs import DecideProposal, WithdrawProposal
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals
from ifar.accounts.services import proposals as proposal_services
from ifar.cursors import Page, page

router = Router(tags=["accounts"])


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
    def resolve_decisions(proposal: Proposal) -> list[Any]:
        """The decisions, the first one first."""
        return list(proposal.decisions.all())


class ProposalsOut(Schema):
    """A page of proposals."""

    items: list[ProposalOut]
    after: str | None


class ProposalsAsked(Listing):
    """Which proposals: those that wait for my word, mine, those that are late, or all that I may see."""

    list: Literal["waiting", "mine", "late", "all"] = "waiting"


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
    results = lists[asked.list](actor_of(request))
    return page(results, order=("-at", "-public_id"), after=asked.after, size=asked.size)


@router.get("/proposals/{proposal}", response=ProposalWhole, operation_id="read_proposal")
def read_proposal(request: HttpRequest, proposal: Identifier) -> Proposal:
    """One proposal with what was said about it."""
    return proposals.proposal_for(actor_of(request), proposal)


@router.post("/proposals/{proposal}/decision", response=OutcomeOut, operation_id="decide_proposal")
def decide_proposal(
    request: HttpRequest, proposal: Identifier, said: DecideProposal
) -> proposal_services.Outcome:
    """Say yes or no to what somebody else asked for; the last yes carries it out."""
    return proposal_services.decide(actor=actor_of(request), proposal=proposal, **dict(said))


@router.post("/proposals/{proposal}/withdrawal", response=OutcomeOut, operation_id="withdraw_proposal")
def withdraw_proposal(
    request: HttpRequest, proposal: Identifier, said: WithdrawProposal
) -> proposal_services.Outcome:
    """Take back what I asked for."""
    return proposal_services.withdraw(actor=actor_of(request), proposal=proposal, **dict(said))
