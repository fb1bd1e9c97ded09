"""Editions of yearly returns: what the State said, as it stood when two people signed it."""

from __future__ import annotations

from django.db import models


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
