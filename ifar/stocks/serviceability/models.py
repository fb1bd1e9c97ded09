"""Serviceability of arms. State: only the owner's triggers write it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Serviceability(OfficeRecord):
    """Whether an arm may be used; `public_id` is the arm's own.

    `inspector` is the account of whoever inspected it last, `mark` the inspection mark that it bears since, `fault` what was found wanting, `workshop` the place of the unit in which it is repaired.
    """

    inspected_on = models.DateField(null=True)
    inspector = models.CharField(max_length=14, default="", blank=True)
    mark = models.CharField(max_length=40, default="", blank=True)
    fault = models.TextField(default="", blank=True)
    workshop = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="stocks_serviceability_compartment"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="stocks_serviceability_state"),
        ]
