"""What of earlier refusals keeps the gate shut for an application."""

from __future__ import annotations

from ifar.errors import Reason
from ifar.trade.models import Authorisation, Match
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


def against(authorisation: Authorisation) -> list[Reason]:
    """What of earlier refusals keeps the gate shut: one reason for all of them, and one for whoever was named before and might be on a list."""
    held = set(
        Match.objects.filter(public_id__in=(asked := open_on(authorisation))).values_list(
            "public_id", flat=True
        )
    )
    codes = ("trade.refusal.open",) * bool(set(asked) - held) + ("trade.refusal.named",) * bool(held)
    return [Reason(code, article=ARTICLE) for code in codes]
