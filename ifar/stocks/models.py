"""Armouries and officers. `Event` is insert-only; the others are state: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import Kept
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on an armoury, or on an officer of a unit."""

    class Meta(AnyEvent.Meta):
        pass


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"stocks_{record_type}_compartment"
    )


class Armoury(Kept):
    """A store of an office, by whose identifier it goes: who is in charge since when, by when they count everything and when that was done.

    `standing_order` is the number of the order under which arms are issued for a shift.
    """

    charge = models.CharField(max_length=14)
    since = models.DateField()
    count_due = models.DateField()
    counted_on = models.DateField(null=True)
    standing_order = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        verbose_name_plural = "armouries"
        constraints = [_compartment("armoury")]
        indexes = [
            models.Index(
                fields=["count_due"], condition=Q(counted_on__isnull=True), name="stocks_armoury_uncounted"
            )
        ]


class Officer(Kept):
    """A person of a unit to whom arms may be issued; `account` is their own, where they have one.

    `ground` says why they are suspended, or why they left. Name and service number are empty where they were lawfully erased.
    """

    name = models.TextField(default="", blank=True)
    number = models.TextField(default="", blank=True)
    account = models.CharField(max_length=14, default="", blank=True)
    trained_until = models.DateField(null=True)
    medical_until = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    ground = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("officer"),
            models.UniqueConstraint(
                fields=["agency", "number"],
                condition=Q(state="serving") & ~Q(number=""),
                name="stocks_officer_number",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="serving") & ~Q(account=""),
                name="stocks_officer_account",
            ),
        ]
        indexes = [models.Index(fields=["agency", "name", "id"], name="stocks_officer_roster")]
