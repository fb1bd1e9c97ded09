"""Which events acquire a firearm under the licence that they name. Pure; the database has the same list (`registry_acquires`)."""

from __future__ import annotations

from typing import Final

ACQUIRING: Final = frozenset(
    {
        "acquired",
        "inherited",
        "privately_transferred",
        "retail_sold",
        "returned_to_owner",
        "sold_from_disposal",
        "sold_to_civilians",
    }
)
