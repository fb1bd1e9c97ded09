"""Refusals of other States: state, written by the owner's trigger from each event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Denial(OfficeRecord):
    """That another State refused a transfer to somebody: `party` is a party abroad or one of the register, as a person matched it.

    `country` is the State that refused, `number` and `issuer` those of its decision, `ground` a code of the list `transfer_ground`. It is asked about until
    `valid_until`; for ever without. One that is only `entered` holds a grant until another person verified or rejected it.
    """

    country = models.CharField(max_length=2)
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=200)
    refused_on = models.DateField()
    valid_until = models.DateField(null=True)
    ground = models.TextField(default="", blank=True)
    party = models.CharField(max_length=14)
    entered_by = models.CharField(max_length=14)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_denial_compartment")
        ]
        indexes = [models.Index(fields=["party"], name="trade_denial_party")]
