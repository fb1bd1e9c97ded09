"""A despatch from one trader to another. State: only the owner's trigger writes it, from the `changes` of each event."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.placement.roads.models import PackedCrate
from ifar.rights import COMPARTMENTS
from ifar.trade.despatches.acts import ON_THE_ROAD, TERMS


class Despatch(OfficeRecord):
    """What one trader sends to another with a carrier; its office is the sender's, `receiver` and `carrier` are offices too.

    `quantity` is how many were offered, `owner_kind` as whose stock the receiver takes them in, `packers` who packed what was handed over: none of them receives it;
    `brought_by` who of the carrier said that what was turned back is handed over at the sender's.
    """

    receiver = models.CharField(max_length=14)
    carrier = models.CharField(max_length=14)
    terms = models.TextField()
    owner_kind = models.TextField(default="", blank=True)
    quantity = models.IntegerField()
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    packers = models.JSONField(default=list, blank=True)
    brought_by = models.CharField(max_length=14, default="", blank=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        verbose_name_plural = "despatches"
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_despatch_compartment"
            ),
            models.CheckConstraint(condition=Q(terms__in=TERMS), name="trade_despatch_terms"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="trade_despatch_quantity"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="trade_despatch_sender"),
            models.Index(fields=["receiver", "-id"], name="trade_despatch_receiver"),
            models.Index(fields=["carrier", "-id"], name="trade_despatch_carrier"),
            models.Index(fields=["id"], condition=Q(state__in=ON_THE_ROAD), name="trade_despatch_road"),
        ]

    @cached_property
    def crates(self) -> list[dict[str, Any]]:
        """Its crates in the order in which they were packed, as `crates.py` knows them."""
        return [box.told for box in self.boxes.filter(state="packed").order_by("id")]


class Box(PackedCrate):
    """A crate of a despatch."""

    despatch = models.ForeignKey(Despatch, on_delete=models.PROTECT, related_name="boxes")

    class Meta:
        verbose_name_plural = "boxes"
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_box_compartment"),
            models.UniqueConstraint(
                fields=["despatch", "number"], condition=Q(state="packed"), name="trade_box_once"
            ),
        ]
