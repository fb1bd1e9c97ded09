"""People: initiatives with communities, who took part in numbers, and what people said of the work, as the trigger projects them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ifar.acts.models import Projected
from ifar.programme import acts


class Initiative(Projected):
    """Work with communities, women and youth. `kind` and `audiences` are codes of lists; `effect` says what changed."""

    title = models.TextField()
    kind = models.TextField()
    audiences = ArrayField(models.TextField(), default=list)
    words = models.TextField(default="", blank=True)
    project = models.CharField(max_length=14, default="", blank=True)
    place = models.TextField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    effect = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["initiative"]), name="programme_initiative_state"
            ),
        ]
        indexes = [models.Index(fields=["project"], name="programme_initiative_project")]

    def __str__(self) -> str:
        return self.title


class Participation(Projected):
    """How many took part on a day: `counts` is a list of sex, age group and number, `total` their sum. Nobody is named."""

    initiative = models.CharField(max_length=14)
    held_on = models.DateField()
    total = models.IntegerField()
    counts = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["participation"]), name="programme_participation_state"
            ),
            models.CheckConstraint(condition=Q(total__gt=0), name="programme_participation_some"),
        ]
        indexes = [
            models.Index(fields=["initiative"], name="programme_participation_of"),
            models.Index(fields=["held_on"], name="programme_participation_day"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative} {self.held_on}"


class Feedback(Projected):
    """Feedback or a complaint. What was said and answered are personal values of its acts; `about` is the account that is complained about."""

    project = models.CharField(max_length=14, default="", blank=True)
    initiative = models.CharField(max_length=14, default="", blank=True)
    kind = models.TextField()
    channel = models.TextField()
    received_on = models.DateField()
    due_on = models.DateField()
    about = models.CharField(max_length=14, default="", blank=True)
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["feedback"]), name="programme_feedback_state"
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="programme_feedback_days"),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="programme_feedback_due"),
            models.Index(fields=["project"], name="programme_feedback_project"),
        ]

    def __str__(self) -> str:
        return self.public_id
