"""Files that were deposited, by the hash of their content. The content itself lies in a folder, never in the database."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from ifar.rights import COMPARTMENTS


class File(models.Model):
    """One content, kept once however often it is deposited. Insert-only; the original is sealed and never rewritten."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    kind = models.TextField()
    media_type = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="files_file_sha256"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_file_size"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Deposit(models.Model):
    """That somebody deposited a file, for what, and for which compartment. Insert-only."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="deposits")
    name = models.TextField()
    purpose = models.TextField()
    actor = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    compartment = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="files_deposit_compartment"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Derivative(models.Model):
    """A clean copy made from an original, for showing: same picture, no metadata, bounded size. Insert-only; the newest of a form counts."""

    original = models.ForeignKey(File, on_delete=models.PROTECT, related_name="derivatives")
    form = models.TextField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["original", "form"], name="files_derivative_of")]

    def __str__(self) -> str:
        return f"{self.form} of {self.original_id}"


class Removal(models.Model):
    """That a content was taken out of the store, because the law had it erased. Insert-only; `erasure` is the entry that says so.

    The hash stays, so that the deposit can be accounted for; nothing leads from it back to the content. It reaches what was deposited and copied
    until then, as the database says: the same bytes may come again.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="removals", db_index=False)
    erasure = models.UUIDField()
    last_deposit = models.BigIntegerField(default=0)
    last_copy = models.BigIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "erasure"], name="files_removal_once")]

    def __str__(self) -> str:
        return self.file_id
