"""Tables of the ledger. Entries are partitioned by range of id; the triggers stand in the first migration."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One accountable act, as it entered the log. Insert-only."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField()
    schema = models.TextField()
    act = models.TextField()
    actor = models.TextField()
    agency = models.TextField()
    recorded_at = models.DateTimeField()
    object = models.TextField()
    previous = models.UUIDField(null=True)
    commitments = models.JSONField()
    canonical = models.BinaryField()
    leaf = models.BinaryField()
    voucher = models.BinaryField(null=True)

    class Meta:
        db_table = "ledger_entry"
        managed = False

    def __str__(self) -> str:
        return f"{self.act} {self.object}"


class Personal(models.Model):
    """A personal value with its salt; a lawful erasure deletes the row, the commitment in the entry stays."""

    entry = models.UUIDField()
    field = models.TextField()
    salt = models.BinaryField()
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="ledger_personal_once")]

    def __str__(self) -> str:
        return f"{self.field} of {self.entry}"


class Erasure(models.Model):
    """That a personal value was erased, under which entry. Insert-only; inserting it deletes value and salt."""

    erasure = models.UUIDField()
    entry = models.UUIDField()
    field = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="ledger_erasure_once")]

    def __str__(self) -> str:
        return f"{self.field} of {self.entry}, erased"


class Leaf(models.Model):
    """Which entry stands at which index of the Merkle tree."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.index}"


class Tile(models.Model):
    """Up to 256 hashes of one level of the tree (C2SP tlog-tiles); a full tile never changes."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_place")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Cosignature(models.Model):
    """A witness's signature line under a checkpoint (C2SP tlog-cosignature)."""

    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures", db_column="size"
    )
    witness = models.TextField()
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_cosignature_once")
        ]

    def __str__(self) -> str:
        return f"{self.witness} on {self.checkpoint_id}"


class Key(models.Model):
    """Public keys that sign, or signed, checkpoints: from which tree size on. The private key never enters the database."""

    vkey = models.TextField(unique=True)
    from_size = models.BigIntegerField()
    entry = models.UUIDField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.vkey
