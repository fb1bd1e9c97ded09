"""What notices to a desk say about licensing."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ifar import identifiers
from ifar.accounts.notices import Words
from ifar.licensing import labels
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import day_words

_TOLD: Final = {
    "licensing.granted": (
        gettext_lazy("The licence that you proposed is granted: issue its card"),
        "licensing:application",
        "circle-check",
    ),
    "licensing.move_late": (
        gettext_lazy("A holder reported a new address too late"),
        "licensing:move",
        "hourglass",
    ),
    "licensing.move_waiting": (
        gettext_lazy("The file of a holder who moved here waits to be taken"),
        "licensing:move",
        "arrows-exchange",
    ),
    "licensing.move_back": (
        gettext_lazy("The file of a holder who moved away was sent back"),
        "licensing:move",
        "arrow-back-up",
    ),
    "licensing.visit_overdue": (
        gettext_lazy("A storage was not inspected in time"),
        "licensing:visit",
        "hourglass",
    ),
    "licensing.unreached": (
        gettext_lazy("A holder could not be reached"),
        "licensing:reminder",
        "alert-triangle",
    ),
}
"""Kind of notice -> its words, the page that tells more, its icon."""


def describe(actor: Actor, notice: Any) -> Words:
    """What a desk is told: a removal, a move, a holder who was not reached; or what the buyer's side said of an offer."""
    if row := _TOLD.get(notice.kind):
        title, route, icon = row
        return Words(title=title, url=reverse(route, args=(notice.object,)), icon=icon)
    if notice.kind != "licensing.removal":
        return _answered(notice)
    params = notice.params
    ground = reference.words("eligibility_ground").get(params.get("ground", ""), "")
    due = day_words(dt.date.fromisoformat(params["due"])) if params.get("due") else ""
    return Words(
        title=_("Firearms to be surrendered by a holder by %(due)s") % {"due": due},
        text=ground,
        url=reverse("licensing:removal", args=(notice.object,)),
        icon="alert-triangle",
        grave=True,
    )


def _answered(notice: Any) -> Words:
    """The buyer's side answered: what it confirmed is recorded next. Or the offer ended, because a trader is no more."""
    confirmed, params = notice.kind == "licensing.offer_confirmed", notice.params
    thing = identifiers.shown(params.get("firearm", ""))
    if notice.kind == "licensing.offer_ended":
        return Words(
            title=_("An offered transfer has ended, because the trader has closed: %(thing)s")
            % {"thing": thing},
            text=str(labels.TRANSFERS.get(params.get("transfer", ""), "")),
            url=reverse("licensing:offers"),
            icon="ban",
        )
    record = reverse("registry:record", args=(params["firearm"],)) + f"?kind={params['transfer']}"
    return Words(
        title=_("The buyer's side has confirmed: record the transfer of %(thing)s") % {"thing": thing}
        if confirmed
        else _("The buyer's side has declined: %(thing)s") % {"thing": thing},
        text=str(labels.TRANSFERS.get(params.get("transfer", ""), "")),
        url=record if confirmed else reverse("licensing:offers"),
        icon="circle-check" if confirmed else "ban",
        grave=False,
    )
