"""What a worker does that lost its answer: it hands facts to their handlers again."""

from __future__ import annotations

from ifar.outbox import handlers
from ifar.outbox.handlers import Fact
from ifar.outbox.models import Delivery


def hear_again() -> None:
    """Every fact that was delivered, once more, to whom it was delivered."""
    for delivery in Delivery.objects.select_related("message").order_by("message_id"):
        message = delivery.message
        handler = handlers.get(message.topic, delivery.handler)
        assert handler is not None
        handler(Fact(message.pk, message.topic, message.key, message.payload))
