"""Facts that happened, and what became of them at each handler."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """A fact, written in the transaction that made it true, with the code of the process that stated it. Insert-only."""

    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    key = models.TextField()
    payload = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    code = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="outbox_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Delivery(models.Model):
    """What became of one message at one handler: tried how often, done when, or why not."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT)
    handler = models.TextField()
    attempts = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "handler"], name="outbox_delivery_once")]
        indexes = [
            models.Index(
                fields=["message"], name="outbox_delivery_due", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.message_id}"
