"""A transfer that both sides confirm: offered by the seller's side, confirmed by the buyer's, then recorded in the register.

Directive (EU) 2021/555 art. 4(6); NWR: a firearm changes hands when both have said so. An offer is for one firearm as it stood when it
was made; whatever is recorded about it afterwards makes the offer void. Pure.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from ifar.licensing.acts import Act, table

ACTS: Final = table(
    Act("offer", "made", {"": "offered"}, columns=("firearm", "firearm_n", "seller", "buyer", "licence", "transfer", "good_until")),
    Act("offer", "confirmed", {"offered": "confirmed"}),
    Act("offer", "declined", {"offered": "declined"}),
    Act("offer", "taken_back", {"offered": "taken_back", "confirmed": "taken_back"}),
)  # fmt: skip
TRANSFERS: Final = ("privately_transferred", "retail_sold", "wholesale_transferred", "acquired")
GOOD: Final = dt.timedelta(days=30)


def answer(state: str, good_until: dt.date, offered_n: int, n: int, day: dt.date) -> bool | None:
    """Whether the other side has confirmed: True, False while it waits or said no; None where the offer is void."""
    if state == "taken_back" or day > good_until or offered_n != n:
        return None
    return state == "confirmed"
