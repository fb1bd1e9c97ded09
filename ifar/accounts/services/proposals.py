"""Acts of several people: asked for by one, answered by others, carried out with the last yes.

An app registers how its acts are carried out (`register_executor`, when the programs start); the last approval then carries the
act out in its own transaction. Without an executor the act waits, approved, for whoever carries it out (`approved`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts import approvers, descriptions, dual_control, executors
from ifar.accounts.models import Decision, Proposal
from ifar.accounts.selectors import people
from ifar.accounts.selectors import proposals as selectors
from ifar.accounts.selectors.proposals import ProposalWithStatus
from ifar.accounts.services import acts, notices, reads
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.outbox import services as outbox
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

Verdict = Literal["approve", "refuse"]
register_executor = executors.provide

REFUSED: Final = "accounts.proposal_refused"
"""The notice to whoever asked."""
MESSAGES: Final[Mapping[str, Any]] = {
    "accounts.decision.role": _("Your roles do not decide about this."),
    "accounts.decision.proposer": _("You asked for this yourself; another person has to answer."),
    "accounts.decision.stand_in": _(
        "You stand in for the person who asked for this; somebody else has to answer."
    ),
    "accounts.decision.concerned": _("This concerns yourself; another person has to answer."),
    "accounts.decision.compartment": _("This belongs to a compartment that your office does not see."),
    "accounts.decision.office": _("Another office answers for this."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision led to: the proposal's public identifier, where it stands now, and whether it was carried out."""

    proposal: str
    state: str
    executed: bool


@transaction.atomic
def propose(
    *,
    actor: Actor,
    act: str,
    object: str,
    payload: Mapping[str, Any],
    reason: str,
    emergency: bool = False,
    compartment: str | None = None,
    words: Mapping[str, str] | None = None,
) -> Proposal:
    """Ask for an act that takes several people.

    Args:
        act: name in the table of such acts, e.g. `registry.corrected`.
        object: public identifier of what the act is about.
        payload: what the act's entry will say, key by key; no floats, not empty, and nothing in anybody's own words.
        reason: why, for those who decide; kept apart from the log, like every personal value.
        words: what else those who decide are to read in somebody's own words; kept apart as the reason is.
        emergency: do it now; it must be countersigned within a set time and is flagged until then.
        compartment: of what the act is about; the agency's own without it.

    Raises:
        Forbidden: the actor may not propose this act (or not act first).
        Conflict: the same is asked already and waits for an answer; it says which proposal that is.
        Invalid: nothing to decide about, no reason, or no emergency is possible here.
    """
    rule = dual_control.rule_of(act)
    if rule is None:
        raise ValueError(f"{act} takes one person only")
    require(actor, rule.permission)
    if emergency:
        require(actor, "accounts:emergency:act")
    _check_question(rule, payload, reason, emergency)
    if not emergency:
        # What somebody asked for may still be done first, when it becomes urgent.
        same: dict[str, Any] = {"compartment": compartment or AGENCY_COMPARTMENT[actor.agency_kind]}
        if dual_control.area_of(act) in dual_control.SEVERAL:
            same["payload"] = dict(payload)
        acts_of_it = dual_control.SAME.get(act, (act,))
        ask_once(actor, f"{acts_of_it[0]} {object}", selectors.waiting_about(object, acts_of_it, **same))
    proposal = _write_proposal(
        actor,
        act,
        object,
        payload,
        reason.strip(),
        emergency,
        compartment or AGENCY_COMPARTMENT[actor.agency_kind],
        {name: word for name, word in (words or {}).items() if word},
    )
    if emergency and executors.carries_out(act):
        executors.carry_out(act, actor=actor, proposal=proposal)
    outbox.state_fact(
        topic="accounts.proposed", key=proposal.public_id, payload={"act": act, "emergency": emergency}
    )
    return proposal


_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268730, hashtext(%s))"


def ask_once(actor: Actor, question: str, waiting: QuerySet[ProposalWithStatus]) -> None:
    """Refuse to ask what somebody has asked already: two clicks are one wish. Whoever asks the same meanwhile waits here.

    Args:
        question: what is asked, for those who ask at the same moment.
        waiting: proposals that ask the same.

    Raises:
        Conflict: one waits; it is named to those who may see it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [question])
    result = waiting.first()
    if result is None:
        return
    if selectors.proposals_for(actor).filter(pk=result.pk).exists():
        text = _("This is asked already, as %(id)s, and waits for a second person.")
        params = {"id": identifiers.shown(result.public_id)}
        raise Conflict("accounts.proposal.waits", str(text) % params, params=params)
    raise Conflict("accounts.proposal.waits", _("This is asked already, and waits for a second person."))


def _check_question(
    rule: dual_control.Rule, payload: Mapping[str, Any], reason: str, emergency: bool
) -> None:
    if not payload:
        raise ValueError("a proposal says what is to be done")
    if not reason.strip():
        raise Invalid(
            "accounts.proposal.reason", _("Say why: those who decide need a reason."), field="reason"
        )
    if emergency and not rule.emergency:
        raise Invalid(
            "accounts.proposal.no_emergency", _("This act cannot be done before others have agreed.")
        )


def _write_proposal(
    actor: Actor,
    act: str,
    object: str,
    payload: Mapping[str, Any],
    reason: str,
    emergency: bool,
    compartment: str,
    words: Mapping[str, str],
) -> Proposal:
    now = acts.now()
    people = dual_control.rules()[act].people
    public_id = identifiers.new("Q", secrets.token_bytes)
    countersign_by = now + dt.timedelta(hours=settings.IFAR_COUNTERSIGN_HOURS) if emergency else None
    expires_at = now + (
        dt.timedelta(minutes=10) if emergency else dt.timedelta(days=settings.IFAR_PROPOSAL_DAYS)
    )
    entry = acts.write(
        actor=actor,
        schema="proposal.made/1",
        act="accounts.proposed",
        object=public_id,
        payload={
            "id": public_id,
            "proposer": actor.id,
            "act": act,
            "object": object,
            "payload": dict(payload),
            "agency": actor.agency,
            "compartment": compartment,
            "people": people,
            "emergency": emergency,
            "countersign_by": acts.text(countersign_by),
            "expires_at": acts.text(expires_at),
            "at": acts.text(now),
        },
        recorded_at=now,
        personal={"reason": reason, "words": dict(words)},
    )
    return Proposal.objects.create(
        entry=entry,
        public_id=public_id,
        act=act,
        object=object,
        payload=dict(payload),
        reason=reason,
        words=dict(words),
        proposer=actor.id,
        agency_id=actor.agency_id,
        compartment=compartment,
        people=people,
        emergency=emergency,
        countersign_by=countersign_by,
        expires_at=expires_at,
        at=now,
    )


@transaction.atomic
def decide(*, actor: Actor, proposal: str, verdict: Verdict, reason: str = "") -> Outcome:
    """Say yes or no, as another person, to what somebody asked for; the last yes carries it out.

    Raises:
        NotFound: there is no such proposal for this actor.
        Forbidden: the actor asked for it, is concerned by it, or their role or office does not decide about it.
        Conflict: it was decided, withdrawn or carried out meanwhile, or has expired.
        Invalid: a no without a reason.
        Refused: it names people, and the actor has not said for what purpose they read names.
    """
    require(actor, "accounts:proposal:decide")
    acts.wait_for_proposal(proposal)
    result = selectors.proposal_for(actor, proposal)
    actor = replace(
        actor, standing_in_for=people.covered_by(actor, dual_control.rules()[result.act].deciders)
    )
    if verdict == "refuse" and not reason.strip():
        raise Invalid(
            "accounts.decision.reason", _("Say why not: the person who asked needs to know."), field="reason"
        )
    _check_open(result, actor)
    require_decider(actor, result)
    if descriptions.names_parties(result):
        reads.require_named(actor)
    _write_decision(actor, result, verdict, reason.strip())
    if verdict == "refuse":
        _tell_proposer(actor, result)
    return _after(actor, result)


def require_decider(actor: Actor, proposal: Proposal) -> None:
    """Let through who may decide about a proposal, as another person.

    Raises:
        Forbidden: the actor asked for it, is concerned by it, or their role or office does not decide about it.
    """
    if why := approvers.stands_in_the_way(actor, selectors.pending_proposal(proposal)):
        raise Forbidden(why.code, MESSAGES[why.code])


def _tell_proposer(actor: Actor, proposal: Proposal) -> None:
    """Tell whoever asked that it was refused, and by whom; the reason stands with the proposal."""
    values = {"by": actor.name, "act": proposal.act, "kind": str(proposal.payload.get("kind", ""))}
    notices.tell(
        kind=REFUSED,
        object=proposal.public_id,
        agency_id=proposal.agency_id,
        once=f"refused:{proposal.public_id}",
        user=proposal.proposer,
        params=values,
    )


def _check_open(proposal_with_status: ProposalWithStatus, actor: Actor) -> None:
    if any(decision.decider == actor.id for decision in proposal_with_status.decisions.all()):
        raise Conflict("accounts.decision.once", _("You have answered this already."))
    if proposal_with_status.state not in (selectors.OPEN, selectors.COUNTERSIGN):
        raise Conflict(
            "accounts.proposal.closed",
            _("This is no longer open: it was answered, withdrawn or has expired."),
        )


def _write_decision(actor: Actor, proposal: Proposal, verdict: str, reason: str) -> None:
    # What a decision about somebody's roles changes is locked with what the decider holds, so that two who decide about each other wait.
    acts.wait_for(proposal.object if proposal.object.startswith("U") else "", decider=actor.id)
    now = acts.now()
    payload = {
        "proposal": proposal.public_id,
        "decider": actor.id,
        "verdict": verdict,
        "standing_in_for": actor.standing_in_for,
        "agency": actor.agency,
        "at": acts.text(now),
    }
    entry = acts.write(
        actor=actor,
        schema="proposal.decided/1",
        act="accounts.decided",
        object=proposal.public_id,
        payload=payload,
        recorded_at=now,
        personal={"reason": reason},
    )
    try:
        Decision.objects.create(
            entry=entry,
            proposal_id=proposal.public_id,
            verdict=verdict,
            decider=actor.id,
            standing_in_for=actor.standing_in_for,
            agency_id=actor.agency_id,
            reason=reason,
            at=now,
        )
    except IntegrityError as error:
        # The role was taken after the actor's rights were read, and before this.
        if "holds no role that decides" not in str(error):
            raise
        raise Forbidden("accounts.decision.role", MESSAGES["accounts.decision.role"]) from error


def _after(actor: Actor, proposal: Proposal) -> Outcome:
    """Carry out what is approved now, say it to whoever listens, and tell where the proposal stands."""
    state, done = _standing(proposal.public_id)
    if state == selectors.APPROVED and executors.carries_out(proposal.act):
        executors.carry_out(proposal.act, actor=actor, proposal=proposal)
        state, done = _standing(proposal.public_id)
    outbox.state_fact(
        topic="accounts.decided", key=proposal.public_id, payload={"act": proposal.act, "state": state}
    )
    return Outcome(proposal.public_id, state, done)


def _standing(public_id: str) -> tuple[str, bool]:
    """Where a proposal stands, and whether it was carried out; nothing else is asked."""
    return selectors.with_status().filter(public_id=public_id).values_list("state", "done").get()


@transaction.atomic
def withdraw(*, actor: Actor, proposal: str, reason: str = "") -> Outcome:
    """Take back what one asked for oneself, while nothing was done.

    Raises:
        NotFound: there is no such proposal for this actor.
        Forbidden: somebody else asked for it.
        Conflict: it is no longer open.
    """
    acts.wait_for_proposal(proposal)
    result = selectors.proposal_for(actor, proposal)
    if result.proposer != actor.id or not actor.agency_id:
        raise Forbidden(
            "accounts.proposal.not_yours", _("Only the person who asked for this can take it back.")
        )
    if result.state not in (selectors.OPEN, selectors.APPROVED):
        raise Conflict(
            "accounts.proposal.closed",
            _("This is no longer open: it was answered, withdrawn or has expired."),
        )
    _write_decision(actor, result, "withdraw", reason.strip())
    return _after(actor, result)


def approved(*, proposal: str, act: str, object: str) -> Proposal:
    """The proposal under which an act may be carried out now.

    For acts without an executor. The database checks again, and records that the proposal is used up.

    Raises:
        Refused: there is none for this act and object that enough people approved, or it is used up or has expired.
    """
    result = selectors.with_status().filter(public_id=proposal, act=act, object=object).first()
    first = result is not None and result.emergency and not result.done
    if result is None or not (result.state == selectors.APPROVED or first):
        raise Refused("accounts.proposal.not_approved", _("This takes the approval of another person first."))
    return result
