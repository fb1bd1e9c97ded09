"""A crate of what one side sends to another, as each app keeps it in a table of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ifar.acts.models import OfficeRecord


class PackedCrate(OfficeRecord):
    """The numbers on a crate and of its seals, the firearms that were packed, and which of them were received, taken in again by the sender (`back`), looked for in vain, reported as missing."""

    number = models.CharField(max_length=40)
    seals = ArrayField(models.CharField(max_length=60), default=list)
    firearms = models.JSONField(default=list)
    received = models.JSONField(default=list, blank=True)
    back = models.JSONField(default=list, blank=True)
    missing = models.JSONField(default=list, blank=True)
    lost = models.JSONField(default=list, blank=True)
    packed_by = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        abstract = True

    @property
    def told(self) -> dict[str, Any]:
        """As `crates.py` knows it."""
        names = ("number", "seals", "firearms", "received", "back", "missing", "lost")
        return {"id": self.public_id, **{name: getattr(self, name) for name in names}}
