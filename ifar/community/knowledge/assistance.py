"""Technical assistance (Firearms Protocol, article 14): what is needed, what is offered, and the way from an agreement to its result. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

SIDES: Final = ("need", "offer")
FORMS: Final = (
    "training",
    "mentoring",
    "drafting",
    "equipment",
    "software",
    "expert",
    "laboratory",
    "exchange",
)
"""Forms of help: a course, a mentor, help with drafting law, equipment, software, an expert's visit, a laboratory's work, exchange of staff."""
PRIORITIES: Final = (1, 2, 3)
LONGEST: Final = 4000
LONGEST_PERIOD: Final = dt.timedelta(days=1827)
STATES: Final = ("proposed", "declined", "agreed", "delivered", "assessed", "broken_off")
MET: Final = ("met", "partly", "not_met")
"""What whoever needed help says of what was delivered."""
OTHER: Final = {"need": "offer", "offer": "need"}


def period_wrong(starts: dt.date, ends: dt.date, today: dt.date) -> bool:
    """Whether a period is none, is over, or is too long."""
    return not (starts <= ends and ends >= today and ends - starts <= LONGEST_PERIOD)
