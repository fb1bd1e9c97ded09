"""What waits for a trader: sales that may be handed over, despatches that are offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext

from ifar.books import stock
from ifar.books.services.sales import SELL
from ifar.home.lines import line
from ifar.rights import Actor, may
from ifar.trade.despatches import selectors as despatches


def waiting(actor: Actor) -> Iterator[dict[str, Any]]:
    """The sales of one's own book that the buyer confirmed and whose day has come; the despatches that other traders offer one's office."""
    if may(actor, SELL):
        count = stock.ready_for(actor).count()
        words = ngettext("%(count)d sale may be handed over", "%(count)d sales may be handed over", count)
        yield line(words, count, "books:sales", "receipt")
    if may(actor, despatches.SEND):
        count = despatches.offered_to(actor).count()
        words = ngettext(
            "Accept the despatch: %(count)d is offered", "Accept the despatches: %(count)d are offered", count
        )
        result = line(words, count, "trade:despatches", "truck-delivery")
        yield result | {"url": f"{result['url']}?list=open"}
