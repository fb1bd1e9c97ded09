"""Tables of hotspots: acts; areas and their figures; sources, deliveries and incidents; and what follows from signals."""

from ifar.hotspots.models.events import Event, Standing
from ifar.hotspots.models.incidents import (
    Candidate,
    Delivery,
    Incident,
    Pair,
    Row,
    Source,
    Tally,
    Trial,
    Withdrawal,
)
from ifar.hotspots.models.places import Area, Denominator, Layer

__all__ = [
    "Area",
    "Candidate",
    "Delivery",
    "Denominator",
    "Event",
    "Incident",
    "Layer",
    "Pair",
    "Row",
    "Source",
    "Standing",
    "Tally",
    "Trial",
    "Withdrawal",
]
