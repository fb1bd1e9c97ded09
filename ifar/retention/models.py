"""Legal holds. `Event` is insert-only; a hold is state: only the owner's trigger writes it. Whether it stands follows from it and from the day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.retention.hold import ENDINGS, GROUNDS
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a hold."""

    class Meta(AnyEvent.Meta):
        pass


class Hold(OfficeRecord):
    """An order that what is known of a firearm or a party be kept.

    `until` is its last day, or nothing where it stands until it is lifted; `compartment` is that of the thing when it was ordered; `ending` why it
    was lifted.
    """

    object = models.CharField(max_length=14)
    case = models.TextField()
    ground = models.TextField()
    until = models.DateField(null=True)
    ending = models.TextField(default="", blank=True)
    placer = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=GROUNDS), name="retention_hold_ground"),
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="retention_hold_compartment"
            ),
            models.CheckConstraint(
                condition=Q(state="standing", ending="") | Q(state="lifted", ending__in=ENDINGS),
                name="retention_hold_ending",
            ),
        ]
        indexes = [models.Index(fields=["object"], name="retention_hold_object")]
