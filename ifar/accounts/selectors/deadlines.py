"""What ends soon for an actor: proposals that wait, emergencies to countersign, covers for somebody who is away, roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import Q

from ifar.accounts.descriptions import title
from ifar.accounts.labels import ROLES
from ifar.accounts.models import Absence, Grant
from ifar.accounts.selectors import agencies, people, proposals
from ifar.rights import Actor, may

AHEAD: Final = dt.timedelta(days=30)
Sort = Literal["decide", "countersign", "asked", "cover", "role"]


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends: of what sort, which one, what (an act or a role, in words), the name of whom it concerns, when.

    `about` is the public identifier of what a proposal is about.
    """

    sort: Sort
    id: str
    thing: Any
    who: str
    until: dt.datetime
    about: str = ""


def endings_of(actor: Actor, now: dt.datetime, limit: int) -> list[Ending]:
    """What ends within a month, the soonest first; what waits for a decision counts whenever it ends. At most four queries."""
    endings = [
        *_to_decide(actor, limit),
        *_proposed(actor, limit),
        *_covers(actor, now, limit),
        *_roles(actor, now, limit),
    ]
    return sorted(endings, key=lambda ending: ending.until)[:limit]


def _to_decide(actor: Actor, limit: int) -> list[Ending]:
    if not may(actor, "accounts:proposal:decide"):
        return []
    return [
        Ending(
            "countersign" if item.state == proposals.COUNTERSIGN else "decide",
            item.public_id,
            title(item),
            "",
            (item.countersign_by if item.state == proposals.COUNTERSIGN else None) or item.expires_at,
            item.object,
        )
        for item in proposals.waiting_for(actor)[:limit]
    ]


def _proposed(actor: Actor, limit: int) -> list[Ending]:
    mine = (
        proposals.proposed_by(actor)
        .filter(state__in=[proposals.OPEN, proposals.COUNTERSIGN])
        .order_by("expires_at")
    )
    return [
        Ending(
            "asked",
            item.public_id,
            title(item),
            "",
            (item.countersign_by if item.done else None) or item.expires_at,
            item.object,
        )
        for item in mine[:limit]
    ]


def _covers(actor: Actor, now: dt.datetime, limit: int) -> list[Ending]:
    own = Q(user__public_id=actor.id) | Q(stand_in__public_id=actor.id)
    if may(actor, "accounts:absence:manage"):
        own |= Q(agency__in=agencies.managed_by(actor))
    absences = Absence.objects.filter(
        own, valid_from__lte=now, valid_to__gt=now, valid_to__lte=now + AHEAD, end__isnull=True
    )
    return [
        Ending(
            "cover",
            absence.user.public_id,
            ROLES.get(absence.role, absence.role),
            absence.stand_in.name,
            absence.valid_to,
        )
        for absence in absences.select_related("user", "stand_in").order_by("valid_to")[:limit]
    ]


def _roles(actor: Actor, now: dt.datetime, limit: int) -> list[Ending]:
    own = Q(user__public_id=actor.id)
    if may(actor, "accounts:grant:propose"):
        own |= Q(agency__in=agencies.managed_by(actor))
    grants = Grant.objects.filter(own, people.running(now), valid_to__lte=now + AHEAD)
    return [
        Ending(
            "role",
            grant.user.public_id,
            ROLES.get(grant.role, grant.role),
            grant.user.name,
            grant.valid_to or now,
        )
        for grant in grants.select_related("user").order_by("valid_to")[:limit]
    ]
