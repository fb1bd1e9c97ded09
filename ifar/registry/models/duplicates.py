"""Possible duplicates: found by rule, decided by people, reversibly."""

from __future__ import annotations

from django.db import models

from ifar.registry.models.firearms import Firearm


class Duplicate(models.Model):
    """Two firearms that may be one. Insert-only; `reasons` as `registry/search/matching.py` gives them."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    older = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="+")
    newer = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField()
    reasons = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "newer"], name="registry_duplicate_pair"),
            models.CheckConstraint(
                condition=models.Q(older__lt=models.F("newer")), name="registry_duplicate_order"
            ),
            models.CheckConstraint(condition=models.Q(score__range=(0, 99)), name="registry_duplicate_score"),
        ]

    def __str__(self) -> str:
        return self.public_id


class DuplicateDecision(models.Model):
    """What somebody decided about a pair; the newest counts. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    duplicate = models.ForeignKey(Duplicate, on_delete=models.PROTECT, related_name="decisions")
    n = models.SmallIntegerField()
    verdict = models.TextField()
    survivor = models.CharField(max_length=14, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    decider = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duplicate", "n"], name="registry_duplicatedecision_order"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["same", "different", "undone"]),
                name="registry_duplicatedecision_verdict",
            ),
        ]

    def __str__(self) -> str:
        return self.verdict
