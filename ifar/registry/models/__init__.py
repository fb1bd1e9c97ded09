"""Tables of the registry, split by noun."""

from ifar.registry.models.duplicates import Duplicate, DuplicateDecision
from ifar.registry.models.firearms import (
    BookLine,
    Event,
    Firearm,
    Holding,
    LicenceUse,
    Mark,
    MarkAltered,
    MarkIndex,
    MarkKey,
    StateFacts,
)
from ifar.registry.models.imports import Import, ImportAct, ImportedRow, ImportHolder, ImportRow, SavedMapping
from ifar.registry.models.saved_searches import (
    BlindHit,
    BlindQuestion,
    Standing,
    StandingAct,
    StandingDue,
    StandingHit,
    StandingKey,
)

__all__ = [
    "BlindHit",
    "BlindQuestion",
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
    "SavedMapping",
    "Standing",
    "StandingAct",
    "StandingDue",
    "StandingHit",
    "StandingKey",
    "StateFacts",
]
