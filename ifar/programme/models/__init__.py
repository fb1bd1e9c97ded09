"""Tables of the programme: accountable acts, and what the database projects from them. A new accountable act is described in `acts.py`."""

from ifar.programme.models.committee import Decision, Meeting, Seat
from ifar.programme.models.events import Event, Standing
from ifar.programme.models.extracts import Difference, Extract, ExtractRow, Feed
from ifar.programme.models.fund import Contribution, Journal, Posting
from ifar.programme.models.logframe import Indicator, Period, Project, Result, Theme, Value
from ifar.programme.models.others import OthersActivity, OthersFile, Trial

__all__ = [
    "Contribution",
    "Decision",
    "Difference",
    "Event",
    "Extract",
    "ExtractRow",
    "Feed",
    "Indicator",
    "Journal",
    "Meeting",
    "OthersActivity",
    "OthersFile",
    "Period",
    "Posting",
    "Project",
    "Result",
    "Seat",
    "Standing",
    "Theme",
    "Trial",
    "Value",
]
