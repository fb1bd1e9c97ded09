"""The acts of hotspots, insert-only, and what all records that are projected from them have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act of hotspots."""

    class Meta(AnyEvent.Meta):
        pass


class Opened(OfficeRecord):
    """What every record of hotspots has: also who opened it, and when. Records name each other by identifier."""

    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_by = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        abstract = True


def in_a_compartment(record_type: str) -> models.CheckConstraint:
    """The constraint that a record stands in a compartment that there is."""
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"hotspots_{record_type}_compartment"
    )
