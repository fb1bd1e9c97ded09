"""The steering committee: seats, meetings and decisions, as the trigger projects them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts, committee


class Seat(Projected):
    """A seat: whose constituency, which organisation; `member` and `alternate` are accounts by public identifier, where they have one."""

    constituency = models.TextField()
    organisation = models.TextField()
    member = models.CharField(max_length=14, default="", blank=True)
    alternate = models.CharField(max_length=14, default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=acts.STATES["seat"]), name="programme_seat_state"),
            models.CheckConstraint(
                condition=Q(constituency__in=committee.CONSTITUENCIES), name="programme_seat_constituency"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation


class Meeting(Projected):
    """A meeting: its papers, which seats were present, how many were needed."""

    title = models.TextField()
    held_on = models.DateField()
    place = models.TextField(default="", blank=True)
    papers = ArrayField(models.TextField(), default=list)
    present = ArrayField(models.CharField(max_length=14), default=list)
    quorum = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["meeting"]), name="programme_meeting_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Decision(Projected):
    """A decision: by which rule, who declared an interest, how each seat voted, whose it is to carry out and by when.

    `about` names indicators and projects; `public_words` is what the public is told.
    """

    meeting = models.CharField(max_length=14)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    rule = models.TextField()
    about = ArrayField(models.CharField(max_length=14), default=list)
    owner = models.TextField(default="", blank=True)
    due_on = models.DateField(null=True)
    interests = ArrayField(models.CharField(max_length=14), default=list)
    votes = models.JSONField(default=dict)
    public_words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["decision"]), name="programme_decision_state"
            ),
            models.CheckConstraint(condition=Q(rule__in=committee.RULES), name="programme_decision_rule"),
        ]
        indexes = [models.Index(fields=["meeting"], name="programme_decision_meeting")]

    def __str__(self) -> str:
        return self.title
