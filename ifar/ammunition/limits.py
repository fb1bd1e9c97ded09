"""How much ammunition may come to a holder under one licence: limits are data of the State (the list `ammunition_limit`), and only what came in counts. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So much of some kinds of ammunition within so many days, under some kinds of licence (none: all); `most` in pieces, of powder in grams."""

    of: frozenset[str]
    kinds: frozenset[str]
    most: int
    days: int


@dataclass(frozen=True, slots=True)
class Bought:
    """What came in under a licence: of which kind, how much, on which day."""

    kind: str
    amount: int
    on: dt.date


def beyond(limits: Iterable[Limit], licence_kind: str, before: Iterable[Bought], asked: Bought) -> bool:
    """Whether with what is asked more would have come in than a limit allows. A limit of 30 days counts today and the 29 days before."""
    came = [*before, asked]
    for limit in limits:
        if asked.kind not in limit.of or (limit.kinds and licence_kind not in limit.kinds):
            continue
        first = asked.on - dt.timedelta(days=limit.days - 1)
        if sum(each.amount for each in came if each.kind in limit.of and each.on >= first) > limit.most:
            return True
    return False
