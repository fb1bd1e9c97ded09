"""Where the arms of the armoury are in the demonstration country: a store with racks, arms that were moved, one that the armourer has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from ifar.placement.models import Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from ifar.registry.models import Firearm
from ifar.rights import Actor

STORE: Final = "H 14"
"""Stores go by the number of their building, which is the same in every language."""
RACKS: Final = 4
IN_RACK: Final = 12
MOVED: Final = (1, 2, 3)
"""Arms, in the order in which they were placed, that went to the last rack since."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Place what the armoury has, where nothing is placed there yet."""
    actor = officers["armourer"]
    if Placement.objects.filter(agency_id=actor.agency_id).exists():
        return
    # What was issued to a unit stands in no rack, and a rack takes no more than it has room for.
    has = Firearm.objects.filter(custodian=actor.agency, state="in_stock_state", merged_into="").order_by(
        "id"
    )
    results = list(has.values_list("public_id", flat=True)[: RACKS * IN_RACK - len(MOVED)])
    if not results:
        return
    store = places.open_place(actor=actor, kind="store", name=STORE, code="H14")
    racks = [
        places.open_place(
            actor=actor, kind="shelf", name=f"{STORE} / {n}", code=f"H14-{n}", inside=store, capacity=IN_RACK
        )
        for n in range(1, RACKS + 1)
    ]
    place_many(actor=actor, placements=[Placing(text, racks[n // IN_RACK]) for n, text in enumerate(results)])
    # Some were moved since, and the armourer has one.
    place_many(actor=actor, placements=[Placing(results[n], racks[-1]) for n in MOVED if n < len(results)])
    place_many(actor=actor, placements=[Placing(text, actor.id) for text in results[:1]])
