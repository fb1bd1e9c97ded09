"""The books of offices and traders: who had a firearm, and from which event to which it stands in a trader's book."""

from __future__ import annotations

from django.db import models

from ifar.registry.models.firearms import Firearm


class Holding(models.Model):
    """Who ever owned or kept a firearm, and from which event on: the books of offices and traders."""

    pk = models.CompositePrimaryKey("firearm_id", "holder", "fact")
    # Nobody writes a holding but the trigger that wrote its firearm.
    firearm = models.ForeignKey(
        Firearm, on_delete=models.PROTECT, related_name="holdings", db_constraint=False, db_index=False
    )
    holder = models.CharField(max_length=14)
    fact = models.TextField()
    event = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["holder", "firearm"], name="registry_holding_holder")]

    def __str__(self) -> str:
        return f"{self.holder} {self.fact}"


class BookLine(models.Model):
    """From which of a firearm's events to which it stands in a trader's book (`possession.IN_THE_BOOK`); `until` is the event that took it
    out, and null as long as it stands there. What a trader sees of a life is what these lines say.
    """

    pk = models.CompositePrimaryKey("firearm_id", "holder", "since")
    firearm = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="book_lines", db_index=False)
    holder = models.CharField(max_length=14)
    since = models.IntegerField()
    until = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["holder", "firearm"], name="registry_bookline_holder")]

    def __str__(self) -> str:
        return f"{self.holder} {self.since}"
