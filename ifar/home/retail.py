"""What waits for a trader's assistant: sales that may be handed over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from ifar.books import stock
from ifar.books.services.sales import SELL
from ifar.home.lines import line
from ifar.rights import Actor, may


def waiting(actor: Actor) -> dict[str, Any] | None:
    """The sales of one's own book that the buyer confirmed and whose day has come."""
    if not may(actor, SELL):
        return None
    count = stock.ready_for(actor).count()
    words = ngettext("%(count)d sale may be handed over", "%(count)d sales may be handed over", count)
    return line(words, count, "books:sales", "receipt")
