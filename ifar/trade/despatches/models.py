"""A despatch from one trader to another. State: only the owner's trigger writes it, from the `changes` of each event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Kept
from ifar.rights import COMPARTMENTS
from ifar.trade.despatches.acts import TERMS


class Despatch(Kept):
    """What one trader sends to another with a carrier; its office is the sender's, `receiver` and `carrier` are offices too.

    `crates` are those of `despatches/crates.py`: what was packed in each, under which seals, and what became of it. `quantity` is how many were offered.
    """

    receiver = models.CharField(max_length=14)
    carrier = models.CharField(max_length=14)
    terms = models.TextField()
    owner_kind = models.TextField(default="", blank=True)
    quantity = models.IntegerField()
    due_on = models.DateField()
    crates = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField(null=True)
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
            models.Index(fields=["id"], condition=Q(state="sent"), name="trade_despatch_road"),
        ]
