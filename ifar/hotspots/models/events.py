"""The acts of hotspots, insert-only, and what all records that are projected from them have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.rights import COMPARTMENTS


class Event(models.Model):
    """One act of hotspots. Insert-only; `n` counts the acts on its subject."""

    id = models.UUIDField(primary_key=True)
    noun = models.TextField()
    subject = models.CharField(max_length=14)
    n = models.IntegerField()
    kind = models.TextField()
    schema = models.TextField()
    details = models.JSONField()
    changes = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "n"], name="hotspots_event_order"),
            models.CheckConstraint(condition=Q(n__gte=1), name="hotspots_event_n"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.n} {self.kind}"


class Standing(models.Model):
    """What every record of hotspots has; only the owner's trigger writes it, from its events (`acts.py`).

    A column that no event has set takes its default in the database (`db_default`). Records name each other by identifier.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    state = models.TextField()
    compartment = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.IntegerField()
    last_event = models.UUIDField()
    opened_by = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id


def in_a_compartment(noun: str) -> models.CheckConstraint:
    """The constraint that a record stands in a compartment that there is."""
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"hotspots_{noun}_compartment"
    )
