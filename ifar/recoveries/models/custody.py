"""Chains of custody, counts of evidence rooms, laboratory requests, destruction batches, and series from one workshop.

`CustodyEvent` is insert-only. The others are state: only the owner's trigger writes them, from the `changes` of each event.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class CustodyEvent(AnyEvent):
    """One act of custody. Insert-only; `n` counts the acts on its subject."""


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(compartment__in=COMPARTMENTS), name=f"recoveries_{record_type}_compartment"
    )


class Chain(OfficeRecord):
    """The chain of custody of one exhibit, as it stands; `public_id` is the exhibit's.

    `agency` keeps it, `keeper` is the person who took it last, `room` the evidence room (empty elsewhere), `place` where it lies in
    words; while it is handed on, `to_agency` is meant to receive it from `handed_by`. `gaps` = those that nobody has explained:
    [{key, n, kind, expected, found}], `explained` the keys of the others.
    """

    firearm = models.CharField(max_length=14, default="", blank=True)
    place = models.TextField(default="", blank=True)
    room = models.CharField(max_length=14, default="", blank=True)
    seal = models.TextField(default="", blank=True)
    keeper = models.CharField(max_length=14)
    since = models.DateTimeField()
    to_agency = models.CharField(max_length=14, default="", blank=True)
    handed_by = models.CharField(max_length=14, default="", blank=True)
    purpose = models.TextField(default="", blank=True)
    gaps = models.JSONField(default=list)
    explained = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [_compartment("chain")]
        indexes = [
            models.Index(fields=["agency", "-id"], name="recoveries_chain_office"),
            models.Index(fields=["room"], name="recoveries_chain_room", condition=~models.Q(room="")),
            models.Index(
                fields=["to_agency"], name="recoveries_chain_waits", condition=models.Q(state="handed")
            ),
            models.Index(fields=["agency"], name="recoveries_chain_gaps", condition=~models.Q(gaps=[])),
            models.Index(
                fields=["firearm"], name="recoveries_chain_firearm", condition=~models.Q(firearm="")
            ),
        ]


class Count(OfficeRecord):
    """A blind count of a room. `differences` = [{key, kind, label, expected, found}], `settled` the keys that somebody explained."""

    room = models.CharField(max_length=14)
    counter = models.CharField(max_length=14)
    expected = models.IntegerField(null=True)
    found = models.IntegerField(null=True)
    differences = models.JSONField(default=list)
    settled = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            _compartment("count"),
            # One count of a room at a time: two blind counts would show each other what is there.
            models.UniqueConstraint(
                fields=["room"], name="recoveries_count_once", condition=models.Q(state="counting")
            ),
        ]


class Request(OfficeRecord):
    """What a laboratory is asked about an exhibit, and its answers: [{question, reference, mark, event}]; their words are personal."""

    exhibit = models.CharField(max_length=14)
    laboratory = models.CharField(max_length=14)
    questions = ArrayField(models.TextField())
    due_on = models.DateField(null=True)
    results = models.JSONField(default=list)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [_compartment("request")]
        indexes = [
            models.Index(fields=["exhibit"], name="recoveries_request_of"),
            models.Index(
                fields=["laboratory"],
                name="recoveries_request_desk",
                condition=models.Q(state__in=["asked", "accepted"]),
            ),
        ]


class Batch(OfficeRecord):
    """A destruction batch: its list ([{exhibit, firearm, serial, what}]) and seal, what was read on the day, and how it was done.

    `readings` = exhibit -> serial as read (null where it was not there); `exceptions` = exhibit -> {why}; what happened is personal.
    """

    name = models.TextField()
    order = models.TextField()
    method = models.TextField()
    planned_on = models.DateField(null=True)
    place = models.TextField(default="", blank=True)
    lines = models.JSONField(default=list)
    seal = models.TextField(default="", blank=True)
    proposer = models.CharField(max_length=14, default="", blank=True)
    approver = models.CharField(max_length=14, default="", blank=True)
    readings = models.JSONField(default=dict)
    witnesses = ArrayField(models.CharField(max_length=14), default=list)
    weight_grams = models.BigIntegerField(null=True)
    counted = models.IntegerField(null=True)
    photos = ArrayField(models.TextField(), default=list)
    exceptions = models.JSONField(default=dict)
    destroyed_on = models.DateField(null=True)

    class Meta:
        constraints = [_compartment("batch")]
        indexes = [models.Index(fields=["agency", "-id"], name="recoveries_batch_office")]


class Series(OfficeRecord):
    """Exhibits that come from one workshop: proposed with reasons, accepted, rejected or split by a person."""

    name = models.TextField(default="", blank=True)
    members = ArrayField(models.CharField(max_length=14))
    percent = models.SmallIntegerField()
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [_compartment("series")]
        indexes = [GinIndex(fields=["members"], name="recoveries_series_members")]
