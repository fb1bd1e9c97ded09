"""A pending sale of a trader: why it cannot be handed over yet, and why something in a book cannot be sold.

Directive (EU) 2021/555 art. 4(6), 5, 6; a waiting period is national law (the list `duty_term`). Pure.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from ifar.errors import Reason
from ifar.registry.lifecycle import RULES
from ifar.registry.lifecycle.states import Legal

SALE: Final = "retail_sold"


def ready(
    state: str, good_until: dt.date, hand_over_from: dt.date, offered_n: int, n: int, day: dt.date
) -> Reason | None:
    """What stands in the way of handing over on a day; None where nothing does."""
    if state not in ("offered", "confirmed") or day > good_until or offered_n != n:
        return Reason("books.sale.void")
    if day < hand_over_from:
        return Reason("books.sale.waits", article="national law", params={"day": hand_over_from.isoformat()})
    if state != "confirmed":
        return Reason("books.sale.unconfirmed", article="Directive (EU) 2021/555 art. 4(6)")
    return None


def saleable(state: str, legal: str, item: str, *, is_own: bool) -> Reason | None:
    """What stands in the way of selling something that is in the book now; None where nothing does.

    Args:
        is_own: whether it is the trader's, or its owner lets the trader sell it.
    """
    rule = RULES[SALE]
    if legal == Legal.BLOCKED:
        return Reason("books.sale.blocked", article=rule.article, field="firearm")
    if state not in rule.states or item not in rule.things:
        return Reason("books.sale.state", article=rule.article, field="firearm", params={"state": state})
    if not is_own:
        return Reason("books.sale.not_own", article=rule.article, field="firearm")
    return None
