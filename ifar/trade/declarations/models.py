"""Declarations of customs: state, written by the owner's trigger from each event."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.trade.declarations.acts import WAYS


class Declaration(OfficeRecord):
    """That goods left or entered, as the system of customs says it: `number` is its own, once for each `way` of one office.

    `authorisation`, `consignment`, `office` (the post), `quantity` and `serials` are as they were declared; `under` is the authorisation that it is, `matched` the
    consignment, `observation` what was recorded of that, `differs` what did not match (`services.DIFFERS`, and the findings of the observation).
    """

    number = models.CharField(max_length=60)
    way = models.TextField()
    authorisation = models.CharField(max_length=40, default="", blank=True)
    consignment = models.CharField(max_length=40, default="", blank=True)
    declared_on = models.DateField(null=True)
    office = models.CharField(max_length=60, default="", blank=True)
    quantity = models.IntegerField(default=0)
    serials = ArrayField(models.CharField(max_length=80), default=list)
    under = models.CharField(max_length=14, default="", blank=True)
    matched = models.CharField(max_length=14, default="", blank=True)
    observation = models.CharField(max_length=14, default="", blank=True)
    differs = ArrayField(models.CharField(max_length=40), default=list)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_declaration_compartment"
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="trade_declaration_way"),
            models.UniqueConstraint(fields=["agency", "way", "number"], name="trade_declaration_once"),
        ]
        indexes = [
            models.Index(fields=["under"], condition=~Q(under=""), name="trade_declaration_under"),
            models.Index(Func(F("number"), function="trade_plain"), name="trade_declaration_plain"),
        ]
