"""One proposal over a list, for acts that take several people: put before another person, who decides once and may strike lines out.

The decision is the other person's own act in their own session. What it releases is carried out line by line, each as its single proposal is
(`executors`); the database and the verifier compare each entry with its line, and the lines with the digest that the proposal holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ifar.accounts import approvers
from ifar.accounts.inputs import DecideProposal
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as answers
from ifar.accounts.services import proposals
from ifar.acts.inputs import Prompt, RecordInput, Seen
from ifar.bulk import many, selectors
from ifar.bulk.models import Batch, Line
from ifar.bulk.one_by_one import MOST
from ifar.bulk.services import running, telling
from ifar.bulk.services.batches import BATCH, can_begin, carry_on
from ifar.bulk.services.writing import RECORDER
from ifar.errors import Reason
from ifar.rights import Actor, require

DECIDE: Final = "accounts:proposal:decide"


class StrikeLines(RecordInput):
    """Lines that are not decided: they are left out when the rest is approved, and stay open."""

    strike_out: Annotated[list[int], Field(min_length=1, max_length=MOST), Prompt(way="page")]


class DecideList(DecideProposal):
    """Yes or no to a list, and why; with a yes some lines may be struck out."""

    strike_out: Annotated[list[int], Field(max_length=MOST), Prompt(way="page")] = []
    expected_n: Seen = None


@BATCH.act(
    "proposed",
    RecordInput,
    _("Propose it"),
    permission="accounts:agency:read",
    hint=_("Another person sees the list and decides about it once. What was refused is left out."),
    done=_("Submitted. Nothing is decided yet: a second person has to approve."),
    leads=True,
    when=lambda actor, record: can_begin(actor, record, several=True),
)
@transaction.atomic
def propose(*, actor: Actor, batch_id: str, expected_n: int | None = None) -> None:
    """Put a list before another person: one proposal, which holds the digest of its lines.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: every line is refused, or one person is enough.
        Forbidden: this is a program.
    """
    require(actor, "accounts:agency:read")
    batch = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    what = selectors.many_for(actor, batch.act)
    require(actor, what.permission)
    if batch.refused == batch.total or not what.several:
        raise RECORDER.refused(Reason("bulk.none_left" if what.several else "bulk.alone"))
    RECORDER.state_after("batch", "proposed", batch.state)
    first = Line.objects.filter(batch=batch_id, reasons=[]).order_by("n")[0]
    made = proposals.propose(
        actor=actor,
        act=batch.act,
        object=batch_id,
        payload={
            "batch": batch_id,
            "listed": batch.listed,
            "total": batch.total - batch.refused,
            "kind": str(first.asked.get("kind", "")),
        },
        reason=str(batch.said.get("reason", "")),
        compartment=batch.compartment,
    )
    RECORDER.record(actor, "batch", "proposed", batch, changes={"proposal": made.public_id})


def may_decide(actor: Actor, batch: Batch) -> bool:
    """Whether a list waits for this person's word."""
    waiting = answers.waiting_for(actor).filter(public_id=batch.proposal).first()
    return (
        waiting is not None and approvers.stands_in_the_way(actor, answers.pending_proposal(waiting)) is None
    )


@BATCH.act(
    "struck",
    StrikeLines,
    _("Strike lines out"),
    permission=DECIDE,
    when=may_decide,
)
@transaction.atomic
def strike(*, actor: Actor, batch_id: str, strike_out: Sequence[int], expected_n: int | None = None) -> None:
    """Strike lines out of a list before it is decided: they stay open.

    Raises:
        NotFound: there is no such batch for this actor.
        Forbidden: this person does not decide about it.
        Invalid: there is no such line, or no line would be left: a list of which nothing is approved is refused.
    """
    require(actor, DECIDE)
    batch = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    RECORDER.state_after("batch", "struck", batch.state)
    proposals.require_decider(actor, answers.proposal_for(actor, batch.proposal))
    struck = sorted({*batch.struck, *strike_out})
    good = set(Line.objects.filter(batch=batch_id, reasons=[]).values_list("n", flat=True))
    if not good.issuperset(struck) or len(good) == len(struck):
        raise RECORDER.invalid(Reason("bulk.struck", field="strike_out"))
    RECORDER.record(actor, "batch", "struck", batch, changes={"struck": struck})


@transaction.atomic
def decide(
    *,
    actor: Actor,
    batch_id: str,
    verdict: Literal["approve", "refuse"],
    reason: str = "",
    strike_out: Sequence[int] = (),
    expected_n: int | None = None,
) -> None:
    """Say yes or no to a list, as another person than who proposed it; with a yes some lines may be struck out.

    Raises:
        NotFound, Forbidden, Invalid: as for `strike`, and as for any decision.
        Conflict: it was answered or withdrawn meanwhile, or somebody struck out lines after the page was opened.
    """
    require(actor, DECIDE)
    batch = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    if strike_out and verdict == "approve":
        strike(actor=actor, batch_id=batch_id, strike_out=strike_out)
    proposals.decide(actor=actor, proposal=batch.proposal, verdict=verdict, reason=reason)


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved list, line by line; `actor` gave the last approval.

    Raises:
        Refused: the list was given up meanwhile.
    """
    batch = Batch.objects.select_related("agency").get(public_id=proposal.object)
    RECORDER.record(actor, "batch", "released", batch, proposal=proposal.public_id)
    telling.tell_proposer(telling.APPROVED, batch.public_id)
    carry_on(actor, batch)


def checked(batch: Batch, lines: Sequence[Any]) -> dict[int, tuple[str, tuple[Reason, ...]]]:
    """What has changed about lines since the list was given: asked for again as whoever gave it, and taken back.

    Returns:
        line -> `refused` with the reasons, or `differs` where other words would be put before the second person.
    """
    what = many.many_of(batch.act)
    good = [line for line in lines if not line.reasons]
    if what is None or not good:
        return {}
    values = what.said.model_validate(batch.said)
    things = [f"{item.thing} {item.rest}".rstrip() for item in good]
    now = what.look(running.whoever(batch.person, batch.agency_id), values, things)
    return {
        item.n: ("refused" if answer.reasons else "differs", answer.reasons)
        for item, answer in zip(good, now, strict=True)
        if answer.reasons or answer.asked != item.asked
    }
