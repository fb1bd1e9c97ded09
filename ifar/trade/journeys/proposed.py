"""What a proposed extension of a journey would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import day_words
from ifar.trade.journeys import labels, selectors
from ifar.trade.journeys.services import border
from ifar.trade.views.states import state_name


def title(proposal: Any) -> Any:
    """The act in words."""
    return labels.PROPOSED.get(proposal.act, proposal.act)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """Which journey it is, the firearms that are under way on it, and until when they may stay now and from then on."""
    number = identifiers.shown(proposal.object)
    until = day_words(dt.date.fromisoformat(proposal.payload["details"]["return_by"]))
    try:
        journey = selectors.journey_for(actor, proposal.object)
    except NotFound:
        return [Line(_("About"), number), Line(_("From then on until"), until)]
    way, page = labels.WAYS[journey.way], reverse("trade:journey", args=(proposal.object,))
    purposes = reference.words("transfer_purpose")
    return [
        Line(_("Journey"), f"{way}, {number}", page),
        Line(_("Other State"), state_name(journey.country)),
        Line(_("Purpose"), purposes.get(journey.purpose, journey.purpose)),
        *(Line(_("Firearm"), border.words_of(journey.arms[n - 1])) for n in journey.missing),
        Line(_("From then on until"), until, now=day_words(journey.return_by) if journey.return_by else ""),
    ]
