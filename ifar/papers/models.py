"""Papers that were issued: insert-only acts, and the state that a trigger projects from them.

The content stands in the details of the act of issuing, its personal values in `ledger_personal`, where a lawful erasure takes
them away. The PDF is set anew whenever somebody asks for it, and kept nowhere.
"""

from __future__ import annotations

from django.db import models

from ifar.rights import COMPARTMENTS

ACTS = ("issued", "withdrawn")


class Paper(models.Model):
    """A paper as it stands now. State, projected from its acts.

    `about` is the public identifier of what it is about, `holder` of the party whose personal values it carries (empty: none).
    `valid_to` is NULL where it has no end, `withdrawn_at` where it was not withdrawn.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    kind = models.TextField()
    about = models.CharField(max_length=14)
    holder = models.CharField(max_length=14, default="", blank=True)
    language = models.CharField(max_length=2)
    content = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    compartment = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    superseded_by = models.CharField(max_length=14, default="", blank=True)
    n = models.IntegerField()
    last_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="papers_paper_compartment"
            ),
        ]
        indexes = [
            models.Index(fields=["about", "-id"], name="papers_paper_about"),
            models.Index(fields=["holder"], name="papers_paper_holder", condition=~models.Q(holder="")),
        ]

    def __str__(self) -> str:
        return self.public_id


class Act(models.Model):
    """A paper was issued, or withdrawn. Insert-only; `n` counts a paper's acts."""

    entry = models.UUIDField(primary_key=True)
    paper = models.CharField(max_length=14)
    n = models.IntegerField()
    kind = models.TextField()
    details = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "n"], name="papers_act_order"),
            models.CheckConstraint(condition=models.Q(kind__in=ACTS), name="papers_act_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.kind}"
