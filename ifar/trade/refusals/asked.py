"""What of earlier refusals keeps the gate shut for an application."""

from __future__ import annotations

from ifar.errors import Reason
from ifar.trade.models import Authorisation, Denial, Match
from ifar.trade.refusals import selectors
from ifar.trade.refusals.acts import ARTICLE
from ifar.trade.services.writing import today


def open_on(authorisation: Authorisation) -> list[str]:
    """The earlier refusals that concern an application and are not answered on it."""
    return [
        text
        for text in selectors.concerning(authorisation, today())
        if text not in authorisation.refusals_answered
    ]


def unverified(asked: list[str]) -> set[str]:
    """Those of some earlier refusals that another State notified and nobody has verified."""
    of_others = Denial.objects.filter(public_id__in=asked, state="entered")
    return set(of_others.values_list("public_id", flat=True))


def answerable(authorisation: Authorisation) -> list[str]:
    """Those that are open on an application and can be answered: what nobody has verified is no ground for an answer."""
    asked = open_on(authorisation)
    left_out = unverified(asked)
    return [text for text in asked if text not in left_out]


def against(authorisation: Authorisation) -> list[Reason]:
    """What of earlier refusals keeps the gate shut: one reason for all of them, one for those that nobody has verified, and one for whoever was named before and might be on a list."""
    asked = open_on(authorisation)
    held = set(Match.objects.filter(public_id__in=asked).values_list("public_id", flat=True))
    entered = unverified(asked)
    kinds = {
        "trade.refusal.unverified": entered,
        "trade.refusal.open": set(asked) - held - entered,
        "trade.refusal.named": held,
    }
    return [Reason(code, article=ARTICLE) for code, some in kinds.items() if some]
