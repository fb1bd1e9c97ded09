"""What placement knows of arms and parts: their custody is the register's word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from ifar.placement import things
from ifar.placement.acts import OF_REGISTER
from ifar.placement.things import Things
from ifar.registry.lifecycle.states import State
from ifar.registry.models import Firearm
from ifar.registry.selectors.firearms import reached, visible
from ifar.rights import Actor


def held(actor: Actor, places: Mapping[str, str]) -> dict[str, UUID]:
    """The arms that the register says are in the custody of the actor's office, but for those that are placed as an exhibit. Two queries."""
    if not actor.agency:
        return {}
    bound = things.bound_of(places)
    mine = Firearm.objects.filter(
        reached(actor), public_id__in=list(places), custodian=actor.agency, merged_into=""
    )
    return {
        thing: under for thing, under in mine.values_list("public_id", "custody_event") if thing not in bound
    }


def there(actor: Actor) -> QuerySet[Firearm]:
    """Arms that the actor may see and whose custody is the one under which they were placed."""
    return Firearm.objects.filter(
        visible(actor), public_id=OuterRef("public_id"), custody_event=OuterRef("under")
    )


def escorted(names: Collection[str]) -> list[str]:
    """Those of some arms that are on the road between stores of the State: they lie with their escort until they are received. One query."""
    rows = Firearm.objects.filter(public_id__in=list(names), state=State.UNDER_ESCORT)
    return list(rows.order_by("id").values_list("public_id", flat=True))


ARMS: Final = Things(held, there)
LETTERS: Final = "".join(OF_REGISTER)
