"""Alliances: stakeholders, their commitments, and what carriers and marketplaces report, as the trigger projects them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts, commitment
from ifar.programme.sightings import report as sighting


class Stakeholder(Projected):
    """Whom the strategy works with. `agency` is the office under which its people and programs sign in; who its focal point is stands apart."""

    name = models.TextField()
    kind = models.TextField()
    country = models.CharField(max_length=2, default="", blank=True)
    agency = models.CharField(max_length=14, default="", blank=True)
    words = models.TextField(default="", blank=True)
    contact = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["stakeholder"]), name="programme_stakeholder_state"
            ),
            models.CheckConstraint(condition=Q(kind__in=commitment.KINDS), name="programme_stakeholder_kind"),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(state="listed") & ~Q(agency=""),
                name="programme_stakeholder_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Commitment(Projected):
    """What a stakeholder committed itself to; words of follow-up are notes of its acts."""

    stakeholder = models.CharField(max_length=14)
    project = models.CharField(max_length=14, default="", blank=True)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    made_on = models.DateField()
    due_on = models.DateField()
    followed_on = models.DateField(null=True)
    kept_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["commitment"]), name="programme_commitment_state"
            ),
        ]
        indexes = [
            models.Index(fields=["stakeholder"], name="programme_commitment_of"),
            models.Index(fields=["state", "due_on"], name="programme_commitment_due"),
        ]

    def __str__(self) -> str:
        return self.title


class Sighting(Projected):
    """A suspicious parcel or listing that a stakeholder's office reported; its words are personal values of the act that sent it."""

    opened: Any = None
    """Its words, once they are read (`sightings.services.read`)."""
    stakeholder = models.CharField(max_length=14)
    agency = models.CharField(max_length=14)
    what = models.TextField()
    goods = models.TextField()
    happened_on = models.DateField()
    countries = ArrayField(models.CharField(max_length=2), default=list)
    desk = models.TextField()
    taken_by = models.CharField(max_length=14, default="", blank=True)
    delivery = models.CharField(max_length=14, default="", blank=True)
    why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["sighting"]), name="programme_sighting_state"
            ),
            models.CheckConstraint(
                condition=Q(what__in=sighting.WHATS) & Q(goods__in=sighting.GOODS),
                name="programme_sighting_what",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "desk"], name="programme_sighting_queue"),
            models.Index(fields=["agency"], name="programme_sighting_agency"),
        ]

    def __str__(self) -> str:
        return self.public_id
