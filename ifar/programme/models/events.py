"""Accountable acts of the programme, and what every record has that the owner's trigger projects from them."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One accountable act. Insert-only; `n` counts the acts on its subject. Words of people are personal values of its entry."""

    id = models.UUIDField(primary_key=True)
    noun = models.TextField()
    subject = models.CharField(max_length=14)
    n = models.IntegerField()
    kind = models.TextField()
    schema = models.TextField()
    details = models.JSONField()
    changes = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "noun", "n"], name="programme_event_order")]

    def __str__(self) -> str:
        return f"{self.subject} {self.n} {self.kind}"


class Standing(models.Model):
    """What every projected record has: identifier, state, its latest act and how many there were."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    state = models.TextField()
    n = models.IntegerField()
    last_event = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id
