"""Bulk acts. `Event`, `Line` and `Answer` are insert-only; a batch is state: only the owner's trigger writes it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a batch."""

    class Meta(AnyEvent.Meta):
        pass


class Batch(OfficeRecord):
    """One act on many things.

    `act` is its name in the ledger, `said` what was said of all of them (personal: empty once lawfully erased). Of `total` lines, whose digest is `listed`,
    `refused` were refused when it was looked through; up to line `done` they are answered, `written` of them done and `rejected` not.
    Where the act takes several people, `proposal` puts the list before the others, and whoever decides may have `struck` out lines by number: they stay open.
    """

    act = models.TextField()
    said = models.JSONField(default=dict, blank=True)
    listed = models.CharField(max_length=64)
    total = models.IntegerField()
    refused = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    written = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    person = models.CharField(max_length=14)
    given_at = models.DateTimeField()
    begun_by = models.CharField(max_length=14, default="", blank=True)
    proposal = models.CharField(max_length=14, default="", blank=True)
    struck = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="bulk_batch_compartment"),
            models.CheckConstraint(
                condition=Q(state__in=["previewed", "proposed", "running", "ended", "abandoned"]),
                name="bulk_batch_state",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="bulk_batch_of_office"),
            models.Index(fields=["id"], condition=Q(state="running"), name="bulk_batch_running"),
        ]


class Row(models.Model):
    """What lines and answers have: the batch by its public identifier, the number from 1, the thing as far as it is known, why not,
    and what follows that somebody must know."""

    id = models.BigAutoField(primary_key=True)
    batch = models.CharField(max_length=14)
    n = models.IntegerField()
    thing = models.CharField(max_length=14, default="", blank=True)
    reasons = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["batch", "n"], name="%(app_label)s_%(class)s_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.n}"


class Line(Row):
    """A thing as it was given, and `rest`, which is said of it alone; with reasons it was refused when the batch was looked through.

    `asked` is what several people decide about it, word for word what its entry will say; empty where one person is enough.
    """

    given = models.CharField(max_length=120)
    rest = models.CharField(max_length=120, default="", blank=True)
    asked = models.JSONField(default=dict, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["thing"], condition=~Q(asked={}), name="bulk_line_asked")]


class Answer(Row):
    """What became of a line: `entry` is the act on the thing; none where it was refused."""

    entry = models.UUIDField(null=True)
