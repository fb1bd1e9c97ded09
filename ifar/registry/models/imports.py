"""Imports of older registers: the work in progress, what became of each row, and what was ever imported.

`ImportAct` and `ImportedRow` are insert-only. The other tables are work in progress: what they say counts only once an act of
the ledger says it too.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from ifar.registry.intake.outcomes import OUTCOMES
from ifar.registry.models.firearms import Firearm

STATUSES = (
    "uploaded",
    "trying",
    "tried",
    "proposed",
    "running",
    "finished",
    "refused",
    "abandoned",
    "failed",
)


class Import(models.Model):
    """One file on its way into the register: how it is read, how it is mapped, how far it has come.

    `look` is what the reader found at its beginning, `layout` how the whole is read; `spans` the first and last row of each
    staged part; `counts`, `reasons` and `remarks` how many rows have which outcome, reason and remark; `phase` and `done` of
    `total` how far the present work has come since `began_at`; `round` counts the releases.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    compartment = models.TextField()
    actor = models.TextField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    look = models.JSONField()
    layout = models.JSONField()
    mapping = models.JSONField(null=True)
    status = models.TextField(default="uploaded")
    spans = models.JSONField(default=list)
    rows = models.IntegerField(default=0)
    blank = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    flagged = models.IntegerField(default=0)
    holders = models.IntegerField(default=0)
    phase = models.TextField(default="", blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)
    proposal = models.CharField(max_length=14, default="", blank=True)
    round = models.SmallIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="registry_import_status"),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="registry_import_agency")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.name}"


class ImportRow(models.Model):
    """What becomes of one row, and why.

    `raw` and `mended` hold the texts by field of a row that waits in quarantine: as they stood in the file, and as somebody
    mended them; a mended row without reasons waits for the release of its `round`; `first` the earlier row that a repetition repeats. A million such rows are written in seconds, so they carry no foreign key.
    """

    pk = models.CompositePrimaryKey("batch_id", "n")
    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    n = models.IntegerField()
    outcome = models.TextField()
    reasons = ArrayField(models.TextField(), default=list)
    remarks = ArrayField(models.TextField(), default=list)
    hash = models.BinaryField()
    first = models.IntegerField(null=True)
    raw = models.JSONField(null=True)
    mended = models.JSONField(null=True)
    round = models.SmallIntegerField(db_default=0)
    mended_by = models.TextField(db_default="", blank=True)
    mended_at = models.DateTimeField(null=True)
    note = models.TextField(db_default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=OUTCOMES), name="registry_importrow_outcome"
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "outcome", "n"],
                name="registry_importrow_waiting",
                condition=~models.Q(outcome="ready"),
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.n}: {self.outcome}"


class ImportHolder(models.Model):
    """A holder of whom rows of one import speak: the first such row, and the party once there is one. Removed at the end."""

    pk = models.CompositePrimaryKey("batch_id", "key")
    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    key = models.BinaryField()
    n = models.IntegerField()
    party = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "n"], name="registry_importholder_row")]

    def __str__(self) -> str:
        return f"holder of row {self.n}"


class ImportedRow(models.Model):
    """That an agency's row with this content was imported, as which firearm: by this a repetition is recognised for ever."""

    pk = models.CompositePrimaryKey("agency_id", "hash")
    # That all three are there asks `registry_importedrow_admit` of a whole statement; keys would ask of each row.
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    hash = models.BinaryField()
    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    n = models.IntegerField()
    firearm = models.ForeignKey(
        Firearm, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "n"], name="registry_importedrow_row")]

    def __str__(self) -> str:
        return f"row {self.n} of {self.batch_id}"


class ImportAct(models.Model):
    """An import was released, or has finished: its ledger entry's own row. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="acts", to_field="public_id")
    kind = models.TextField()
    details = models.JSONField()
    proposal = models.CharField(max_length=14, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"


class SavedMapping(models.Model):
    """An agency's mapping for files of one form, recognised by their headings."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    actor = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "signature"], name="registry_savedmapping_once")
        ]

    def __str__(self) -> str:
        return self.signature[:12]
