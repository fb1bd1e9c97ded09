"""The Fund: what donors promised and agreed, journals, and their postings; every journal adds up to nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts
from ifar.programme.fund import money, postings


class Contribution(Projected):
    """What a donor promised and agreed, in its own currency; the envelope in which its money stands to the end.

    `agency` is the donor's own office, if it has one here: its people read the statement.
    """

    donor = models.TextField()
    agency = models.CharField(max_length=14, default="", blank=True)
    reference = models.TextField(unique=True)
    currency = models.CharField(max_length=3)
    pledged = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    agreed = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    grade = models.TextField()
    earmark = models.TextField(default="", blank=True)
    support_percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["contribution"]), name="programme_contribution_state"
            ),
            models.CheckConstraint(condition=Q(grade__in=money.GRADES), name="programme_contribution_grade"),
        ]
        indexes = [models.Index(fields=["donor"], name="programme_contribution_donor")]

    def __str__(self) -> str:
        return self.reference


class Limit(Projected):
    """The amount, in the Fund's currency, from which a movement takes a second person (`postings.TWO`): one row.

    `amount` is null until somebody approved one; `asked` what was proposed last.
    """

    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    asked = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=acts.STATES["limit"]), name="programme_limit_state"),
        ]

    def __str__(self) -> str:
        return str(self.amount)


class Journal(Projected):
    """One movement of money. `amount` in `currency`, at `rate` units of it to one of the Fund's own on the day, as `rate_source` says.

    `approved_by`: who approved what another person proposed; empty where one person was enough. What waits or was refused has no postings.
    """

    move = models.TextField()
    contribution = models.CharField(max_length=14, default="", blank=True)
    project = models.CharField(max_length=14, default="", blank=True)
    booked_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=20, decimal_places=3)
    rate = models.DecimalField(max_digits=20, decimal_places=8)
    rate_source = models.TextField(default="", blank=True)
    approved_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["journal"]), name="programme_journal_state"
            ),
            models.CheckConstraint(condition=Q(move__in=postings.MOVES), name="programme_journal_move"),
        ]
        indexes = [models.Index(fields=["contribution"], name="programme_journal_of")]


class Posting(models.Model):
    """One line of a journal in the Fund's own currency: debits above zero, credits below. Projected; a deferred trigger adds it up."""

    id = models.BigAutoField(primary_key=True)
    journal = models.CharField(max_length=14)
    n = models.SmallIntegerField()
    account = models.TextField()
    contribution = models.CharField(max_length=14, default="", blank=True)
    project = models.CharField(max_length=14, default="", blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journal", "n"], name="programme_posting_line"),
            models.CheckConstraint(
                condition=Q(account__in=tuple(postings.NORMAL)), name="programme_posting_account"
            ),
        ]
        indexes = [
            models.Index(fields=["contribution", "account"], name="programme_posting_envelope"),
            models.Index(fields=["project", "account"], name="programme_posting_project"),
        ]

    def __str__(self) -> str:
        return f"{self.journal} {self.n} {self.account}"
