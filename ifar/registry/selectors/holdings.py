"""Who owns and keeps what: a party's firearms, and the objection that follows from them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.registry.models import Firearm
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor


def held_by(actor: Actor, holder: str) -> QuerySet[Firearm]:
    """What a party or an agency owns or keeps now, of what the actor may see."""
    return firearms_for(actor).filter(Q(owner=holder) | Q(custodian=holder), merged_into="").order_by("id")


def objection_to_erasure(public_id: str, ground: str) -> Reason | None:
    """Nobody is erased who owns or keeps a firearm: the register exists to know who has it (EU 2021/555 art. 4(5)(c))."""
    held: dict[str, Any] = {"merged_into": ""}
    if not Firearm.objects.filter(Q(owner=public_id) | Q(custodian=public_id), **held).exists():
        return None
    return Reason(
        "parties.erasure.holds",
        _("This person owns or keeps a firearm. Record where it went first."),
        article="EU 2021/555 art. 4(5)(c)",
    )
