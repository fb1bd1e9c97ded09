"""Closings of books, what makers plan to make, counts of shops and closed days. `Event` is insert-only; the others are state: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.books.acts import GROUNDS
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a book, or on a production order."""

    class Meta(AnyEvent.Meta):
        pass


class Closing(OfficeRecord):
    """That the book of a trader, whose identifier it bears, is closed, and with which authority (`agency`) it is.

    `since` is the day from which the trader no longer trades, `at` when the book was closed; `depositary` where its stock goes, `order` the reference of
    the order or decision, empty where there is none.
    """

    ground = models.TextField()
    since = models.DateField()
    depositary = models.CharField(max_length=14)
    order = models.CharField(max_length=120, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=GROUNDS), name="books_closing_ground"),
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="books_closing_compartment"
            ),
        ]


class Order(OfficeRecord):
    """A production order of a maker: what is made, and the serial numbers that are reserved for it.

    `make`, `model`, `type` and `calibre` are codes of the lists, or as the maker writes them; `family` is make and family of the model in one word, in whatever spelling they were written. `ranges` are
    the numbers as they were given, one range or number a line, `spans` the same as they are compared (`reserved.Span`: form, first and last place), `total`
    how many they are. `gaps` are numbers that are not made, each `{"numbers", "ground"}`.
    """

    number = models.CharField(max_length=60)
    make = models.TextField()
    model = models.TextField()
    family = models.TextField()
    type = models.TextField()
    calibre = models.TextField()
    planned_on = models.DateField()
    ranges = models.JSONField()
    spans = models.JSONField()
    total = models.IntegerField()
    gaps = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="books_order_compartment"),
            models.CheckConstraint(condition=Q(total__gt=0), name="books_order_total"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="books_order_of_office"),
            models.Index(fields=["agency", "family"], name="books_order_alike"),
        ]


class Count(OfficeRecord):
    """A blind count of what a trader has in hand: who began it, how many lines were read, and what it came to once it was closed.

    What was read stands in its acts. `begun` is the entry of its first act: what the register records later is a movement meanwhile. `moved` are the things that
    this explains, `differences` what nobody explained ({key, kind, label}).
    """

    counter = models.CharField(max_length=14)
    begun = models.UUIDField()
    begun_at = models.DateTimeField()
    lines = models.IntegerField(default=0)
    expected = models.IntegerField(null=True)
    found = models.IntegerField(null=True)
    moved = models.JSONField(default=list)
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="books_count_compartment"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(state="counting"), name="books_count_running"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="books_count_office")]


class Day(OfficeRecord):
    """A day of a trader that was closed: what came into the book and what went, what is in stock, what still waits and what is late."""

    day = models.DateField()
    came = models.IntegerField()
    went = models.IntegerField()
    stock = models.IntegerField()
    pending = models.IntegerField()
    late = models.IntegerField()
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="books_day_compartment"),
            models.UniqueConstraint(fields=["agency", "day"], name="books_day_once"),
        ]


class Declaration(OfficeRecord):
    """What makers declared for the national statistics of a year: `title` and `source` say whose statistics they are.

    `lines` are how many it has, `total` the sum of their quantities. No firearm is made of them.
    """

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    year = models.IntegerField()
    lines = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="books_declaration_compartment"
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="books_declaration_total"),
        ]
        indexes = [models.Index(fields=["agency", "-year", "-id"], name="books_declaration_of_office")]


class Sheet(OfficeRecord):
    """Lines of a declaration, in as many parts as the log's entries ask for: each line is key, licensee, place, type, activity and quantity (`declared.Declared`)."""

    declaration = models.CharField(max_length=14)
    part = models.IntegerField()
    rows = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="books_sheet_compartment"),
            models.UniqueConstraint(fields=["declaration", "part"], name="books_sheet_once"),
        ]
