"""Editions of yearly returns: what the State said, as it stood when two people signed it; what it published as open data; roll-ups for
dashboards, which are derived and can be counted again at any time."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Edition(models.Model):
    """A yearly return, frozen. Insert-only; the primary key is the ledger entry's.

    `number` counts the editions of a year from 1; `cells` are its figures, each [indicator, dimension, category, sex, age, repeat,
    value] with the labels of the official table; `note` is what the State says of its figures, to whoever reads them.
    """

    entry = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=3)
    year = models.IntegerField()
    number = models.IntegerField()
    cells = models.JSONField()
    note = models.TextField(blank=True)
    proposal = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="returns_edition_order"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="returns_edition_number"),
        ]

    def __str__(self) -> str:
        return f"IAFQ-{self.year}-{self.number}"


class Publication(models.Model):
    """Open data of a year, as two people published them. Insert-only; the primary key is the ledger entry's.

    `number` counts the versions of a year from 1; `tables` = [[name, [[dimension, [nodes]], …], [value or null, …]], …], where null is a
    cell that is kept back; `digests` = [[file, SHA-256 of its bytes], …]; `at` is when the entry was recorded.
    """

    entry = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=3)
    year = models.IntegerField()
    number = models.IntegerField()
    threshold = models.IntegerField()
    tables = models.JSONField()
    digests = models.JSONField()
    note = models.TextField(blank=True)
    proposal = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="returns_publication_order"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="returns_publication_number"),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=2), name="returns_publication_threshold"
            ),
        ]

    def __str__(self) -> str:
        return f"OPEN-{self.year}-{self.number}"


class Rollup(models.Model):
    """One count of one subject of the dashboards. Derived.

    `horizon` is how many entries the ledger had when the count began: what came later is not in it. `checked_at` is when it was last
    seen that nothing was recorded since. `margins` = dimensions -> [[compartment, node, …, number], …] for all rows.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.TextField()
    horizon = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(db_default=Now())
    margins = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="returns_rollup_latest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"


class RollupCell(models.Model):
    """How many are alike in all dimensions of a subject (`subjects.py` says what `d1` … `d6` are). Derived."""

    id = models.BigAutoField(primary_key=True)
    rollup = models.ForeignKey(Rollup, on_delete=models.CASCADE, related_name="cells")
    compartment = models.TextField(blank=True)
    year = models.IntegerField(null=True)
    d1 = models.TextField(blank=True)
    d2 = models.TextField(blank=True)
    d3 = models.TextField(blank=True)
    d4 = models.TextField(blank=True)
    d5 = models.TextField(blank=True)
    d6 = models.TextField(blank=True)
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.rollup_id} {self.n}"
