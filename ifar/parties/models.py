"""Natural and legal persons and units of the State; their addresses over time.

`Event` is insert-only. `Party`, `Address` and `Bar` are state: only the owner's trigger writes them, from the `changes` of each event and from the
personal values in `ledger_personal`.
"""

from __future__ import annotations

from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.ledger.models import Erasure
from ifar.parties import bars
from ifar.rights import COMPARTMENTS

KINDS = ("person", "entity", "unit")
STATUSES = ("active", "deceased", "dissolved")


class Event(AnyEvent):
    """One act on a party or on a bar. Personal values stand apart, see `ifar/ledger/models.py`."""

    class Meta(AnyEvent.Meta):
        pass


class Party(OfficeRecord):
    """A natural person, a legal entity, or a unit of the State, as it is now.

    Name, birth date, numbers and contact are NULL where they were never given or were lawfully erased (`erased` says which).
    """

    kind = models.TextField()
    name = models.TextField(null=True)
    born = models.DateField(null=True)
    identity_numbers = models.JSONField(null=True)
    contact = models.JSONField(null=True)
    sex = models.TextField(default="not_asked")
    country = models.CharField(max_length=2, default="")
    registration = models.TextField(default="", blank=True)
    status = models.TextField(default="active")
    merged_into = models.CharField(max_length=14, default="", blank=True)
    formerly: tuple[str, ...] = ()
    """Of a record that a search found by it: what it was called and numbered before."""

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="parties_party_kind"),
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="parties_party_status"),
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="parties_party_compartment"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.public_id

    @cached_property
    def erased(self) -> frozenset[str]:
        """The names of values of it that were lawfully erased; it may have been given others since. One query."""
        events = Event.objects.filter(record_type="party", subject=self.public_id)
        gone = Erasure.objects.filter(entry__in=events.values("id")).exclude(field="address")
        return frozenset(gone.values_list("field", flat=True))


class Address(models.Model):
    """Where a party lives or sits, from when until when; `lines` are personal and may have been erased."""

    event = models.UUIDField(primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="addresses", db_index=False)
    country = models.CharField(max_length=2)
    area = models.TextField(default="", blank=True)
    lines = models.JSONField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "valid_from"], name="parties_address_party")]

    def __str__(self) -> str:
        return f"{self.country} {self.area}"


class NameKey(models.Model):
    """Search keys of a party's name (derived from it by `parties/names.py`; rebuildable)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="keys")
    folded = models.TextField()
    skeleton = models.GeneratedField(
        expression=models.Func(models.F("folded"), function="parties_skeleton"),
        output_field=models.TextField(),
        db_persist=True,
    )
    version = models.SmallIntegerField()
    barred = models.BooleanField(default=False, db_default=False)
    """Whether a bar was ever entered for this record; the database's own word. Few are, so their names have indexes of their own."""

    def __str__(self) -> str:
        return self.folded


class FormerKey(models.Model):
    """Search keys of a value that a later event replaced: whoever bore a name or a number is found under it until it is lawfully erased.

    `entry` said it; `field` is `name`, `identity_numbers` or `registration`. State: `parties_after` writes it, an erasure takes it.
    """

    id = models.BigAutoField(primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="former")
    entry = models.UUIDField()
    field = models.TextField()
    folded = models.TextField(default="", blank=True)
    skeleton = models.GeneratedField(
        expression=models.Func(models.F("folded"), function="parties_skeleton"),
        output_field=models.TextField(),
        db_persist=True,
    )
    numbers = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="parties_formerkey_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.field}"


class Bar(OfficeRecord):
    """Somebody may not acquire or hold firearms, as an authority decided: a party on record, or a person who is only described.

    `party` is empty where the person is described; name, birth date and numbers are NULL where they were never given or were erased.
    """

    kind = models.TextField()
    ground = models.TextField()
    party = models.CharField(max_length=14, default="", blank=True)
    name = models.TextField(null=True)
    born = models.DateField(null=True)
    identity_numbers = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    issuer = models.TextField()
    country = models.CharField(max_length=2)
    paper = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=bars.KINDS), name="parties_bar_kind"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="parties_bar_period",
            ),
        ]
        indexes = [
            models.Index(fields=["party"], condition=~models.Q(party=""), name="parties_bar_party"),
            models.Index(fields=["agency", "-id"], name="parties_bar_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

    @property
    def lifted(self) -> bool:
        """Whether two people lifted it."""
        return self.state == "lifted"


class BarKey(models.Model):
    """Search keys of the name of somebody who is only described (derived from it by `parties/names.py`; rebuildable)."""

    bar = models.OneToOneField(Bar, on_delete=models.PROTECT, primary_key=True, related_name="keys")
    folded = models.TextField()
    skeleton = models.GeneratedField(
        expression=models.Func(models.F("folded"), function="parties_skeleton"),
        output_field=models.TextField(),
        db_persist=True,
    )
    version = models.SmallIntegerField()

    def __str__(self) -> str:
        return self.folded
