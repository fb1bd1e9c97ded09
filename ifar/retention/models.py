"""Legal holds: what was ordered, and what was lifted. Whether one stands follows from the two and from the day."""

from __future__ import annotations

from django.db import models

from ifar.retention.hold import ENDINGS, GROUNDS
from ifar.rights import COMPARTMENTS


class Hold(models.Model):
    """An order that what is known of a firearm or a party be kept. Insert-only; the primary key is the ledger entry's.

    `until` is its last day, or nothing where it stands until it is lifted; `compartment` is that of the thing when it was ordered.
    """

    entry = models.UUIDField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    object = models.CharField(max_length=14)
    case = models.TextField()
    ground = models.TextField()
    until = models.DateField(null=True)
    compartment = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    placer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ground__in=GROUNDS), name="retention_hold_ground"),
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="retention_hold_compartment"
            ),
        ]
        indexes = [models.Index(fields=["object"], name="retention_hold_object")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.object}"


class HoldEnd(models.Model):
    """A hold was lifted, by two people. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="end")
    ground = models.TextField()
    proposal = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ground__in=ENDINGS), name="retention_holdend_ground")
        ]

    def __str__(self) -> str:
        return f"end of {self.hold_id}"
