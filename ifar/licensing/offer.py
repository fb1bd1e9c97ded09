"""A transfer that both sides confirm: offered by the seller's side, confirmed by the buyer's, then recorded in the register.

Directive (EU) 2021/555 art. 4(6); NWR: a firearm changes hands when both have said so. An offer is for one firearm as it stood when it
was made; whatever is recorded about it afterwards makes the offer void. What licences must allow is asked when it is made, when it is
confirmed and when it is recorded: nobody confirms what could not be recorded. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ifar.errors import Reason

TRANSFERS: Final = ("privately_transferred", "retail_sold", "wholesale_transferred", "acquired")
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "privately_transferred": (
        "buyer_permit_covers_category",
        "category_known",
        "quota_left",
        "background_check",
    ),
    "retail_sold": (
        "seller_licence",
        "buyer_permit_covers_category",
        "category_known",
        "quota_left",
        "background_check",
    ),
    "wholesale_transferred": ("seller_licence", "buyer_licence"),
    "acquired": ("buyer_permit_covers_category", "category_known", "quota_left", "background_check"),
}
"""Kind of transfer -> what licences must not deny, as the life cycle asks it when the transfer is recorded."""
OWN: Final = "seller_licence"
"""What only the seller's side is asked."""
ARTICLES: Final[Mapping[str, str]] = {
    "seller_licence": "Directive (EU) 2021/555 art. 4(6)",
    "buyer_licence": "Directive (EU) 2021/555 art. 4(6)",
    "buyer_permit_covers_category": "Directive (EU) 2021/555 art. 5, 6, 10(2)",
    "category_known": "Directive (EU) 2021/555 annex I",
    "quota_left": "national law",
    "background_check": "Directive (EU) 2021/1423",
}
GOOD: Final = dt.timedelta(days=30)
SALE: Final = "retail_sold"
"""The transfer whose buyer the law may want to wait: from a trader to its user."""
KIND_OF_OWNER: Final[Mapping[str, str]] = {"person": "private", "entity": "company"}
"""Kind of the holder of a licence -> as what they own what they acquire under it."""


def is_over(offered: Mapping[str, Any], licence: str, n: int, day: dt.date) -> bool:
    """Whether the time for which a buyer waits is over on a day: it was offered under this licence, as it stands, and that day has come."""
    return (
        offered["state"] in ("offered", "confirmed")
        and (offered["licence"], offered["firearm_n"]) == (licence, n)
        and dt.date.fromisoformat(offered["hand_over_from"]) <= day
    )


def denied(answers: Mapping[str, bool]) -> list[str]:
    """The conditions that licences deny, in the order in which they are asked; what nobody knows is missing and denies nothing."""
    return [name for name in ARTICLES if answers.get(name) is False]


def against(answers: Mapping[str, bool], hidden: Collection[str]) -> Iterator[Reason]:
    """What stops each side first, with its article; of what the actor may not see only that the desk must be asked.

    What comes after it follows from it or is asked of another licence: whoever needs a licence in force need not hear that the number
    of firearms of this one is used up too.

    Args:
        answers: by condition.
        hidden: conditions whose fact the actor may not see.
    """
    stopped = denied(answers)
    for side in ([OWN], [name for name in ARTICLES if name != OWN]):
        name = next((text for text in side if text in stopped), "")
        if name in hidden:
            yield _ASK_DESK
        elif name:
            yield Reason(
                f"licensing.offer.{name}", article=ARTICLES[name], field=_FIELDS.get(name, "licence")
            )


_FIELDS: Final = {"seller_licence": "transfer", "category_known": "transfer"}
_ASK_DESK: Final = Reason(
    "licensing.offer.ask_desk", article="Directive (EU) 2021/555 art. 5, 6", field="licence"
)


def answer(state: str, good_until: dt.date, offered_n: int, n: int, day: dt.date) -> bool | None:
    """Whether the other side has confirmed: True, False while it waits or said no; None where the offer is void."""
    if state in ("taken_back", "ended") or day > good_until or offered_n != n:
        return None
    return state == "confirmed"


def stands(state: str, good_until: dt.date, transfer: str, followed_by: str | None, day: dt.date) -> str:
    """How an offer stands on a day: its state, or `recorded` where the transfer followed, or `void` where it is good no longer.

    Args:
        followed_by: kind of the first event of the firearm after the offer; empty where there was none, None where nobody knows.
    """
    if state not in ("offered", "confirmed"):
        return state
    if state == "confirmed" and followed_by == transfer:
        return "recorded"
    return "void" if followed_by or day > good_until else state
