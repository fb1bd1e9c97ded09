"""Roles given and taken: asked for by one, decided by another, each an entry."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts import holding, stewards
from ifar.accounts.labels import explained
from ifar.accounts.models import Agency, Grant, GrantEnd, Proposal, User
from ifar.accounts.selectors import agencies, people
from ifar.accounts.services import acts, proposals
from ifar.errors import Conflict, NotFound, Reason, Refused
from ifar.rights import Actor, require

GRANT = "accounts.grant"
REVOKE = "accounts.revoke"


@transaction.atomic
def propose_grant(
    *,
    actor: Actor,
    user: str,
    role: str,
    agency: str,
    valid_from: dt.datetime | None = None,
    valid_to: dt.datetime | None = None,
    reason: str,
) -> Proposal:
    """Ask that a person gets a role at an agency for a period (from now, without end, where nothing else is said).

    Raises:
        NotFound: there is no such person or agency within the actor's reach.
        Refused: the role does not fit the agency, or another role of theirs excludes it.
    """
    require(actor, "accounts:grant:propose")
    person = people.person_for(actor, user)
    place = agencies.managed_agency(actor, agency)
    now = acts.now()
    wanted = holding.RequestedRole(
        role, place.public_id, place.kind, place.closed, valid_from or now, valid_to
    )
    _check(wanted, person, now)
    return proposals.propose(
        actor=actor, act=GRANT, object=user, payload=_payload(user, wanted), reason=reason
    )


def _payload(user: str, wanted: holding.RequestedRole) -> dict[str, str | None]:
    return {
        "user": user,
        "role": wanted.role,
        "agency": wanted.agency,
        "valid_from": acts.text(wanted.valid_from),
        "valid_to": acts.text(wanted.valid_to),
    }


def _check(wanted: holding.RequestedRole, person: User, now: dt.datetime) -> None:
    if reasons := holding.problems(wanted, people.held_pairs(person), now):
        raise Refused(
            "accounts.role.refused", _("This person cannot get this role."), reasons=explained(reasons)
        )


def write_grant(
    *, actor: Actor, person: User, place: Agency, wanted: holding.RequestedRole, proposal: str
) -> uuid.UUID:
    """Write a grant that was decided (or that the ceremony makes); the database checks the decision."""
    acts.wait_for(person.public_id)
    now = acts.now()
    _check(wanted, person, now)
    entry = acts.write(
        actor=actor,
        schema="grant.made/1",
        act=GRANT,
        object=person.public_id,
        payload={**_payload(person.public_id, wanted), "proposal": proposal},
        recorded_at=now,
    )
    Grant.objects.create(
        entry=entry,
        user=person,
        role=wanted.role,
        agency=place,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        proposal=proposal,
    )
    return entry


def execute_grant(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved grant."""
    payload = proposal.payload
    person = User.objects.get(public_id=proposal.object)
    place = Agency.objects.get(public_id=payload["agency"])
    valid_from = acts.moment(payload["valid_from"]) or acts.now()
    wanted = holding.RequestedRole(
        payload["role"],
        place.public_id,
        place.kind,
        place.closed,
        valid_from,
        acts.moment(payload["valid_to"]),
    )
    write_grant(actor=actor, person=person, place=place, wanted=wanted, proposal=proposal.public_id)


@transaction.atomic
def propose_revocation(*, actor: Actor, grant: uuid.UUID, reason: str, understood: bool = False) -> Proposal:
    """Ask that a role is taken from a person before its date. To stop somebody at once, lock them.

    `understood` says that whoever asks knows how few administrators or security officers are left.

    Raises:
        Refused: nobody would be left in a role without which nobody can give a role; or only one, and nobody said that they
            know it.
        NotFound: there is no such grant within the actor's reach.
        Conflict: it has ended already.
    """
    require(actor, "accounts:grant:propose")
    record = (
        Grant.objects.select_related("user", "end")
        .filter(pk=grant, agency__in=agencies.managed_by(actor))
        .first()
    )
    if record is None:
        raise NotFound("accounts.grant.not_found")
    _check_not_ended(record)
    _check_others(record, understood=understood)
    return proposals.propose(
        actor=actor,
        act=REVOKE,
        object=record.user.public_id,
        payload={"grant": str(grant)},
        reason=reason,
    )


def _check_not_ended(grant: Grant) -> None:
    if hasattr(grant, "end") or (grant.valid_to is not None and grant.valid_to <= acts.now()):
        raise Conflict("accounts.grant.ended", _("This role has ended already."))


def _check_others(grant: Grant, *, understood: bool) -> None:
    left = people.holders_without(grant.user, {grant.role} & stewards.KEPT.keys())
    if problems := stewards.objections(left, understood=understood, reversible=False):
        raise Refused("accounts.steward", _("Too few people would be left."), reasons=explained(problems))


def execute_revocation(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved revocation."""
    acts.wait_for(proposal.object, acts.STEWARDS)
    grant = Grant.objects.select_related("user", "end").get(pk=proposal.payload["grant"])
    _check_not_ended(grant)
    _check_others(grant, understood=True)
    now = acts.now()
    entry = acts.write(
        actor=actor,
        schema="grant.ended/1",
        act=REVOKE,
        object=grant.user.public_id,
        payload={
            "grant": str(grant.entry),
            "proposal": proposal.public_id,
            "at": acts.text(now),
        },
        recorded_at=now,
    )
    GrantEnd.objects.create(entry=entry, grant=grant, proposal=proposal.public_id, at=now)


def role_problems(person: User, wanted: holding.RequestedRole) -> Sequence[Reason]:
    """Reasons against a role for a person, in words, for a form that shows them before anybody is asked."""
    return explained(holding.problems(wanted, people.held_pairs(person), acts.now()))
