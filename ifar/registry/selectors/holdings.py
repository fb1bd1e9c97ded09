"""Who owns and keeps what: a party's firearms, and the objection that follows from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.parties.selectors import records_of
from ifar.registry.models import Firearm, Holding
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor


def held_by(actor: Actor, holders: Collection[str]) -> QuerySet[Firearm]:
    """What a party (under any of its records) or an agency owns or keeps now, of what the actor may see."""
    holding = Q(owner__in=holders) | Q(custodian__in=holders)
    return firearms_for(actor).filter(holding, merged_into="").prefetch_related("marks").order_by("id")


def ever_held_by(actor: Actor, holders: Collection[str]) -> QuerySet[Firearm]:
    """What a party (under any of its records) owns, keeps, or once owned or kept, of what the actor may see."""
    once = Holding.objects.filter(firearm=OuterRef("pk"), holder__in=holders)
    return firearms_for(actor).filter(Exists(once), merged_into="").prefetch_related("marks").order_by("id")


def objection_to_erasure(actor: Actor, public_id: str, ground: str) -> Reason | None:
    """Nobody is erased who owns or keeps a firearm under any of their records: the register exists to know who has it
    (EU 2021/555 art. 4(5)(c)). What the actor may not see is not told; only that somebody else must be asked."""
    records = records_of(public_id)
    held: dict[str, Any] = {"merged_into": ""}
    if not Firearm.objects.filter(Q(owner__in=records) | Q(custodian__in=records), **held).exists():
        return None
    if not held_by(actor, records).exists():
        words = _("Something that your office does not see stands against it. Ask the inspectorate.")
        return Reason("parties.erasure.elsewhere", words, article="EU 2021/555 art. 4(5)(c)")
    return Reason(
        "parties.erasure.holds",
        _("This person owns or keeps a firearm. Record where it went first."),
        article="EU 2021/555 art. 4(5)(c)",
    )
