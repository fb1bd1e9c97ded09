"""Places and placements. `Event` is insert-only; the others are state: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.placement.acts import KINDS
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a place, or on where something is."""

    class Meta(AnyEvent.Meta):
        pass


class Place(OfficeRecord):
    """A place that an office runs: a store, a room in it, a shelf; a vehicle; what one person has with them.

    `inside` is the place in which it is, empty for one that stands by itself; `code` what a scanner reads on the office's own label, beside the
    place's identifier, which every label bears; `capacity` how many arms it takes, if that is said; `person` whose hands they are, for that kind.
    """

    kind = models.TextField()
    name = models.TextField(default="", blank=True)
    code = models.CharField(max_length=40, default="", blank=True)
    inside = models.CharField(max_length=14, default="", blank=True)
    capacity = models.IntegerField(null=True)
    person = models.CharField(max_length=14, default="", blank=True)
    counted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="placement_place_compartment"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="placement_place_kind"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0), name="placement_place_capacity"
            ),
            # A scanner reads one place from a label.
            models.UniqueConstraint(
                fields=["agency", "code"],
                condition=Q(state="open") & ~Q(code=""),
                name="placement_place_code",
            ),
            models.UniqueConstraint(
                fields=["agency", "person"],
                condition=Q(state="open") & ~Q(person=""),
                name="placement_place_person",
            ),
        ]
        indexes = [
            models.Index(fields=["inside", "agency", "name"], name="placement_place_inside"),
        ]


class Placement(OfficeRecord):
    """Where something is; `public_id` is the thing's own, so that it is in one place.

    `agency` has it, `custodian` is the person who put it there or has it with them, `since` when. `under` is the event that gave the office the custody
    of it: of an arm, the placement counts as long as no later event gave the custody to anybody.
    """

    place = models.CharField(max_length=14, default="", blank=True)
    custodian = models.CharField(max_length=14, default="", blank=True)
    since = models.DateTimeField()
    under = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="placement_placement_compartment"
            ),
            models.CheckConstraint(
                condition=Q(state="placed") & ~Q(place="") | Q(state="left", place=""),
                name="placement_placement_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "id"],
                include=["public_id", "under"],
                condition=~Q(place=""),
                name="placement_placement_here",
            ),
        ]
