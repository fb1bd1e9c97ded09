"""Tables of the registry, split by noun."""

from ifar.registry.models.books import BookLine, Holding
from ifar.registry.models.duplicates import Duplicate, DuplicateDecision
from ifar.registry.models.firearms import (
    Event,
    Firearm,
    LicenceUse,
    Mark,
    MarkAltered,
    MarkIndex,
    MarkKey,
    StateFacts,
)
from ifar.registry.models.imports import Import, ImportAct, ImportedRow, ImportHolder, ImportRow, SavedMapping
from ifar.registry.models.saved_searches import (
    AlertEvent,
    RestrictedHit,
    RestrictedQuestion,
    SavedSearch,
    SavedSearchBacklog,
    SavedSearchHit,
    SavedSearchKey,
)

__all__ = [
    "AlertEvent",
    "BookLine",
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
    "LicenceUse",
    "Mark",
    "MarkAltered",
    "MarkIndex",
    "MarkKey",
    "RestrictedHit",
    "RestrictedQuestion",
    "SavedMapping",
    "SavedSearch",
    "SavedSearchBacklog",
    "SavedSearchHit",
    "SavedSearchKey",
    "StateFacts",
]
