"""Tables of the programme: accountable acts, and what the database projects from them. A new accountable act is described in `acts.py`."""

from ifar.programme.models.events import Event, Standing
from ifar.programme.models.fund import Contribution, Journal, Posting
from ifar.programme.models.logframe import Indicator, Period, Project, Result, Theme, Value

__all__ = [
    "Contribution",
    "Event",
    "Indicator",
    "Journal",
    "Period",
    "Posting",
    "Project",
    "Result",
    "Standing",
    "Theme",
    "Value",
]
