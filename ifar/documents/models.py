"""Papers that were issued.

`Event` is insert-only; a paper is state, projected from its events. The personal values of its content stand in `ledger_personal` alone, where
a lawful erasure takes them away. The PDF is set anew whenever somebody asks for it, and kept nowhere.
"""

from __future__ import annotations

from django.db import models

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """A paper was issued, or withdrawn."""

    class Meta(AnyEvent.Meta):
        pass


class Paper(OfficeRecord):
    """A paper as it stands now.

    `about` is the public identifier of what it is about, `holder` of the party whose personal values it carries (empty: none).
    `issued` is the entry that issued it; `valid_to` is NULL where it has no end, `withdrawn_at` where it was not withdrawn.
    """

    kind = models.TextField()
    about = models.CharField(max_length=14)
    holder = models.CharField(max_length=14, default="", blank=True)
    language = models.CharField(max_length=2)
    content = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    issued_at = models.DateTimeField()
    issued = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    superseded_by = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="documents_paper_compartment"
            ),
        ]
        indexes = [
            models.Index(fields=["about", "-id"], name="documents_paper_about"),
            models.Index(fields=["holder"], name="documents_paper_holder", condition=~models.Q(holder="")),
        ]
