"""Accounts of holders and what holders say: bindings and their ends, reports and answers, documents. All insert-only but invitations.

Whether a binding stands and whether a report waits follows from the rows; nothing is projected.
"""

from __future__ import annotations

from django.db import models

from ifar.portal.report import KINDS, VERDICTS

RELATIONS = ("self", "acts_for")
SEEN_LONGEST = 40
ENDINGS = ("asked", "stolen", "misused", "left", "died", "mistake")


class Binding(models.Model):
    """An account stands for a party: the party's own, or that of somebody who acts for it. Insert-only.

    `seen` is the kind of document by which the officer knew who it is; the office of the binding serves what the account does.
    """

    entry = models.UUIDField(primary_key=True)
    user = models.CharField(max_length=14)
    party = models.CharField(max_length=14)
    relation = models.TextField()
    seen = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    officer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(relation__in=RELATIONS), name="portal_binding_relation")
        ]
        indexes = [
            models.Index(fields=["user"], name="portal_binding_user"),
            models.Index(fields=["party"], name="portal_binding_party"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.relation} {self.party}"


class BindingEnd(models.Model):
    """An account stands for a party no longer. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    binding = models.OneToOneField(Binding, on_delete=models.PROTECT, related_name="end")
    ground = models.TextField()
    officer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ground__in=ENDINGS), name="portal_bindingend_ground")
        ]

    def __str__(self) -> str:
        return f"end of {self.binding_id}"


class Invitation(models.Model):
    """The one-time link and code by which the person of an account chooses a password. Both are kept as hashes only."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Report(models.Model):
    """A holder reports a move, asks that something be corrected, or answers what a trader took in. Insert-only; an officer's `Answer` ends its waiting.

    `details` names nobody; the lines of an address and the words of a wish are personal values of the entry.
    """

    entry = models.UUIDField(primary_key=True)
    user = models.CharField(max_length=14)
    party = models.CharField(max_length=14)
    kind = models.TextField()
    details = models.JSONField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="portal_report_kind")]
        indexes = [
            models.Index(fields=["party"], name="portal_report_party"),
            models.Index(fields=["agency", "due_on"], name="portal_report_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.party}"


class Answer(models.Model):
    """What an officer answered to a report; the words to the holder are a personal value of the entry. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="answer")
    verdict = models.TextField()
    officer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=VERDICTS), name="portal_answer_verdict")
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.report_id}"


class Document(models.Model):
    """A document that a holder sent with an application: its hash is in the log. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    application = models.CharField(max_length=14)
    item = models.TextField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey("files.Deposit", on_delete=models.PROTECT, related_name="+")
    user = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application"], name="portal_document_whose")]

    def __str__(self) -> str:
        return f"{self.item} {self.application}"
