"""What tests of placements need: an armoury with shelves and pistols."""

from __future__ import annotations

from collections.abc import Sequence

from ifar.placement.services import places
from ifar.rights import Actor
from tests.factories import a_firearm
from tests.registry.waiting import STOCK


def a_place(actor: Actor, name: str = "Shelf 1", kind: str = "shelf", **said) -> str:
    """An open place of the actor's office; returns its public identifier."""
    return places.open_place(actor=actor, kind=kind, name=name, **said)


def arms(frank: Actor, many: int = 1, first: int = 71230) -> Sequence[str]:
    """Pistols in the store of the armoury; their public identifiers."""
    return [a_firearm(frank, f"AB{first + n}", **STOCK).firearm for n in range(many)]
