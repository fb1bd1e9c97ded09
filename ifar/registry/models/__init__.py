"""Tables of the registry, split by noun."""

from ifar.registry.models.duplicates import Duplicate, DuplicateDecision
from ifar.registry.models.firearms import Event, Firearm, Holding, Mark, MarkKey, StateFacts

__all__ = ["Duplicate", "DuplicateDecision", "Event", "Firearm", "Holding", "Mark", "MarkKey", "StateFacts"]
