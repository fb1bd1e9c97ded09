"""Armouries, officers and issues. `Event` is insert-only; the others are state: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import MD5

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.stocks.acts import COUNTS, DID
from ifar.stocks.campaigns.models import Campaign, Struck
from ifar.stocks.handovers.models import Handover
from ifar.stocks.issuing import KINDS, SIGNED
from ifar.stocks.movements.models import Crate, Movement
from ifar.stocks.serviceability.models import Serviceability

__all__ = [
    "Armoury",
    "Campaign",
    "Count",
    "Crate",
    "Event",
    "Handover",
    "Issue",
    "Movement",
    "Observation",
    "Officer",
    "Pin",
    "Serviceability",
    "Struck",
]


class Event(AnyEvent):
    """One act on an armoury, on an officer of a unit, or on an issue."""

    class Meta(AnyEvent.Meta):
        # What a device without a line sent is found again by its key, and is there once, however often it is sent.
        constraints = [
            *AnyEvent.Meta.constraints,
            models.UniqueConstraint(
                KeyTextTransform("capture", "details"),
                condition=Q(details__has_key="capture"),
                name="stocks_event_capture",
            ),
        ]


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"stocks_{record_type}_compartment"
    )


class Armoury(OfficeRecord):
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


class Officer(OfficeRecord):
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
    pinned_at = models.DateTimeField(null=True)

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


class Pin(models.Model):
    """The PIN that an officer typed on the armourer's device: as a hash, with a code that makes it this officer's. Of it the log says that it was set, and the `digest` of its row: all that the verifier reads."""

    officer = models.CharField(max_length=14, primary_key=True)
    hashed = models.TextField()
    digest = models.GeneratedField(expression=MD5("hashed"), output_field=models.TextField(), db_persist=True)

    def __str__(self) -> str:
        return self.officer


class Count(OfficeRecord):
    """A blind count of an armoury by people of an office: its own, or one above it. `places` are the armoury and all that was in it when it began.

    What should have been there, how many were, what moved meanwhile and what differs are known once it is closed.
    """

    armoury = models.CharField(max_length=14)
    kind = models.TextField()
    places = models.JSONField(default=list)
    counter = models.CharField(max_length=14)
    office = models.CharField(max_length=14)
    begun_at = models.DateTimeField()
    begun = models.UUIDField()
    lines = models.IntegerField(default=0)
    expected = models.IntegerField(null=True)
    found = models.IntegerField(null=True)
    moved = models.JSONField(default=list)
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            _compartment("count"),
            models.CheckConstraint(condition=Q(kind__in=COUNTS), name="stocks_count_kind"),
            models.UniqueConstraint(
                fields=["armoury"], condition=Q(state="counting"), name="stocks_count_running"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="stocks_count_latest")]


class Issue(OfficeRecord):
    """What an armoury issued to an officer, or lent to another unit; `back` and `settled` are what came back of it, and rounds that came back or were spent.

    `receiver` is the officer's own account at that time, `holder` the place in which their rounds are, `moves` the movements of those. `signed` says how the
    receiving side confirmed, empty where it did not yet; `sheet` is the number of the paper that they signed; `exercise` is the exercise or operation for which it was issued.
    """

    armoury = models.CharField(max_length=14)
    kind = models.TextField()
    officer = models.CharField(max_length=14, default="", blank=True)
    receiver = models.CharField(max_length=14, default="", blank=True)
    unit = models.CharField(max_length=14, default="", blank=True)
    order = models.CharField(max_length=60)
    exercise = models.CharField(max_length=60, default="", blank=True)
    arms = models.JSONField(default=list, blank=True)
    accessories = models.JSONField(default=dict, blank=True)
    rounds = models.JSONField(default=list, blank=True)
    holder = models.CharField(max_length=14, default="", blank=True)
    moves = models.JSONField(default=list, blank=True)
    due_at = models.DateTimeField(null=True)
    signed = models.TextField(default="", blank=True)
    sheet = models.CharField(max_length=60, default="", blank=True)
    back = models.JSONField(default=list, blank=True)
    accessories_back = models.JSONField(default=dict, blank=True)
    settled = models.JSONField(default=list, blank=True)
    issued_by = models.CharField(max_length=14)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            _compartment("issue"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="stocks_issue_kind"),
            models.CheckConstraint(condition=Q(signed__in=("", *SIGNED)), name="stocks_issue_signed"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="stocks_issue_latest"),
            models.Index(
                fields=["agency", "due_at", "id"], condition=Q(state="out"), name="stocks_issue_out"
            ),
            models.Index(fields=["officer", "-id"], condition=~Q(officer=""), name="stocks_issue_officer"),
            models.Index(fields=["receiver", "-id"], condition=~Q(receiver=""), name="stocks_issue_receiver"),
            models.Index(fields=["exercise", "-id"], condition=~Q(exercise=""), name="stocks_issue_exercise"),
            GinIndex(fields=["arms"], name="stocks_issue_arms", opclasses=["jsonb_path_ops"]),
        ]


class Observation(OfficeRecord):
    """What was done at the counter of an armoury without a line and is no issue or return by the register: it waits for what another device still has, or a person decides.

    `scanned` are the lines as they were read, `arms` those of them that the register knows, `taken_at` the moment by the register's clock, `why` the codes of what stands
    against it. `issue` is what it became, once what it waited for had arrived.
    """

    armoury = models.CharField(max_length=14, default="", blank=True)
    did = models.TextField()
    officer = models.CharField(max_length=14, default="", blank=True)
    receiver = models.CharField(max_length=14, default="", blank=True)
    arms = models.JSONField(default=list, blank=True)
    scanned = models.JSONField(default=list, blank=True)
    taken_at = models.DateTimeField()
    why = models.JSONField(default=list)
    issue = models.CharField(max_length=14, default="", blank=True)
    entered_by = models.CharField(max_length=14)
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [
            _compartment("observation"),
            models.CheckConstraint(condition=Q(did__in=DID), name="stocks_observation_did"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "taken_at"], condition=Q(state="waiting"), name="stocks_observation_waiting"
            )
        ]
