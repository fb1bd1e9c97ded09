"""Absence and who stands in: a role lent for a period, which takes two people like every grant."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts import holding
from ifar.accounts.labels import explained
from ifar.accounts.models import Absence, AbsenceEnd, Agency, Proposal, User
from ifar.accounts.selectors import agencies, people
from ifar.accounts.services import acts, proposals
from ifar.errors import Conflict, Invalid, NotFound, Refused
from ifar.rights import Actor, require

ACT: Final = "accounts.absence"


@transaction.atomic
def propose(
    *,
    actor: Actor,
    user: str,
    stand_in: str,
    role: str,
    agency: str,
    valid_from: dt.datetime,
    valid_to: dt.datetime,
    reason: str,
) -> Proposal:
    """Ask that one person stands in for another in one role at one agency while they are away.

    Raises:
        NotFound: there is no such person or agency within the actor's reach.
        Refused: the absent person does not hold the role there, or the other one may not.
    """
    require(actor, "accounts:absence:manage")
    away, other = people.person_for(actor, user), people.person_for(actor, stand_in)
    place = agencies.managed_agency(actor, agency)
    _check(away, other, place, role, valid_from, valid_to)
    payload = {
        "user": user,
        "stand_in": stand_in,
        "role": role,
        "agency": agency,
        "valid_from": acts.text(valid_from),
        "valid_to": acts.text(valid_to),
    }
    return proposals.propose(actor=actor, act=ACT, object=stand_in, payload=payload, reason=reason)


def _check(
    away: User, other: User, place: Agency, role: str, valid_from: dt.datetime, valid_to: dt.datetime
) -> None:
    if away.pk == other.pk:
        raise Invalid("accounts.absence.same", _("Nobody stands in for themselves."), field="stand_in")
    if not away.grants.filter(people.running(), role=role, agency=place).exists():
        words = _("The person who is away does not hold this role there.")
        raise Refused("accounts.absence.not_held", words, field="role")
    now = acts.now()
    wanted = holding.RequestedRole(role, place.public_id, place.kind, place.closed, valid_from, valid_to)
    reasons = [
        *holding.absence_problems(valid_from, valid_to, now),
        *(
            problem
            for problem in holding.problems(wanted, people.held_pairs(other), now)
            if problem.code != "accounts.period"
        ),
    ]
    if reasons:
        raise Refused("accounts.role.refused", _("This person cannot stand in."), reasons=explained(reasons))


def execute(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved absence."""
    payload = proposal.payload
    acts.wait_for(proposal.object)
    away = User.objects.get(public_id=payload["user"])
    other = User.objects.get(public_id=proposal.object)
    place = Agency.objects.get(public_id=payload["agency"])
    begins, ends = (
        dt.datetime.fromisoformat(payload["valid_from"]),
        dt.datetime.fromisoformat(payload["valid_to"]),
    )
    _check(away, other, place, payload["role"], begins, ends)
    entry = acts.write(
        actor=actor,
        schema="absence.covered/1",
        act=ACT,
        object=other.public_id,
        payload={**payload, "proposal": proposal.public_id},
        recorded_at=acts.now(),
    )
    Absence.objects.create(
        entry=entry,
        user=away,
        stand_in=other,
        role=payload["role"],
        agency=place,
        valid_from=begins,
        valid_to=ends,
        proposal=proposal.public_id,
    )


@transaction.atomic
def end(*, actor: Actor, absence: uuid.UUID) -> None:
    """End a cover early: by who entered absences here, or by the person who is back.

    Raises:
        NotFound: there is no such cover that the actor may end.
        Conflict: it has ended already.
    """
    record = Absence.objects.select_related("user", "stand_in").filter(pk=absence).first()
    if record is None or not _may_end(actor, record):
        raise NotFound("accounts.absence.not_found")
    acts.wait_for(record.stand_in.public_id)
    now = acts.now()
    # Asked with the lock held: somebody may have ended it since it was read.
    if AbsenceEnd.objects.filter(absence=record).exists() or record.valid_to <= now:
        raise Conflict("accounts.absence.ended", _("This has ended already."))
    entry = acts.write(
        actor=actor,
        schema="absence.ended/1",
        act="accounts.absence_ended",
        object=record.stand_in.public_id,
        payload={"absence": str(record.entry), "at": acts.text(now)},
        recorded_at=now,
    )
    AbsenceEnd.objects.create(entry=entry, absence=record, at=now)


def _may_end(actor: Actor, absence: Absence) -> bool:
    if absence.user.public_id == actor.id:
        return True
    allowed = "accounts:absence:manage" in actor.permissions
    return allowed and agencies.managed_by(actor).filter(pk=absence.agency_id).exists()
