"""Closings of books. `Event` is insert-only; a closing is state: only the owner's trigger writes it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import Kept
from ifar.books.acts import GROUNDS
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a book."""

    class Meta(AnyEvent.Meta):
        pass


class Closing(Kept):
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
