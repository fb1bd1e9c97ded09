"""Signals as the last night found them. Nothing here is a record: it is worked out of the register's own rows, and again the next night."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.oversight.rule import FAMILIES


class Signal(models.Model):
    """A finding of one rule about one person, office, trader or holder: found again, it is the same, with when it was seen first and last.

    `finding` is made of rule, person and thing, and so alike each night. `office` is the one for which it was done. `figures` are hits, exposure, what peers would
    have, how many times as much that is, and how likely by chance; `weight` is what it counts for in the person's row; `evidence` are facts, each with its entry,
    act, day and thing. `gone` tells that the last look found it no more.
    """

    id = models.BigAutoField(primary_key=True)
    finding = models.CharField(max_length=64, unique=True)
    family = models.TextField()
    rule = models.TextField()
    who = models.CharField(max_length=14)
    office = models.CharField(max_length=14, default="", blank=True)
    others = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=3)
    figures = models.JSONField()
    evidence = models.JSONField()
    first_on = models.DateField()
    last_on = models.DateField()
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(family__in=FAMILIES), name="oversight_signal_family")
        ]
        indexes = [
            models.Index(fields=["-weight", "id"], condition=Q(gone=False), name="oversight_signal_standing"),
            models.Index(fields=["who"], condition=Q(gone=False), name="oversight_signal_who"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.who}"
