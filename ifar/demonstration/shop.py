"""The dealer's shop in the demonstration country: a pistol with an exchanged barrel, and a count in which one arm is not there, and one is that the book does not know."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from contextlib import ExitStack

from django.db import transaction

from ifar.books import shop
from ifar.books.models import Count
from ifar.books.selectors import book_for
from ifar.books.services import counts
from ifar.demonstration import parts
from ifar.demonstration.recoveries import on_duty
from ifar.placement.counted import MOST
from ifar.rights import Actor

STRANGER = "KX-55 1207"
"""What stands on the pistol that the book does not know."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Have the dealer enter the parts of a pistol, and count the shop, where nobody has done so yet."""
    parts.load(officers)
    if Count.objects.exists():
        return
    with ExitStack() as shifts:
        dealer = shifts.enter_context(on_duty(officers["dealer"]))
        there = sorted(shop.in_hand(book_for(dealer, dealer.agency)))
        if not there:
            return
        begin = counts.begin(actor=dealer)
        for some in itertools.batched([*there[1:], STRANGER], MOST, strict=False):
            counts.note(actor=dealer, count_id=begin, seen="\n".join(some))
        counts.close(actor=dealer, count_id=begin)
