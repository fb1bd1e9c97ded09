"""The shape of every app's events and records, and the two tables of what is declared about them (`ifar migrate` fills these).

`Event` is insert-only. A record is state: only the owner's trigger writes it, from the `changes` of each event.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ActRow(models.Model):
    """An act as it is declared; what is not here, the database refuses."""

    prefix = models.TextField()
    record_type = models.TextField()
    kind = models.TextField()
    transitions = models.JSONField()
    columns = ArrayField(models.TextField())
    opens_with = ArrayField(models.TextField())
    decided = models.BooleanField()
    computed = ArrayField(models.TextField())
    personal = models.JSONField()
    stamps = models.JSONField()
    clears = ArrayField(models.TextField())

    class Meta:
        db_table = "acts_act"
        constraints = [
            models.UniqueConstraint(fields=["prefix", "record_type", "kind"], name="acts_act_once")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}.{self.record_type}_{self.kind}"


class RecordRow(models.Model):
    """A type of record as it is declared: its table, and what stands in them before any act."""

    prefix = models.TextField()
    record_type = models.TextField()
    table_name = models.TextField()
    defaults = models.JSONField()
    parent = models.TextField()
    kept = models.BooleanField()
    stamps = models.JSONField()

    class Meta:
        db_table = "acts_record"
        constraints = [models.UniqueConstraint(fields=["prefix", "record_type"], name="acts_record_once")]

    def __str__(self) -> str:
        return f"{self.prefix}.{self.record_type}"


class Event(models.Model):
    """One act on a record. Insert-only; `n` counts the acts on its subject."""

    id = models.UUIDField(primary_key=True)
    record_type = models.TextField()
    subject = models.CharField(max_length=14)
    n = models.IntegerField()
    kind = models.TextField()
    schema = models.TextField()
    details = models.JSONField()
    changes = models.JSONField()
    proposal = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "subject", "n"], name="%(app_label)s_%(class)s_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.n} {self.kind}"


class Projected(models.Model):
    """What every record has: its identifier, its state, how many acts were done to it and the last of them."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    state = models.TextField()
    n = models.IntegerField()
    last_event = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id


class OfficeRecord(Projected):
    """A record that an office keeps, in a compartment."""

    compartment = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
