"""Lots, movements, and the postings and balances that follow from them.

`Event` is insert-only. The others are state: only the owner's trigger writes them, from the acts.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Upper

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.ammunition import accounts
from ifar.ammunition.acts import KINDS, UNITS
from ifar.rights import COMPARTMENTS


def bare_number() -> Func:
    """A lot's number as two are compared (`typed.bare`), by the database."""
    sought = (Upper("number"), Value("[^[:alnum:]]"), Value(""), Value("g"))
    return Func(*sought, function="regexp_replace", output_field=models.TextField())


class Event(AnyEvent):
    """One act on a lot, or one movement."""

    class Meta(AnyEvent.Meta):
        pass


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"ammunition_{record_type}_compartment"
    )


class Lot(OfficeRecord):
    """A lot as its maker marked it, kept by one office.

    `number` stands as it is marked, `mark` is what is on the smallest package; `pieces` are in one of those, `packages` of them in a case.
    `unit`: powder is counted in grams. `ground` says why it is suspended, `survey_on` when it is to be looked at again. A mixed lot names its place, and neither maker nor number.
    """

    kind = models.TextField()
    maker = models.TextField(default="", blank=True)
    calibre = models.TextField(default="", blank=True)
    number = models.TextField(default="", blank=True)
    year = models.IntegerField(null=True)
    unit = models.TextField()
    pieces = models.IntegerField(null=True)
    packages = models.IntegerField(null=True)
    mark = models.TextField(default="", blank=True)
    hazard = models.TextField(default="", blank=True)
    expires_on = models.DateField(null=True)
    survey_on = models.DateField(null=True)
    place = models.CharField(max_length=14, default="", blank=True)
    ground = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("lot"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="ammunition_lot_kind"),
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="ammunition_lot_unit"),
            models.UniqueConstraint(
                fields=["agency", "place", "calibre"], condition=~Q(place=""), name="ammunition_lot_mixed"
            ),
            models.CheckConstraint(
                condition=Q(pieces__isnull=True) | Q(pieces__gt=0), name="ammunition_lot_pieces"
            ),
            models.CheckConstraint(
                condition=Q(packages__isnull=True) | Q(packages__gt=0), name="ammunition_lot_packages"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="ammunition_lot_kept"),
            models.Index(OpClass(bare_number(), name="text_pattern_ops"), name="ammunition_lot_number"),
        ]


class Movement(OfficeRecord):
    """What became of ammunition at one time: `agency` recorded it, `place` is where it was, `to_place` and `to_office` where it went.

    `witness` saw what was spent; `reference` is the number of the paper behind it: a firing report, a delivery note. `ground` says why it was undone.
    `licence` is that of the holder who bought it: a personal value, empty once it was erased.
    """

    move = models.TextField()
    place = models.CharField(max_length=14)
    to_place = models.CharField(max_length=14, default="", blank=True)
    to_office = models.CharField(max_length=14, default="", blank=True)
    occasion = models.TextField(default="", blank=True)
    witness = models.CharField(max_length=14, default="", blank=True)
    reference = models.TextField(default="", blank=True)
    licence = models.CharField(max_length=14, default="", blank=True)
    ground = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("movement"),
            models.CheckConstraint(
                condition=Q(move__in=tuple(accounts.FLOWS)), name="ammunition_movement_move"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="ammunition_movement_latest"),
            models.Index(fields=["licence"], condition=~Q(licence=""), name="ammunition_movement_bought"),
            models.Index(
                fields=["to_office", "-id"], condition=~Q(to_office=""), name="ammunition_movement_coming"
            ),
        ]


class Posting(models.Model):
    """A line of a movement: so much more or less of a lot in an account. State; `event` is the act that made it, `source` the lot from which it came, where that is another."""

    id = models.BigAutoField(primary_key=True)
    event = models.UUIDField()
    n = models.IntegerField()
    movement = models.CharField(max_length=14)
    account = models.TextField()
    agency = models.CharField(max_length=14)
    holder = models.CharField(max_length=14, default="", blank=True)
    lot = models.CharField(max_length=14)
    amount = models.BigIntegerField()
    source = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "n"], name="ammunition_posting_line"),
            models.CheckConstraint(
                condition=Q(account__in=accounts.ACCOUNTS), name="ammunition_posting_account"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="ammunition_posting_amount"),
        ]
        indexes = [
            models.Index(fields=["lot", "id"], name="ammunition_posting_lot"),
            models.Index(fields=["movement"], name="ammunition_posting_movement"),
            models.Index(fields=["lot"], condition=~Q(source=""), name="ammunition_posting_from"),
            models.Index(fields=["lot"], condition=Q(account="seized"), name="ammunition_posting_seized"),
            models.Index(fields=["source"], condition=~Q(source=""), name="ammunition_posting_into"),
        ]

    def __str__(self) -> str:
        return f"{self.movement} {self.n} {self.account}"


class Balance(models.Model):
    """How much of a lot lies in an account: at a place (`held`), or on the road of a movement. State; never below zero."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    agency = models.CharField(max_length=14)
    holder = models.CharField(max_length=14)
    lot = models.CharField(max_length=14)
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "lot", "account"], name="ammunition_balance_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="ammunition_balance_zero"),
            models.CheckConstraint(
                condition=Q(account__in=accounts.INSIDE), name="ammunition_balance_account"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "lot"], condition=Q(quantity__gt=0), name="ammunition_balance_stock"
            ),
            models.Index(fields=["lot"], condition=Q(quantity__gt=0), name="ammunition_balance_lot"),
            models.Index(fields=["lot", "agency"], name="ammunition_balance_had"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.holder} {self.lot}"
