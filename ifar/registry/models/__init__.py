"""Tables of the registry, split by noun."""

from ifar.registry.models.duplicates import Duplicate, DuplicateDecision
from ifar.registry.models.firearms import Event, Firearm, Holding, Mark, MarkKey, StateFacts
from ifar.registry.models.imports import Import, ImportAct, ImportedRow, ImportHolder, ImportRow, SavedMapping

__all__ = [
    "Duplicate",
    "DuplicateDecision",
    "Event",
    "Firearm",
    "Holding",
    "Import",
    "ImportAct",
    "ImportHolder",
    "ImportRow",
    "ImportedRow",
    "Mark",
    "MarkKey",
    "SavedMapping",
    "StateFacts",
]
