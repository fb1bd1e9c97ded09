"""What stakeholders committed themselves to, and whether they kept it. Pure.

Alliances and partnerships are a benchmark of the strategy's action; the State cooperates with makers, dealers, importers, exporters, brokers and
commercial carriers (Firearms Protocol art. 13(3)). That a commitment is late is worked out from its day, and never entered by hand. Pure.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

KINDS: Final = (
    "civil_society",
    "academia",
    "carrier",
    "marketplace",
    "maker",
    "media",
    "state_body",
    "other",
)
"""Kinds of stakeholders."""
STANDINGS: Final = ("open", "late", "kept", "kept_late", "withdrawn")


def standing(state: str, due_on: dt.date, kept_on: dt.date | None, today: dt.date) -> str:
    """How a commitment stands, see `STANDINGS`."""
    if state == "withdrawn":
        return "withdrawn"
    if state == "kept":
        return "kept_late" if kept_on is not None and kept_on > due_on else "kept"
    return "late" if today > due_on else "open"


def late(state: str, due_on: dt.date, today: dt.date) -> int:
    """Days by which a commitment is late that nobody kept or withdrew."""
    return max(0, (today - due_on).days) if state == "made" else 0


def kept_wrong(made_on: dt.date, kept_on: dt.date, today: dt.date) -> bool:
    """Whether a day on which it was kept cannot be: before it was made, or not yet come."""
    return not made_on <= kept_on <= today
