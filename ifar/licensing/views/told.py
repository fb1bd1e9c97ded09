"""What notices to a desk say about licensing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.notices import Words
from ifar.licensing import words
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.pieces import day_words


def describe(actor: Actor, notice: Any) -> Words:
    """A removal that was opened: why, and until when; or what the buyer's side said of an offer."""
    if notice.kind != "licensing.removal":
        return _answered(notice)
    params = notice.params
    ground = reference.words("eligibility_ground").get(params.get("ground", ""), "")
    due = day_words(dt.date.fromisoformat(params["due"])) if params.get("due") else ""
    return Words(
        title=_("Firearms must leave a holder by %(due)s") % {"due": due},
        text=ground,
        url=reverse("licensing:removal", args=(notice.object,)),
        icon="alert-triangle",
        grave=True,
    )


def _answered(notice: Any) -> Words:
    """The buyer's side answered: what it confirmed is recorded next."""
    confirmed, params = notice.kind == "licensing.offer_confirmed", notice.params
    thing = identifiers.shown(params.get("firearm", ""))
    record = reverse("registry:record", args=(params["firearm"],)) + f"?kind={params['transfer']}"
    return Words(
        title=_("The buyer's side has confirmed: record the transfer of %(thing)s") % {"thing": thing}
        if confirmed
        else _("The buyer's side has declined: %(thing)s") % {"thing": thing},
        text=str(words.TRANSFERS.get(params.get("transfer", ""), "")),
        url=record if confirmed else reverse("licensing:offers"),
        icon="circle-check" if confirmed else "ban",
        grave=False,
    )
