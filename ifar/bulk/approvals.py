"""Approvals in a queue: one answer to many proposals, each decided by itself, as another person than who asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext_lazy
from pydantic import Field

from ifar.accounts.models import Decision, Proposal
from ifar.accounts.selectors import proposals as selectors
from ifar.accounts.services import proposals
from ifar.acts.inputs import Input, Prompt
from ifar.bulk import labels
from ifar.bulk.many import Answer, Many, provide
from ifar.bulk.one_by_one import each_alone
from ifar.bulk.services.running import AT_ONCE
from ifar.errors import Reason
from ifar.rights import Actor, require

DECIDE: Final = "accounts:proposal:decide"
DECIDED: Final = "accounts.decided"


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class DecideProposals(Input):
    """The answer to all of them, and why."""

    verdict: Annotated[
        Literal["approve", "refuse"],
        Prompt(_("Answer"), way="radio", among=(("approve", _("Approve")), ("refuse", _("Refuse")))),
    ]
    reason: Annotated[
        str, Field(max_length=2000), Prompt(_("Reason"), way="text", needed=_("(needed to refuse)"))
    ] = ""


def _decide(actor: Actor, decide_proposals: DecideProposals, proposal: str, _rest: str) -> Answer:
    proposals.decide(
        actor=actor, proposal=proposal, verdict=decide_proposals.verdict, reason=decide_proposals.reason
    )
    return Answer(proposal, Decision.objects.get(proposal_id=proposal, decider=actor.id).entry)


def _look(actor: Actor, _said: DecideProposals, things: Sequence[str]) -> list[Answer]:
    """What waits for this person is not carried out to look at it: an approval may reach further than a transaction."""
    require(actor, DECIDE)
    waiting = {
        item.public_id: item for item in selectors.waiting_for(actor).filter(public_id__in=list(things))
    }
    return [Answer(reasons=_against(waiting.get(text))) for text in things]


def _against(proposal: Proposal | None) -> tuple[Reason, ...]:
    """Why a proposal is not answered among others: it does not wait for this person, or is a list that is read first."""
    code = "bulk.not_waiting" if proposal is None else "bulk.read_first" if proposal.over_list else ""
    return (Reason(code, labels.of(code)),) if code else ()


def provide_many() -> None:
    """Have proposals decided in batches."""
    _unused, write = each_alone(DECIDE, _decide)
    words: Any = labels.of
    provide(
        Many(
            name=DECIDED,
            title=gettext_lazy("Decide on proposals"),
            said=DecideProposals,
            permission=DECIDE,
            look=_look,
            write=write,
            words=words,
            letters="Q",
            # Whoever decides is signed in (decision 0024), so none of it is left to the worker.
            most=AT_ONCE,
        )
    )
