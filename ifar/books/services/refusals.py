"""A trader refuses a suspicious buyer and says so to the authority over it: a matter that the authority settles (Directive (EU) 2021/555 art. 10)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from ifar import identifiers
from ifar.books.selectors import authority_over
from ifar.books.services.sales import SELL
from ifar.matters.services.matters import days_of, raise_matter
from ifar.rights import Actor, require

KIND = "refused_buyer"


def report(*, actor: Actor, wanted: str, text: str, licence: str = "") -> None:
    """Report that a buyer was refused. The authority hears of it; what it makes of it the trader does not read.

    Args:
        wanted: what the buyer wanted.
        licence: the number of the licence or card that was shown; whether there is such a one is not looked up.
        text: why they were refused.
    """
    require(actor, SELL)
    values = [wanted, identifiers.shown(licence) if licence else "", text]
    raise_matter(
        actor=actor,
        kind=KIND,
        due_on=timezone.localdate() + dt.timedelta(days=days_of(KIND)),
        text="\n".join(filter(None, values)),
        owner=authority_over(actor),
    )
