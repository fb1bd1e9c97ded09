"""A movement order and its crates. State: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.placement.roads.models import PackedCrate
from ifar.rights import COMPARTMENTS


class Movement(OfficeRecord):
    """What goes from an armoury (`store`) of one unit to another unit of the force, or to another store of its own; its office is the one that ordered it.

    `escort` is the officer of the sending unit who has it in hand on the road, `bearer` their own account, `hands` the accounts of whoever packed or bore it: none of
    them receives it.
    """

    order = models.CharField(max_length=60)
    store = models.CharField(max_length=14)
    sender = models.CharField(max_length=14)
    receiver = models.CharField(max_length=14)
    quantity = models.IntegerField()
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    escort = models.CharField(max_length=14, default="", blank=True)
    bearer = models.CharField(max_length=14, default="", blank=True)
    hands = models.JSONField(default=list, blank=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="stocks_movement_compartment"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stocks_movement_quantity"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="stocks_movement_orderer"),
            models.Index(fields=["sender", "-id"], name="stocks_movement_sender"),
            models.Index(fields=["receiver", "-id"], name="stocks_movement_receiver"),
            models.Index(
                fields=["due_on"], condition=Q(state__in=("sent", "returning")), name="stocks_movement_road"
            ),
        ]

    @cached_property
    def contents(self) -> list[dict[str, Any]]:
        """Its crates in the order in which they were packed, as `placement/roads/crates.py` knows them."""
        return [crate.told for crate in self.crates.filter(state="packed").order_by("id")]


class Crate(PackedCrate):
    """A crate of a movement."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="crates")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="stocks_crate_compartment"
            ),
            models.UniqueConstraint(
                fields=["movement", "number"], condition=Q(state="packed"), name="stocks_crate_once"
            ),
        ]
