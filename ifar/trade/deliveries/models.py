"""Deliveries of goods that left, and what other States ask of goods that came here: state, written by the owner's trigger from each event."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.trade.deliveries.acts import OPEN


class Delivery(OfficeRecord):
    """Goods that left on an authorisation, and whether it is confirmed that they arrived.

    `consignment` is the consignment that left (empty where none is on record), `goods` what left. By `due_on` a proof is due, by `chase_on` whatever is
    waited for now. `proof` is what `file` shows. `received` is what arrived by what is confirmed; `released` that it no longer holds another
    authorisation though it is not confirmed. `remark` is personal.
    """

    authorisation = models.ForeignKey(
        "trade.Authorisation", on_delete=models.PROTECT, related_name="deliveries"
    )
    consignment = models.CharField(max_length=14, default="", blank=True)
    left_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    chase_on = models.DateField(null=True)
    goods = models.JSONField(default=list, blank=True)
    proof = models.TextField(default="", blank=True)
    file = models.CharField(max_length=64, default="", blank=True)
    asks_office = models.CharField(max_length=14, default="", blank=True)
    exit_said = models.TextField(default="", blank=True)
    letter = models.CharField(max_length=80, default="", blank=True)
    received_on = models.DateField(null=True)
    received = models.JSONField(default=list, blank=True)
    released = models.BooleanField(default=False)
    remark = models.TextField(default="", blank=True)
    entered_by = models.CharField(max_length=14)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_delivery_compartment"
            ),
        ]
        indexes = [
            # Both lists are read in their order: an index that begins with the office would have all of them sorted.
            models.Index(fields=["chase_on", "id"], condition=Q(state__in=OPEN), name="trade_delivery_chase"),
            models.Index(fields=["chase_on", "id"], name="trade_delivery_order"),
            models.Index(fields=["asks_office"], condition=~Q(asks_office=""), name="trade_delivery_asked"),
        ]


class Enquiry(OfficeRecord):
    """What an authority of another State asks: whether goods that it let go arrived here (Protocol art. 10(4)).

    `number` is its own, `authorisation` our import authorisation where there is one, `serials` the serial numbers it asks about. `arrived` is a list of
    `{"serial", "firearm"}` of what the register holds as imported, `received` what arrived as lines of goods. `remark` is personal.
    """

    country = models.CharField(max_length=2, default="", blank=True)
    issuer = models.CharField(max_length=200, default="", blank=True)
    number = models.CharField(max_length=80, default="", blank=True)
    asked_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    authorisation = models.CharField(max_length=14, default="", blank=True)
    goods = models.JSONField(default=list, blank=True)
    serials = ArrayField(models.CharField(max_length=80), default=list)
    answer = models.TextField(default="", blank=True)
    arrived = models.JSONField(default=list, blank=True)
    received = models.JSONField(default=list, blank=True)
    arrived_on = models.DateField(null=True)
    remark = models.TextField(default="", blank=True)
    entered_by = models.CharField(max_length=14)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_enquiry_compartment"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="trade_enquiry_due")]
