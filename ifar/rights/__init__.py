"""Who may do what: the one list of permissions, the one table of roles, the one check.

A permission is named `area:thing:action`. A role gives permissions and may be held only at agencies of certain kinds.
`require(actor, permission)` stands on the first line of every service; nothing else in ifar decides about permissions.
What an actor may *see* is the other half and belongs to the selectors. Pure.
"""

from __future__ import annotations

from ifar.rights.actor import NOBODY, Actor, ActorKind, Purpose, may, require
from ifar.rights.compartments import (
    AGENCY_COMPARTMENT,
    AT_HAND,
    COMPARTMENTS,
    INSPECTING,
    OWN_BOOK,
    READS_CLOSED_BOOK,
    SEES,
    UNITS,
    Compartment,
    compartments_of,
)
from ifar.rights.dual_control import DECIDES, DUAL_CONTROL, OF_THE_STATE, UNINSPECTED
from ifar.rights.permissions import PERMISSIONS
from ifar.rights.role import Role
from ifar.rights.roles import ROLES, conflicts, permissions_of, who_may

__all__ = [
    "AGENCY_COMPARTMENT",
    "AT_HAND",
    "COMPARTMENTS",
    "DECIDES",
    "DUAL_CONTROL",
    "INSPECTING",
    "NOBODY",
    "OF_THE_STATE",
    "OWN_BOOK",
    "PERMISSIONS",
    "READS_CLOSED_BOOK",
    "ROLES",
    "SEES",
    "UNINSPECTED",
    "UNITS",
    "Actor",
    "ActorKind",
    "Compartment",
    "Purpose",
    "Role",
    "compartments_of",
    "conflicts",
    "may",
    "permissions_of",
    "require",
    "who_may",
]
