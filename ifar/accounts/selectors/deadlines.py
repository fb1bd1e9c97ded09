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
    found = [
        *_to_decide(actor, limit),
        *_asked(actor, limit),
        *_covers(actor, now, limit),
        *_roles(actor, now, limit),
    ]
    return sorted(found, key=lambda one: one.until)[:limit]


def _to_decide(actor: Actor, limit: int) -> list[Ending]:
    if not may(actor, "accounts:proposal:decide"):
        return []
    return [
        Ending(
            "countersign" if one.state == proposals.COUNTERSIGN else "decide",
            one.public_id,
            title(one),
            "",
            (one.countersign_by if one.state == proposals.COUNTERSIGN else None) or one.expires_at,
            one.object,
        )
        for one in proposals.waiting_for(actor)[:limit]
    ]


def _asked(actor: Actor, limit: int) -> list[Ending]:
    mine = (
        proposals.proposed_by(actor)
        .filter(state__in=[proposals.OPEN, proposals.COUNTERSIGN])
        .order_by("expires_at")
    )
    return [
        Ending(
            "asked",
            one.public_id,
            title(one),
            "",
            (one.countersign_by if one.done else None) or one.expires_at,
            one.object,
        )
        for one in mine[:limit]
    ]


def _covers(actor: Actor, now: dt.datetime, limit: int) -> list[Ending]:
    own = Q(user__public_id=actor.id) | Q(stand_in__public_id=actor.id)
    if may(actor, "accounts:absence:manage"):
        own |= Q(agency__in=agencies.managed_by(actor))
    found = Absence.objects.filter(
        own, valid_from__lte=now, valid_to__gt=now, valid_to__lte=now + AHEAD, end__isnull=True
    )
    return [
        Ending("cover", one.user.public_id, ROLES.get(one.role, one.role), one.stand_in.name, one.valid_to)
        for one in found.select_related("user", "stand_in").order_by("valid_to")[:limit]
    ]


def _roles(actor: Actor, now: dt.datetime, limit: int) -> list[Ending]:
    own = Q(user__public_id=actor.id)
    if may(actor, "accounts:grant:propose"):
        own |= Q(agency__in=agencies.managed_by(actor))
    found = Grant.objects.filter(own, people.running(now), valid_to__lte=now + AHEAD)
    return [
        Ending("role", one.user.public_id, ROLES.get(one.role, one.role), one.user.name, one.valid_to or now)
        for one in found.select_related("user").order_by("valid_to")[:limit]
    ]
