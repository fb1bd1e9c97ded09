"""Handovers of armouries. State: only the owner's triggers write it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Handover(OfficeRecord):
    """An armoury that one armourer leaves to another: `left` is what stood there when it was begun, `stands` when it was received (`standing.py`).

    `office` is the unit itself, or the office above it that ordered the handover because whoever was on duty, `leaving`, is absent.
    `counted` is what the arriving one said before they were shown either, `differences` what of it is otherwise.
    """

    armoury = models.CharField(max_length=14)
    leaving = models.CharField(max_length=14)
    arriving = models.CharField(max_length=14)
    office = models.CharField(max_length=14)
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField()
    left = models.JSONField(default=dict)
    stands = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    differences = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="stocks_handover_compartment"
            ),
            models.UniqueConstraint(
                fields=["armoury"], condition=Q(state="open"), name="stocks_handover_running"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="stocks_handover_latest"),
            models.Index(fields=["armoury", "-id"], name="stocks_handover_armoury"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="stocks_handover_open"),
        ]
