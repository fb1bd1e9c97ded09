"""Names of those who own or keep a firearm, as far as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ifar.parties.selectors import survivors
from ifar.parties.services.naming import names_of
from ifar.rights import Actor, may

__all__ = ["names_of", "purpose_is_missing", "standing_parties"]


def standing_parties(public_ids: Iterable[str]) -> Mapping[str, str]:
    """Party among them -> the record that stands for it: itself, or the one to which it was joined in the end."""
    parties = [public_id for public_id in public_ids if public_id[0] == "P"]
    return survivors(parties) if parties else {}


def purpose_is_missing(actor: Actor) -> bool:
    """Whether this actor would see names, had they said why they read them."""
    return actor.purpose is None and may(actor, "parties:party:read")
