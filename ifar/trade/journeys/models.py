"""Journeys of travellers with accompanied firearms: state, written by the owner's trigger from each event."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.trade.journeys.travelling import WAYS


class Journey(OfficeRecord):
    """A traveller's journey across the border with accompanied firearms, out of this State (`out`) or into it (`in`), and back.

    `holder` is a party of the register; of a visitor `who` says name, document and the numbers of papers: both are personal. `papers` are codes of the list
    `transfer_paper` that were shown, `authorisation` the one of this State under which it goes. `arms` is a list of
    `{"firearm", "type", "make", "model", "calibre", "serial"}`; `gone` and `back` are numbers of its lines, from 1. `screened` says of which version of which
    list the traveller was asked as they crossed, and by which rules. Before `earliest_on` nothing relieves it that wants an
    announcement.
    """

    way = models.TextField()
    holder = models.CharField(max_length=14, default="", blank=True)
    country = models.CharField(max_length=2)
    purpose = models.TextField(default="", blank=True)
    authorisation = models.CharField(max_length=14, default="", blank=True)
    papers = models.JSONField(default=list, blank=True)
    arms = models.JSONField(default=list, blank=True)
    ammunition = models.JSONField(default=list, blank=True)
    who = models.JSONField(default=dict, blank=True)
    announced_on = models.DateField(null=True)
    crosses_on = models.DateField(null=True)
    earliest_on = models.DateField(null=True)
    return_by = models.DateField(null=True)
    crossed_on = models.DateField(null=True)
    gone = models.JSONField(default=list, blank=True)
    back = models.JSONField(default=list, blank=True)
    screened = models.JSONField(default=dict, blank=True)
    announced_by = models.CharField(max_length=14)
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_journey_compartment"
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="trade_journey_way"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "id"], name="trade_journey_office"),
            models.Index(fields=["compartment", "state", "return_by"], name="trade_journey_border"),
            models.Index(fields=["holder"], condition=~Q(holder=""), name="trade_journey_holder"),
            models.Index(
                fields=["authorisation"], condition=~Q(authorisation=""), name="trade_journey_under"
            ),
            GinIndex(fields=["arms"], opclasses=["jsonb_path_ops"], name="trade_journey_arms"),
        ]

    @property
    def missing(self) -> list[int]:
        """The numbers of firearms that went and have not come back."""
        return [n for n in self.gone if n not in self.back]

    def is_overdue(self, day: dt.date) -> bool:
        """Whether something that went should have come back before a day."""
        return self.state == "under_way" and self.return_by is not None and self.return_by < day
