"""A marking campaign, and the numbers that its arms bear. State: only the owner's triggers write it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.stocks.campaigns.numbers import NUMBERED


class Campaign(OfficeRecord):
    """An order to mark what lies in some armouries of a unit: by which machine, with which numbers, between which days, and who answers for it.

    `exceptions` are arms that were not marked, each with its ground; `gaps` the numbers between those that were used which no arm bears, each run with its ground.
    """

    order = models.CharField(max_length=60)
    stores = models.JSONField(default=list)
    machine = models.CharField(max_length=60)
    mark = models.TextField()
    symbol = models.CharField(max_length=60, default="", blank=True)
    prefix = models.CharField(max_length=12, default="", blank=True)
    first = models.IntegerField()
    last = models.IntegerField()
    place = models.TextField(default="", blank=True)
    method = models.TextField(default="", blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    responsible = models.CharField(max_length=14)
    exceptions = models.JSONField(default=list, blank=True)
    gaps = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="stocks_campaign_compartment"
            ),
            models.CheckConstraint(condition=Q(mark__in=NUMBERED), name="stocks_campaign_mark"),
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first")), name="stocks_campaign_range"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="stocks_campaign_latest"),
            models.Index(fields=["ends_on"], condition=Q(state="running"), name="stocks_campaign_running"),
        ]


class Struck(models.Model):
    """A number that an arm bears since an event of its life, by the campaign that says so."""

    event = models.UUIDField(primary_key=True)
    campaign = models.CharField(max_length=14)
    firearm = models.CharField(max_length=14)
    mark = models.TextField()
    text = models.CharField(max_length=60)
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "text"], name="stocks_struck_once")]
        indexes = [models.Index(fields=["campaign", "number"], name="stocks_struck_campaign")]

    def __str__(self) -> str:
        return self.text
