"""Tables of recoveries: cases with their items, and the custody of what was taken in."""

from ifar.recoveries.models.cases import SQUARE, Case, Event, Hit, Item, Observation, Person, RefusedRow
from ifar.recoveries.models.custody import Batch, Chain, Count, CustodyEvent, Request, Series

__all__ = [
    "SQUARE",
    "Batch",
    "Case",
    "Chain",
    "Count",
    "CustodyEvent",
    "Event",
    "Hit",
    "Item",
    "Observation",
    "Person",
    "RefusedRow",
    "Request",
    "Series",
]
