"""What not everybody may say of a firearm: its legal category, and that it is a matter of national security.

The category decides which permit its holder needs (EU 2021/555 annex I); the flag takes its transfers between States out of the
Protocol (art. 4). An older register that is imported brings both with it: two people release it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.errors import Forbidden
from ifar.registry.labels import words_of
from ifar.rights import Actor, Compartment, may

SECURITY: Final[frozenset[Compartment]] = frozenset({"defence", "police"})
"""Compartments whose firearms can be a matter of national security: the State's own."""


def require_classifying(actor: Actor, identity: Mapping[str, Any], compartment: str) -> None:
    """Raise unless `actor` may say what `identity` says about a firearm of this compartment.

    Raises:
        Forbidden: the category or the flag is not theirs to set, with the permission that is missing.
    """
    if identity.get("category") and not may(actor, "registry:category:set"):
        raise Forbidden(
            "registry.category.not_yours",
            words_of("registry.category.not_yours"),
            article="EU 2021/555 annex I",
            field="category",
            params={"permission": "registry:category:set"},
        )
    if "national_security" in identity and not (
        may(actor, "registry:security:set") and compartment in SECURITY
    ):
        raise Forbidden(
            "registry.security.not_yours",
            words_of("registry.security.not_yours"),
            article="Protocol art. 4",
            field="national_security",
            params={"permission": "registry:security:set"},
        )
