"""The organisation's own accounts: feeds with their mapping, extracts that were taken, each of their rows, and differences for a person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ifar.acts.models import Projected
from ifar.programme import acts
from ifar.programme.fund import extracts


class Feed(Projected):
    """A finance system of the organisation, and how the columns of its extracts are read (`extracts.Mapping`)."""

    name = models.TextField()
    mapping = models.JSONField(default=dict)
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=acts.STATES["feed"]), name="programme_feed_state"),
        ]

    def __str__(self) -> str:
        return self.name


class Extract(Projected):
    """What a feed said of some contributions and days: `file` is the SHA-256 of the sealed original, `digest` of what became of its rows.

    For its contributions, movements and days it is the master. Every row was matched, booked, known, differing or quarantined.
    """

    feed = models.CharField(max_length=14)
    file = models.CharField(max_length=64)
    name = models.TextField()
    mapping = models.JSONField(default=dict)
    starts_on = models.DateField()
    ends_on = models.DateField()
    contributions = ArrayField(models.CharField(max_length=14), default=list)
    moves = ArrayField(models.TextField(), default=list)
    rows = models.IntegerField()
    matched = models.IntegerField()
    booked = models.IntegerField()
    known = models.IntegerField()
    differing = models.IntegerField()
    quarantined = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["extract"]), name="programme_extract_state"
            ),
            models.CheckConstraint(
                condition=Q(rows=F("matched") + F("booked") + F("known") + F("differing") + F("quarantined")),
                name="programme_extract_rows",
            ),
        ]
        indexes = [models.Index(fields=["feed", "-id"], name="programme_extract_feed")]

    def __str__(self) -> str:
        return self.name


class ExtractRow(models.Model):
    """One row of an extract and what became of it. Insert-only.

    `key` says which voucher it is, `figures` what it says of it, `journal` the movement it belongs to; `code` and `params` say why it is in
    quarantine, or what differs.
    """

    id = models.BigAutoField(primary_key=True)
    extract = models.CharField(max_length=14)
    feed = models.CharField(max_length=14)
    line = models.IntegerField()
    outcome = models.TextField()
    key = models.TextField(default="", blank=True)
    figures = models.JSONField(default=dict)
    journal = models.CharField(max_length=14, default="", blank=True)
    code = models.TextField(default="", blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "line"], name="programme_extractrow_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=extracts.OUTCOMES), name="programme_extractrow_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="quarantined") & ~Q(code="") & Q(journal="")
                | ~Q(outcome="quarantined") & ~Q(journal=""),
                name="programme_extractrow_journal",
            ),
        ]
        indexes = [
            models.Index(fields=["feed", "key", "-id"], name="programme_extractrow_key"),
            models.Index(fields=["journal"], name="programme_extractrow_of"),
        ]

    def __str__(self) -> str:
        return f"{self.extract} {self.line}"


class Difference(Projected):
    """What an extract and the Fund's books say otherwise, until a person settles it.

    `kind`: `figures` of a row and its movement, or `absent`: a movement that the extract does not know. `told` what both say; `key` and
    `figures` as of the row, so that the same difference is not raised again; `corrections` the movements that corrected it.
    """

    extract = models.CharField(max_length=14)
    feed = models.CharField(max_length=14)
    contribution = models.CharField(max_length=14)
    kind = models.TextField()
    journal = models.CharField(max_length=14)
    line = models.IntegerField(null=True)
    key = models.TextField(default="", blank=True)
    figures = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    verdict = models.TextField(default="", blank=True)
    corrections = ArrayField(models.CharField(max_length=14), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["difference"]), name="programme_difference_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=extracts.DIFFERENCES), name="programme_difference_kind"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=("", *extracts.VERDICTS)), name="programme_difference_verdict"
            ),
        ]
        indexes = [
            models.Index(fields=["feed", "key"], name="programme_difference_key"),
            models.Index(fields=["journal"], name="programme_difference_journal"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.journal}"
