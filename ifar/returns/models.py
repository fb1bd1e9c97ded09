"""Editions of yearly returns: what the State said, as it stood when two people signed it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Edition(models.Model):
    """A yearly return, frozen. Insert-only; the primary key is the ledger entry's.

    `form` is `iafq` or a code of `forms.FORMS`; `number` counts the editions of a form's year from 1; `cells` are its figures, each
    [indicator, dimension, category, sex, age, repeat, value] with the labels of the official table, and where somebody said something
    of it [..., note, entry of the answer]; `note` is what the State says of its figures, to whoever reads them.
    """

    entry = models.UUIDField(primary_key=True)
    form = models.CharField(max_length=10, default="iafq")
    country = models.CharField(max_length=3)
    year = models.IntegerField()
    number = models.IntegerField()
    cells = models.JSONField()
    note = models.TextField(blank=True)
    proposal = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "year", "number"], name="returns_edition_order"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="returns_edition_number"),
        ]

    def __str__(self) -> str:
        return f"{self.form.upper()}-{self.year}-{self.number}"


class Answer(models.Model):
    """What a person said of a figure: a number where no record answers (NULL: only a note), and the note. Insert-only; the latest counts.

    `cell` is [indicator, dimension, category, sex, age, repeat]; `withdrawn` tells that what was said before no longer holds. `withheld` says what of the
    figure leaves the register in no file and no edition: `countries`, `all`, or nothing.
    """

    entry = models.UUIDField(primary_key=True)
    form = models.CharField(max_length=10)
    year = models.IntegerField()
    cell = models.JSONField()
    value = models.BigIntegerField(null=True)
    note = models.TextField()
    withdrawn = models.BooleanField(default=False)
    withheld = models.TextField(default="", blank=True)
    said_by = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0, withdrawn=False),
                name="returns_answer_value",
            ),
            models.CheckConstraint(condition=~models.Q(note=""), name="returns_answer_note"),
            models.CheckConstraint(
                condition=models.Q(withheld="")
                | models.Q(withheld__in=("countries", "all"), withdrawn=False),
                name="returns_answer_withheld",
            ),
        ]
        indexes = [models.Index(fields=["form", "year", "at"], name="returns_answer_year")]

    def __str__(self) -> str:
        return f"{self.form.upper()}-{self.year}"


class Dispatch(models.Model):
    """A package that went to a hub: an edition, or word that an earlier package no longer holds. Insert-only.

    `message` is the number by which the hub knows the package; `replaces` that of the one whose place it takes, or that it withdraws;
    `hub` the name of the hub's log; `consent` what the hub may do with the figures; `hash` of the package. A receipt (`kind`
    `receipted`) bears the number of its package, and the hash of the receipt.
    """

    entry = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    message = models.UUIDField()
    replaces = models.CharField(max_length=36, blank=True)
    form = models.CharField(max_length=10)
    year = models.IntegerField()
    edition = models.IntegerField()
    hub = models.CharField(max_length=120)
    consent = models.JSONField()
    conditions = models.TextField(blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "kind"], name="returns_dispatch_once"),
            models.CheckConstraint(condition=models.Q(kind__in=("sent", "withdrawn", "receipted")), name="returns_dispatch_kind"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["form", "year", "at"], name="returns_dispatch_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message}"


class Received(models.Model):
    """What came to the hub: a State's package, taken in or refused, or an official file. Insert-only; `reason` is empty where it was taken in.

    `sender` is ISO 3166-1 alpha-3; `kind` is `edition`, `withdrawal` or `file`; `cells` as in `Edition`, of a file with the country's
    code and the year before each; `key` who signed; `made_at` when, as the sender says; `hash` of the bytes; `name` of a file.
    """

    entry = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    sender = models.CharField(max_length=20, blank=True)
    register = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=36, blank=True)
    replaces = models.CharField(max_length=36, blank=True)
    form = models.CharField(max_length=10, blank=True)
    year = models.IntegerField(default=0)
    edition = models.IntegerField(default=0)
    cells = models.JSONField(default=list)
    note = models.TextField(blank=True)
    consent = models.JSONField(default=list)
    conditions = models.TextField(blank=True)
    key = models.CharField(max_length=120, blank=True)
    made_at = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120, blank=True)
    hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # A package is taken in once, whatever became of what it said.
            models.UniqueConstraint(
                fields=["sender", "message"],
                name="returns_received_once",
                condition=models.Q(reason="") & ~models.Q(kind="file"),
            ),
        ]
        indexes = [
            models.Index(fields=["form", "year"], name="returns_received_year", condition=models.Q(reason="")),
            models.Index(fields=["at"], name="returns_received_at"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.sender} {self.form} {self.year} {self.message}"


class Publication(models.Model):
    """Open data of a year, as two people published them. Insert-only; the primary key is the ledger entry's.

    `number` counts the versions of a year from 1; `tables` = [[name, [[dimension, [nodes]], …], [value or null, …]], …], where null is a
    cell that is kept back; `digests` = [[file, SHA-256 of its bytes], …]; `at` is when the entry was recorded.
    """

    entry = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=3)
    year = models.IntegerField()
    number = models.IntegerField()
    threshold = models.IntegerField()
    tables = models.JSONField()
    digests = models.JSONField()
    note = models.TextField(blank=True)
    proposal = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="returns_publication_order"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="returns_publication_number"),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=2), name="returns_publication_threshold"
            ),
        ]

    def __str__(self) -> str:
        return f"OPEN-{self.year}-{self.number}"


class Rollup(models.Model):
    """One count of one subject of the dashboards. Derived.

    `horizon` is how many entries the ledger had when the count began: what came later is not in it. `checked_at` is when it was last
    seen that nothing was recorded since. `margins` = dimensions -> [[compartment, node, …, number], …] for all rows.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.TextField()
    horizon = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(db_default=Now())
    margins = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="returns_rollup_latest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"


class RollupCell(models.Model):
    """How many are alike in all dimensions of a subject (`subjects.py` says what `d1` … `d6` are). Derived."""

    id = models.BigAutoField(primary_key=True)
    rollup = models.ForeignKey(Rollup, on_delete=models.CASCADE, related_name="cells")
    compartment = models.TextField(blank=True)
    year = models.IntegerField(null=True)
    d1 = models.TextField(blank=True)
    d2 = models.TextField(blank=True)
    d3 = models.TextField(blank=True)
    d4 = models.TextField(blank=True)
    d5 = models.TextField(blank=True)
    d6 = models.TextField(blank=True)
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.rollup_id} {self.n}"
