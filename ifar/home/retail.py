"""What waits over a counter: a trader's sales that may be handed over and despatches that are offered; what an armoury issued to me."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext

from ifar.books import stock
from ifar.books.services.sales import SELL
from ifar.home.lines import line
from ifar.rights import Actor, may
from ifar.stocks import selectors as stocks
from ifar.stocks.services.writing import CONFIRM
from ifar.trade.despatches import selectors as despatches


def waiting(actor: Actor) -> Iterator[dict[str, Any]]:
    """The sales of one's own book that the buyer confirmed and whose day has come; the despatches that other traders offer one's office; issues that wait for one's own word."""
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
    if may(actor, CONFIRM):
        count = stocks.to_confirm(actor).count()
        words = ngettext(
            "Confirm what was issued to you: %(count)d issue",
            "Confirm what was issued to you: %(count)d issues",
            count,
        )
        yield line(words, count, "stocks:mine", "user-shield")
