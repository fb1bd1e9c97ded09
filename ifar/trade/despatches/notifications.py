"""What notices to a desk say about despatches between traders."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.accounts.notices import Words
from ifar.rights import Actor

_TOLD: Final = {
    "trade.despatch_offered": (
        _("A trader offers your office a despatch: accept it or decline it"),
        "truck-delivery",
    ),
    "trade.despatch_accepted": (_("The receiver accepted your despatch: pack it"), "circle-check"),
    "trade.despatch_declined": (_("The receiver declined your despatch"), "ban"),
    "trade.despatch_turned_back": (
        _("The sender turned a despatch back: bring it to the sender, and take nothing in"),
        "arrow-back-up",
    ),
    "trade.despatch_brought_back": (
        _("The carrier handed over what you turned back: take it in by scan"),
        "package",
    ),
    "trade.despatch_missing": (_("Firearms of a despatch did not arrive"), "alert-triangle"),
}
"""Kind of notice -> its words, its icon."""


def describe(actor: Actor, notice: Any) -> Words:
    """What a trader or a carrier is told of a despatch."""
    title, icon = _TOLD[notice.kind]
    url = reverse("trade:despatch", args=(notice.object,))
    return Words(title=title, url=url, icon=icon, grave=notice.kind == "trade.despatch_missing")
