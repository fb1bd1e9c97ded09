"""Tables of the programme: accountable acts, and what the database projects from them. A new accountable act is described in `acts.py`."""

from ifar.programme.models.alliances import Commitment, Sighting, Stakeholder
from ifar.programme.models.assessment import Assessment
from ifar.programme.models.committee import Decision, Meeting, Seat
from ifar.programme.models.diligence import Diligence, Recipient
from ifar.programme.models.events import Event
from ifar.programme.models.extracts import Difference, Extract, ExtractRow, Feed
from ifar.programme.models.fund import Contribution, Journal, Limit, Posting
from ifar.programme.models.judged import Evaluation, Finding, Recommendation, Report
from ifar.programme.models.logframe import Indicator, Period, Project, Result, Theme, Value
from ifar.programme.models.others import OthersActivity, OthersFile, Trial
from ifar.programme.models.people import Feedback, Initiative, Participation
from ifar.programme.models.work import Activity, Document, Issue, Lesson, Location, Partner, Risk

__all__ = [
    "Activity",
    "Assessment",
    "Commitment",
    "Contribution",
    "Decision",
    "Difference",
    "Diligence",
    "Document",
    "Evaluation",
    "Event",
    "Extract",
    "ExtractRow",
    "Feed",
    "Feedback",
    "Finding",
    "Indicator",
    "Initiative",
    "Issue",
    "Journal",
    "Lesson",
    "Limit",
    "Location",
    "Meeting",
    "OthersActivity",
    "OthersFile",
    "Participation",
    "Partner",
    "Period",
    "Posting",
    "Project",
    "Recipient",
    "Recommendation",
    "Report",
    "Result",
    "Risk",
    "Seat",
    "Sighting",
    "Stakeholder",
    "Theme",
    "Trial",
    "Value",
]
