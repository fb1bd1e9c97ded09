"""What an application costs, as an app above knows it: shown on its page, and in the way of a grant where the rule says so.

The counter stands above licensing and answers here. These answers are for rules too: no actor's view limits them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.errors import Reason
from ifar.licensing.models import Application


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee of an application.

    Attributes:
        title, state: what it is for and how it stands, in words; `tone` as `follow_up.Followed` has it.
        amount: with its currency.
        article: its legal ground.
        url: where it is paid, or was; `permission` opens that page.
        stops: whether nothing is granted while it stands so.
    """

    title: Any
    state: Any
    tone: str
    amount: str
    article: str
    url: str
    permission: str
    stops: bool


Provider = Callable[[Application], Sequence[Charge]]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider` say what an application costs; called in `extensions.py`."""
    _providers[:] = [provider]


def charges(found: Application) -> list[Charge]:
    """What an application costs, and how that stands."""
    return [one for provider in _providers for one in provider(found)]


def against(found: Application) -> tuple[Reason, ...]:
    """What unpaid fees say against a grant."""
    return tuple(
        Reason("licensing.unpaid", article=one.article, params={"amount": one.amount})
        for one in charges(found)
        if one.stops
    )
