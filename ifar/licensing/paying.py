"""What an application costs, as an app above knows it: shown on its page, and in the way of a grant where the rule says so.

The counter stands above licensing and answers here. These answers are for rules too: no actor's view limits them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.licensing.models import Application
from ifar.reference.columns import STOPS
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee of an application.

    Attributes:
        title, state: what it is for and how it stands, in words; `tone` as `follow_up.Followed` has it.
        amount: with its currency.
        article: its legal ground.
        url: where it is paid, or was; `permission` opens that page.
        stops: what waits while it stands so (`reference.columns.STOPS`).
        reference: the number that whoever pays has to say; empty where nothing can be paid.
        code: the code of what it is for.
        settled: `paid` or `waived`; empty where it is neither.
        receipt: the public identifier of the paper.
        counter: how somebody takes it at the counter: the form, and the version of the table of fees that it shows; None where they do not.
    """

    title: Any
    state: Any
    tone: str
    amount: str
    article: str
    url: str
    permission: str
    stops: str
    reference: str = ""
    code: str = ""
    settled: str = ""
    receipt: str = ""
    counter: Callable[[Actor], Mapping[str, Any] | None] = lambda _actor: None

    def stops_step(self, step: str) -> bool:
        """Whether a step waits for it. A decision waits for what the completeness of the application waits for, too."""
        return self.stops == step or (self.stops, step) == (STOPS[1], STOPS[2])

    @property
    def waits(self) -> Any:
        """What waits for it, in words; empty where nothing does."""
        return WAITS.get(self.stops, "")


WAITS: Final = {
    "completeness": _("The application is not found complete before the fee is paid or waived."),
    "decision": _("Nothing is granted before it is paid or waived."),
    "issuing": _("Nothing is issued before the fee is paid or waived."),
}
"""What waits for a fee, in words."""


Provider = Callable[[Application], Sequence[Charge]]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider` say what an application costs; called in `extensions.py`."""
    _providers[:] = [provider]


def charges(application: Application) -> list[Charge]:
    """What an application costs, and how that stands."""
    return [charge for provider in _providers for charge in provider(application)]


def against(application: Application, step: str = "decision") -> tuple[Reason, ...]:
    """What unpaid fees say against a grant, or against issuing what was granted."""
    return unpaid("licensing.unpaid", charges(application), step)


def unpaid(code: str, some: Sequence[Charge], step: str) -> tuple[Reason, ...]:
    """A refusal for each fee that has to be paid before a step and is not."""
    return tuple(
        Reason(code, article=charge.article, params={"amount": charge.amount})
        for charge in some
        if charge.stops_step(step)
    )
