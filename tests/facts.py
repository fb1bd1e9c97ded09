"""What a worker does that lost its answer: it hands facts to their handlers again."""

from __future__ import annotations

from ifar.outbox import handlers
from ifar.outbox.handlers import Fact
from ifar.outbox.models import Delivery


def hear_again() -> None:
    """Every fact that was delivered, once more, to whom it was delivered."""
    for one in Delivery.objects.select_related("message").order_by("message_id"):
        said = one.message
        handler = handlers.get(said.topic, one.handler)
        assert handler is not None
        handler(Fact(said.pk, said.topic, said.key, said.payload))
