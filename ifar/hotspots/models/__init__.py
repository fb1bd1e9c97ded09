"""Tables of hotspots: acts; areas and their figures; sources, deliveries and incidents; and what follows from signals."""

from ifar.hotspots.models.events import Event, Opened
from ifar.hotspots.models.incidents import (
    Candidate,
    Delivery,
    Fetch,
    Incident,
    Pair,
    Row,
    Source,
    Tally,
    Trial,
    Withdrawal,
)
from ifar.hotspots.models.places import Area, Denominator, Layer
from ifar.hotspots.models.plans import Effect, Plan
from ifar.hotspots.models.responses import Response
from ifar.hotspots.models.signals import Alert, Hotspot, Progress, Report, Run

__all__ = [
    "Alert",
    "Area",
    "Candidate",
    "Delivery",
    "Denominator",
    "Effect",
    "Event",
    "Fetch",
    "Hotspot",
    "Incident",
    "Layer",
    "Opened",
    "Pair",
    "Plan",
    "Progress",
    "Report",
    "Response",
    "Row",
    "Run",
    "Source",
    "Tally",
    "Trial",
    "Withdrawal",
]
