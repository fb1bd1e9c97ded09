"""Payments, tills, blank cards and likenesses.

`Event` is insert-only. The others are state: only the owner's trigger writes them, from the `changes` of each event.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.cashier.acts import WAYS, WHAT
from ifar.rights import COMPARTMENTS


def _money(**more: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=16, decimal_places=4, **more)


class Event(AnyEvent):
    """One act of the counter."""

    class Meta(AnyEvent.Meta):
        pass


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(compartment__in=COMPARTMENTS), name=f"cashier_{record_type}_compartment"
    )


class Payment(OfficeRecord):
    """A fee that was paid or waived, once and whole. `about` is what it was due for (an application, a licence, an authorisation).

    `act` is the code of what the fee is for, `rule` that of the fee's rule in the version `rule_version` of its list. Of a waiver `way`,
    `till` and `receipt` are empty and `line` is NULL; `refunded` is how much of it was paid back.
    """

    about = models.CharField(max_length=14)
    act = models.TextField()
    rule = models.TextField()
    rule_version = models.IntegerField()
    payer = models.CharField(max_length=14)
    amount = _money()
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    way = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)
    till = models.CharField(max_length=14, default="", blank=True)
    line = models.IntegerField(null=True)
    receipt = models.CharField(max_length=14, default="", blank=True)
    refunded = _money(default=0)
    ground = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("payment"),
            models.CheckConstraint(condition=Q(way__in=("", *WAYS)), name="cashier_payment_way"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cashier_payment_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="cashier_payment_refunded"
            ),
            models.UniqueConstraint(
                fields=["about", "act"],
                condition=Q(state__in=["paid", "waived"], act__in=["application", "renewal", "transfer"]),
                name="cashier_payment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["about"], name="cashier_payment_about"),
            models.Index(fields=["payer"], name="cashier_payment_payer"),
        ]


class Till(OfficeRecord):
    """What one person took at one desk on one day: begun with a float, counted blind, closed by somebody else.

    `expected` and `difference` are there once it was counted: what is in the till, less what should be.
    """

    person = models.CharField(max_length=14)
    day = models.DateField()
    currency = models.CharField(max_length=3)
    opening = _money()
    counted = _money(null=True)
    expected = _money(null=True)
    difference = _money(null=True)
    explanation = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("till"),
            models.CheckConstraint(condition=Q(opening__gte=0), name="cashier_till_opening"),
            models.CheckConstraint(
                condition=Q(state="open", counted=None, expected=None, difference=None)
                | Q(state__in=["counted", "closed"], counted__gte=0, expected__isnull=False)
                & Q(difference=F("counted") - F("expected"), difference__isnull=False),
                name="cashier_till_counted",
            ),
            models.UniqueConstraint(
                fields=["agency", "person"], condition=Q(state="open"), name="cashier_till_once"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-day", "-id"], name="cashier_till_days")]


class Line(models.Model):
    """A line of a till: money that came in (`amount` above zero) or went out with a refund. State; one for each event with money."""

    event = models.UUIDField(primary_key=True)
    till = models.CharField(max_length=14)
    n = models.IntegerField()
    payment = models.CharField(max_length=14)
    way = models.TextField()
    amount = _money()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["till", "n"], name="cashier_line_order")]

    def __str__(self) -> str:
        return f"{self.till} {self.n}"


class Delivery(OfficeRecord):
    """Blank cards that arrived, by number: from `first` to `last` of one series, printed with `width` digits after `prefix`."""

    prefix = models.CharField(max_length=12, default="", blank=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    width = models.IntegerField()
    paper = models.TextField()

    class Meta:
        constraints = [
            _compartment("delivery"),
            models.CheckConstraint(
                condition=Q(first__gte=0, last__gte=F("first")), name="cashier_delivery_range"
            ),
        ]
        indexes = [models.Index(fields=["prefix", "first"], name="cashier_delivery_series")]


class Card(OfficeRecord):
    """A blank card that is no longer blank: one number, given to one paper or written off."""

    prefix = models.CharField(max_length=12, default="", blank=True)
    number = models.BigIntegerField()
    delivery = models.CharField(max_length=14)
    paper = models.CharField(max_length=14, default="", blank=True)
    ground = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("card"),
            models.UniqueConstraint(fields=["prefix", "number"], name="cashier_card_number"),
            models.UniqueConstraint(
                fields=["paper"], condition=Q(state="issued") & ~Q(paper=""), name="cashier_card_paper"
            ),
        ]


class Count(OfficeRecord):
    """What lay in an office's safe when somebody looked, of one series: ranges [first, last]; what was missing, what was too much."""

    prefix = models.CharField(max_length=12, default="", blank=True)
    counted = models.JSONField()
    missing = models.JSONField()
    extra = models.JSONField()

    class Meta:
        constraints = [_compartment("count")]
        indexes = [models.Index(fields=["agency", "-id"], name="cashier_count_latest")]


class Likeness(OfficeRecord):
    """A photo or a signature of a party. `file` is the hash of the deposited picture: personal, empty once lawfully erased."""

    party = models.CharField(max_length=14)
    what = models.TextField()
    file = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            _compartment("likeness"),
            models.CheckConstraint(condition=Q(what__in=WHAT), name="cashier_likeness_what"),
            models.UniqueConstraint(
                fields=["party", "what"], condition=Q(state="current"), name="cashier_likeness_current"
            ),
        ]
