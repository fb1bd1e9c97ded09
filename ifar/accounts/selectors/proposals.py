"""Proposals: what waits for me, what I asked for, what is late; each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from ifar import rights
from ifar.accounts import approvers, dual_control
from ifar.accounts.models import Decision, Execution, Proposal
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.rights import Actor, may

OPEN: Final = "open"
APPROVED: Final = "approved"
EXECUTED: Final = "executed"
COUNTERSIGN: Final = "to_countersign"
REFUSED: Final = "refused"
DISOWNED: Final = "disowned"
WITHDRAWN: Final = "withdrawn"
EXPIRED: Final = "expired"
STATES: Final = (OPEN, APPROVED, EXECUTED, COUNTERSIGN, REFUSED, DISOWNED, WITHDRAWN, EXPIRED)
"""`disowned`: done first in an emergency, and refused afterwards. `to_countersign`: done first, still without a yes."""
HAPPENED: Final = frozenset({EXECUTED, COUNTERSIGN, DISOWNED})
"""The act was carried out, whatever was said of it afterwards."""
OVER: Final = frozenset({REFUSED, WITHDRAWN, EXPIRED})
"""It was never carried out and will not be."""


class ProposalStatus(TypedDict):
    """What `with_status` adds to a proposal."""

    yes: int
    done: bool
    state: str
    overdue: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ProposalWithStatus = WithAnnotations[Proposal, ProposalStatus]
else:
    ProposalWithStatus = Proposal
"""A proposal with where it stands."""


def with_status() -> QuerySet[ProposalWithStatus]:
    """All proposals with `state` of `STATES`, `yes` (how many approved), `done` and `overdue`."""
    return _with_status().all()


@cache
def _with_status() -> QuerySet[ProposalWithStatus]:
    """Never asked itself: where a proposal stands is put together once for a process, which takes longer than to ask it."""
    decisions = Decision.objects.filter(proposal=OuterRef("public_id"))
    yes = decisions.filter(verdict="approve").order_by().values("proposal").annotate(n=Count("*")).values("n")
    alias = Proposal.objects.annotate(
        yes=Coalesce(Subquery(yes), 0), done=Exists(Execution.objects.filter(proposal=OuterRef("public_id")))
    ).alias(
        refused=Exists(decisions.filter(verdict="refuse")),
        withdrawn=Exists(decisions.filter(verdict="withdraw")),
    )
    # Each name stands for its whole question, written out wherever it is used: each is used as rarely as can be.
    enough = Q(yes__gte=F("people") - 1)
    alias = alias.annotate(
        state=Case(
            When(withdrawn=True, then=Value(WITHDRAWN)),
            When(refused=True, then=Case(When(done=True, then=Value(DISOWNED)), default=Value(REFUSED))),
            When(done=True, then=Case(When(enough, then=Value(EXECUTED)), default=Value(COUNTERSIGN))),
            When(expires_at__lt=Now(), then=Value(EXPIRED)),
            When(enough, then=Value(APPROVED)),
            default=Value(OPEN),
            output_field=CharField(),
        )
    )
    late = Q(countersign_by__lt=Now(), done=True, refused=False, withdrawn=False) & ~enough
    return alias.annotate(overdue=Case(When(late, then=Value(True)), default=Value(False)))


def waiting_about(object: str, acts: Iterable[str], **payload: Any) -> QuerySet[ProposalWithStatus]:
    """What somebody asked for about an object and nobody has answered or carried out yet; whoever may see it.

    Args:
        acts: acts that are one question.
        payload: what its payload says besides, where the object alone does not tell the question.
    """
    status = with_status().filter(object=object) if object else with_status()
    return status.filter(act__in=list(acts), **payload).filter(state__in=[OPEN, APPROVED]).order_by("at")


def waiting_ids(object: str, acts: Iterable[str]) -> list[str]:
    """The same as public identifiers."""
    return list(waiting_about(object, acts).values_list("public_id", flat=True))


def decidable(actor: Actor) -> Q:
    """Proposals about which the actor's roles and office may decide (`deciding` says the same about one proposal)."""
    acts = dual_control.acts_decided_by(actor)
    if not acts:
        return Q(pk__in=[])
    office = Q(agency__in=agencies.below(actor.agency_id))
    seen = Q(compartment__in=actor.compartments)
    for area in {dual_control.area_of(act) for act in acts}:
        kinds = dual_control.kinds_deciding(area)
        of_the_state = area in rights.OF_THE_STATE
        if of_the_state:
            # What speaks for the whole State is bound to no compartment.
            seen |= Q(act__startswith=f"{area}.")
        if actor.agency_kind in kinds:
            theirs = Q(agency__kind=actor.agency_kind) | ~Q(agency__kind__in=kinds)
            office |= Q(act__startswith=f"{area}.") & (Q() if of_the_state else theirs)
    return Q(act__in=acts) & seen & office


def visible(actor: Actor) -> Q:
    """The one condition on proposals: my own, those I may decide about, my office's in what I may propose myself;
    an inspector's are all in the compartments that they see, but for areas that no inspector reads (`rights.UNINSPECTED`)."""
    seen = Q(proposer=actor.id) if actor.is_somebody else Q(pk__in=[])
    if not actor.agency_id:
        return seen
    if may(actor, "oversight:inspection:read"):
        unseen = [Q(act__startswith=f"{area}.") for area in sorted(rights.UNINSPECTED)]
        seen |= Q(compartment__in=actor.compartments) & ~reduce(or_, unseen)
    return seen | decidable(actor) | Q(act__in=dual_control.acts_proposed_by(actor), agency=actor.agency_id)


def proposals_for(actor: Actor) -> QuerySet[ProposalWithStatus]:
    """The proposals that `actor` may see, with their states, the newest first."""
    return with_status().filter(visible(actor)).select_related("agency").order_by("-at", "-public_id")


def proposal_for(actor: Actor, public_id: str) -> ProposalWithStatus:
    """One proposal with its decisions; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    decisions = Prefetch("decisions", queryset=Decision.objects.select_related("agency").order_by("at"))
    result = proposals_for(actor).prefetch_related(decisions).filter(public_id=public_id).first()
    if result is None:
        raise NotFound("accounts.proposal.not_found")
    return result


def waiting_for(actor: Actor) -> QuerySet[ProposalWithStatus]:
    """What waits for this actor's word: decidable, open or to be countersigned, not their own, not about them."""
    mine = Decision.objects.filter(proposal=OuterRef("public_id"), decider=actor.id)
    return (
        with_status()
        .filter(decidable(actor))
        .filter(state__in=[OPEN, COUNTERSIGN])
        .exclude(proposer=actor.id)
        .exclude(object=actor.id)
        .filter(~Exists(mine))
        .select_related("agency")
        .order_by(F("countersign_by").asc(nulls_last=True), "expires_at", "public_id")
    )


def proposed_by(actor: Actor) -> QuerySet[ProposalWithStatus]:
    """What this actor asked for, the newest first."""
    return proposals_for(actor).filter(proposer=actor.id)


def late(actor: Actor) -> QuerySet[ProposalWithStatus]:
    """Emergencies that nobody countersigned in time, and those that were disowned."""
    return proposals_for(actor).filter(Q(state=COUNTERSIGN, countersign_by__lt=Now()) | Q(state=DISOWNED))


def overdue() -> QuerySet[ProposalWithStatus]:
    """Every emergency that nobody countersigned in time: for the alarm, whoever looks."""
    results = with_status().filter(emergency=True)
    return results.filter(state=COUNTERSIGN, countersign_by__lt=Now()).select_related("agency")


def concerned(proposal: Proposal) -> frozenset[str]:
    """Public identifiers of the people whom a proposal concerns, who therefore do not decide about it."""
    return frozenset({proposal.object, str(proposal.payload.get("user", ""))})


def pending_proposal(proposal: Proposal) -> approvers.PendingProposal:
    """A proposal as the rule of `deciding` wants it. One query."""
    return approvers.PendingProposal(
        act=proposal.act,
        proposer=proposal.proposer,
        concerned=concerned(proposal),
        agency_kind=proposal.agency.kind,
        chain=agencies.chain(proposal.agency_id),
        compartment=proposal.compartment,
    )
