"""What is kept of how somebody works: what they typed and did not send, and the views of lists that they saved. No act, and nothing of the ledger."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class Draft(models.Model):
    """What somebody has typed into a form and not yet sent: kept for them alone, for some days, outside the ledger."""

    pk = models.CompositePrimaryKey("user", "path")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="drafts")
    path = models.TextField()
    data = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.path


class SavedView(models.Model):
    """A list as somebody left it: its address with what is chosen there, for themselves or (`agency`) for their office; outside the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.TextField()
    path = models.TextField()
    query = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "path", "name"], name="accounts_savedview_once"),
            models.CheckConstraint(condition=models.Q(path__regex=r"^/[^/]"), name="accounts_savedview_here"),
        ]

    def __str__(self) -> str:
        return self.name
