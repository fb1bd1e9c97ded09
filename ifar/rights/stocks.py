"""Roles of those who answer for the stocks of the State: armourers, officers in charge, those who inspect them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.rights.compartments import UNITS
from ifar.rights.duties import AMMUNITION, BETWEEN_STATES, LOTS, OFFICER, SENIOR, STORES
from ifar.rights.role import Role

ARMOURY: Final = frozenset(
    {
        "stocks:armoury:read",
        "stocks:roster:read",
        "stocks:roster:write",
        "stocks:issue:record",
        "stocks:armoury:count",
    }
)
"""What everybody needs who works in an armoury (MOSAIC 05.20)."""
IN_CHARGE: Final = ARMOURY | {"stocks:armoury:manage", "custody:exhibit:read", "custody:batch:prepare"}
"""What those need who say who is in charge of it, and who put on a list of destruction what was written off (Protocol art. 6(2))."""

OF_STOCKS: Final[Mapping[str, Role]] = {
    "armourer": Role(
        (OFFICER | STORES | AMMUNITION | BETWEEN_STATES | ARMOURY) - {"parties:party:read"},
        UNITS,
    ),
    "officer_in_charge": Role(
        (OFFICER | STORES | AMMUNITION | IN_CHARGE | {"registry:event:propose", "accounts:person:read"})
        - {"parties:party:read"},
        UNITS,
    ),
    "armoury_commander": Role(
        (
            OFFICER
            | STORES
            | AMMUNITION
            | LOTS
            | SENIOR
            | BETWEEN_STATES
            | IN_CHARGE
            | {
                "custody:batch:witness",
                "returns:quality:read",
                "registry:search:answer",
                "registry:import:decide",
                "registry:duplicate:decide",
                "registry:category:set",
                "registry:security:set",
                "accounts:emergency:act",
            }
        )
        - {"parties:party:read"},
        frozenset({"military"}),
    ),
    # Comes from outside the unit: sees its armouries, and names of nobody.
    "stocks_inspector": Role(
        OFFICER - {"parties:party:read", "registry:event:record"}
        | {"stocks:armoury:read", "stocks:armoury:count"},
        UNITS,
        excludes=frozenset({"armourer", "officer_in_charge", "armoury_commander"}),
    ),
}
