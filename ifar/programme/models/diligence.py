"""Human-rights due diligence before support to security forces, as the trigger projects it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts, diligence


class Diligence(Projected):
    """What support a project, or one activity of it, would give to which forces, at which risks; released until when, and by whom.

    `recipients` are units and offices, never persons; `risks`: for each kind how grave it is before and after measures, on which grounds.
    """

    project = models.CharField(max_length=14)
    activity = models.CharField(max_length=14, default="", blank=True)
    recipients = ArrayField(models.TextField(), default=list)
    forces = ArrayField(models.TextField(), default=list)
    support = ArrayField(models.TextField(), default=list)
    words = models.TextField(default="", blank=True)
    risks = models.JSONField(default=list)
    assessed_on = models.DateField()
    assessed_by = models.TextField()
    released_until = models.DateField(null=True)
    decided_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["diligence"]), name="programme_diligence_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_until__isnull=False),
                name="programme_diligence_until",
            ),
            models.UniqueConstraint(
                fields=["project", "activity"],
                condition=~Q(state="withdrawn"),
                name="programme_diligence_one",
            ),
        ]
        indexes = [models.Index(fields=["project", "state"], name="programme_diligence_of")]

    def __str__(self) -> str:
        return ", ".join(self.recipients)


class Recipient(Projected):
    """Who receives the support of a project, or of one activity of it: a unit or office, never a person; its kind, and what kinds of support.

    `confirmed_by`: who confirmed, being another than who named it, that this support needs no release.
    """

    project = models.CharField(max_length=14)
    activity = models.CharField(max_length=14, default="", blank=True)
    name = models.TextField()
    kind = models.TextField()
    support = ArrayField(models.TextField(), default=list)
    confirmed_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["recipient"]), name="programme_recipient_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=diligence.RECIPIENTS), name="programme_recipient_kind"
            ),
        ]
        indexes = [models.Index(fields=["project", "state"], name="programme_recipient_of")]

    def __str__(self) -> str:
        return self.name
