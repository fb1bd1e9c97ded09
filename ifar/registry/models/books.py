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
    """A line of a trader's book: from which of a firearm's events to which it stands there (`possession.IN_THE_BOOK`); `until` is the event that took
    it out, and null as long as it stands there. What a trader sees of a life is what these lines say.

    `entered` and `left_by` are the entries of both events, which sort by when they were recorded; `came_on` and `left_on` the days on which they say that
    it happened, where it happened, and null where nothing is known of them; `came_from` and `went_to` the other side (`possession.came_from`, `went_to`).
    """

    pk = models.CompositePrimaryKey("firearm_id", "holder", "since")
    firearm = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="book_lines", db_index=False)
    holder = models.CharField(max_length=14)
    since = models.IntegerField()
    until = models.IntegerField(null=True)
    entered = models.UUIDField()
    came_on = models.DateField(null=True)
    came_from = models.CharField(max_length=14, default="", db_default="", blank=True)
    left_by = models.UUIDField(null=True)
    left_on = models.DateField(null=True)
    went_to = models.CharField(max_length=14, default="", db_default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder", "firearm"], name="registry_bookline_holder"),
            # A book as it is read: what stands in it first, then what left it, what was entered last before the others.
            models.Index(
                "holder",
                models.F("entered").desc(),
                name="registry_bookline_open",
                condition=models.Q(until=None),
            ),
            models.Index(
                "holder",
                models.F("entered").desc(),
                name="registry_bookline_closed",
                condition=models.Q(until__isnull=False),
            ),
            models.Index(fields=["holder", "came_on"], name="registry_bookline_came"),
            models.Index(fields=["holder", "left_on"], name="registry_bookline_left"),
            models.Index(
                fields=["holder", "came_from"],
                name="registry_bookline_from",
                condition=~models.Q(came_from=""),
            ),
            models.Index(
                fields=["holder", "went_to"], name="registry_bookline_to", condition=~models.Q(went_to="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.since}"
