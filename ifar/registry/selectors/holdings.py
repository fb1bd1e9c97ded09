"""Who owns and keeps what: a party's firearms, and the objection that follows from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.parties.selectors import records_of
from ifar.registry.models import Firearm
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor


def held_by(actor: Actor, holders: Collection[str]) -> QuerySet[Firearm]:
    """What a party (under any of its records) or an agency owns or keeps now, of what the actor may see."""
    holding = Q(owner__in=holders) | Q(custodian__in=holders)
    return firearms_for(actor).filter(holding, merged_into="").prefetch_related("marks").order_by("id")


def objection_to_erasure(public_id: str, ground: str) -> Reason | None:
    """Nobody is erased who owns or keeps a firearm under any of their records: the register exists to know who has it (EU 2021/555 art. 4(5)(c))."""
    records = records_of(public_id)
    held: dict[str, Any] = {"merged_into": ""}
    if not Firearm.objects.filter(Q(owner__in=records) | Q(custodian__in=records), **held).exists():
        return None
    return Reason(
        "parties.erasure.holds",
        _("This person owns or keeps a firearm. Record where it went first."),
        article="EU 2021/555 art. 4(5)(c)",
    )
