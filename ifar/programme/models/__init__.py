"""Tables of the programme: accountable acts, and what the database projects from them. A new accountable act is described in `acts.py`."""

from ifar.programme.models.committee import Decision, Meeting, Seat
from ifar.programme.models.events import Event, Standing
from ifar.programme.models.fund import Contribution, Journal, Posting
from ifar.programme.models.judged import Evaluation, Finding, Recommendation, Report
from ifar.programme.models.logframe import Indicator, Period, Project, Result, Theme, Value
from ifar.programme.models.work import Activity, Document, Issue, Lesson, Location, Partner, Risk

__all__ = [
    "Activity",
    "Contribution",
    "Decision",
    "Document",
    "Evaluation",
    "Event",
    "Finding",
    "Indicator",
    "Issue",
    "Journal",
    "Lesson",
    "Location",
    "Meeting",
    "Partner",
    "Period",
    "Posting",
    "Project",
    "Recommendation",
    "Report",
    "Result",
    "Risk",
    "Seat",
    "Standing",
    "Theme",
    "Value",
]
