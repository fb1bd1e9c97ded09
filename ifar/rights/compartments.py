"""Compartments: where a kind of agency works, and what it sees. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Compartment = Literal["civilian", "police", "defence", "courts"]


COMPARTMENTS: Final[tuple[Compartment, ...]] = ("civilian", "police", "defence", "courts")


AGENCY_COMPARTMENT: Final[Mapping[str, Compartment]] = {
    "licensing_authority": "civilian",
    "police": "police",
    "customs": "civilian",
    "forensic_laboratory": "police",
    "military": "defence",
    "court": "courts",
    "maker": "civilian",
    "dealer": "civilian",
    "proof_house": "civilian",
    "inspectorate": "civilian",
    "un_desk": "civilian",
    "partner": "civilian",
    "donor": "civilian",
}


SEES: Final[Mapping[str, frozenset[str]]] = {
    "licensing_authority": frozenset({"civilian"}),
    "police": frozenset({"civilian", "police"}),
    "customs": frozenset({"civilian"}),
    "forensic_laboratory": frozenset({"civilian", "police", "courts"}),
    "military": frozenset({"defence"}),
    "court": frozenset({"civilian", "police", "courts"}),
    "maker": frozenset({"civilian"}),
    "dealer": frozenset({"civilian"}),
    "proof_house": frozenset({"civilian"}),
    "inspectorate": frozenset({"civilian", "police", "courts", "defence"}),
    "un_desk": frozenset(),
    "partner": frozenset(),
    "donor": frozenset(),
}
"""Kind of agency -> the compartments whose rows its people may see (Protocol art. 4: defence stock stays apart)."""


AT_HAND: Final[frozenset[str]] = frozenset({"forensic_laboratory"})
"""Kinds of agencies that see, of their compartments, only what lies or lay with them."""

INSPECTING: Final = frozenset({"inspectorate", "court"})
"""Kinds of agencies that look into others; a court into the inspectorates alone. Nobody is told of their looks."""

UNITS: Final = frozenset({"military", "police", "customs", "court"})
"""Kinds of agencies that have stocks of the State, each closed to the other units."""
READS_CLOSED_BOOK: Final = frozenset(
    {
        "books:book:read",
        "registry:firearm:read",
        "accounts:agency:read",
        "ledger:proof:read",
        "reference:list:read",
    }
)
"""What people of a trader whose book is closed may still do: read it, as what they answer for; nothing else (Directive (EU) 2021/555 art. 4(6))."""
OWN_BOOK: Final[frozenset[str]] = frozenset({"maker", "dealer", "proof_house"})
"""Agencies that see only what is, or was, in their own book."""


def compartments_of(agency_kind: str) -> frozenset[str]:
    """The compartments that people of an agency of this kind may see."""
    return SEES.get(agency_kind, frozenset())
