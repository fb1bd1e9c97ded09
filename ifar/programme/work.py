"""The work of a project: activities and whether they are late, risks and how heavy they weigh, issues, partners, places, lessons. Pure.

A risk is weighed by likelihood × impact, each from 1 to 5, as risk registers of the United Nations do; codes of partners and places are those of
the IATI standard 2.03 (OrganisationType, OrganisationRole, GeographicLocationReach, GeographicExactness). Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

STANDINGS: Final = ("planned", "under_way", "late", "done", "cancelled")
"""How an activity stands: its state, or late."""
GRADES: Final = (1, 2, 3, 4, 5)
"""Grades of likelihood and of impact."""
LEVELS: Final = ("low", "medium", "high", "severe")
_SEVERE, _HIGH, _MEDIUM = 15, 10, 5
SEVERITIES: Final = ("low", "medium", "high")
PARTNER_ROLES: Final[Mapping[str, str]] = {
    "funding": "1",
    "accountable": "2",
    "extending": "3",
    "implementing": "4",
}
"""Part that a partner has -> its code of OrganisationRole."""
PARTNER_KINDS: Final[Mapping[str, str]] = {
    "government": "10",
    "other_public": "15",
    "international_ngo": "21",
    "national_ngo": "22",
    "multilateral": "40",
    "foundation": "60",
    "private_sector": "70",
    "academia": "80",
    "other": "90",
}
"""Kind of partner -> its code of OrganisationType."""
REACHES: Final[Mapping[str, str]] = {"activity": "1", "beneficiaries": "2"}
"""What a place says: where the work is done, or where those live whom it is for -> its code of GeographicLocationReach."""
EXACTNESS: Final[Mapping[str, str]] = {"exact": "1", "approximate": "2"}
DOCUMENT_KINDS: Final = ("agreement", "plan", "budget", "minutes", "training", "evidence", "other")
PLACES: Final = Decimal("0.00001")
"""Coordinates to about a metre."""


def due(state: str, starts_on: dt.date, ends_on: dt.date) -> dt.date | None:
    """The day on which the next thing has to happen to an activity: begin, or be done; None where nothing waits."""
    return {"planned": starts_on, "under_way": ends_on}.get(state)


def days_late(state: str, starts_on: dt.date, ends_on: dt.date, today: dt.date) -> int:
    """Days by which an activity is late: planned and not begun, or under way and not done. 0 on the day itself."""
    day = due(state, starts_on, ends_on)
    return max(0, (today - day).days) if day else 0


def standing(state: str, starts_on: dt.date, ends_on: dt.date, today: dt.date) -> str:
    """How an activity stands."""
    return "late" if days_late(state, starts_on, ends_on, today) else state


def level(likelihood: int, impact: int) -> str:
    """How heavy a risk weighs."""
    weight = likelihood * impact
    return "severe" if weight >= _SEVERE else "high" if weight >= _HIGH else "medium" if weight >= _MEDIUM else "low"  # fmt: skip


def overdue(state: str, due_on: dt.date | None, today: dt.date) -> int:
    """Days by which an issue that is open is late; 0 where it has no day."""
    return max(0, (today - due_on).days) if state == "open" and due_on else 0


def coordinates_wrong(latitude: Decimal | None, longitude: Decimal | None) -> str:
    """Which coordinate of a place is wrong (`latitude`, `longitude`), or nothing: both or none, within the globe."""
    if latitude is None and longitude is None:
        return ""
    if latitude is None or not -90 <= latitude <= 90:
        return "latitude"
    return "longitude" if longitude is None or not -180 <= longitude <= 180 else ""
