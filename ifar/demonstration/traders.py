"""What the traders of the demonstration country do, in its order: what the maker sells to the dealer is there before the dealer counts."""

from __future__ import annotations

from collections.abc import Mapping

from ifar.demonstration import books, closing, despatches, production, shop
from ifar.rights import Actor


def load(officers: Mapping[str, Actor], clerks: Mapping[str, Actor]) -> None:
    """Load it, where it is not there yet."""
    for part in (production, books, shop):
        part.load(officers)
    despatches.load(officers, clerks)
    closing.load(officers, clerks)
