"""Tables of the programme: accountable acts, and what the database projects from them. A new accountable act is described in `acts.py`."""

from ifar.programme.models.assessment import Assessment
from ifar.programme.models.committee import Decision, Meeting, Seat
from ifar.programme.models.diligence import Diligence
from ifar.programme.models.events import Event, Standing
from ifar.programme.models.fund import Contribution, Journal, Posting
from ifar.programme.models.logframe import Indicator, Period, Project, Result, Theme, Value

__all__ = [
    "Assessment",
    "Contribution",
    "Decision",
    "Diligence",
    "Event",
    "Indicator",
    "Journal",
    "Meeting",
    "Period",
    "Posting",
    "Project",
    "Result",
    "Seat",
    "Standing",
    "Theme",
    "Value",
]
