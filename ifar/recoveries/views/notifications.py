"""What notices to a desk say about recoveries, and what the inspectors hear of something that should be no more."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts import display_numbers
from ifar.accounts.notices import Words
from ifar.registry.labels import STATES
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """A notice in words; the firearm by its identifier, the item by its numbers, because who reads may open them."""
    params = dict(notice.params)
    state = STATES.get(params.get("state", ""), params.get("state", ""))
    firearm = reverse("registry:firearm", args=(params["firearm"],))
    params |= {"state": state, "shown": f"\u2068{identifiers.shown(params['firearm'])}\u2069"}
    match notice.kind:
        case "recoveries.hit":
            url = reverse("recoveries:item", args=(params["item"],))
            params["shown"] = display_numbers.shown(notice, params["item"])
            if params["how"] == "later":
                title = _("Something came into the register that exhibit %(shown)s may be") % params
            elif params["how"] == "reported":
                title = _("A firearm that exhibit %(shown)s may be was reported as lost or stolen") % params
            else:
                title = _("Exhibit %(shown)s may be a firearm that is looked for (%(state)s)") % params
            return Words(
                title,
                _("Look at the proposal, and say whether it is the one."),
                url,
                "list-search",
                grave=True,
            )
        case "recoveries.elsewhere":
            title = _("%(agency)s has something that may be firearm %(shown)s (%(state)s)") % params
            return Words(
                title,
                _("Ask them about it. Whether it is the one, they say."),
                firearm,
                "message-check",
                grave=True,
            )
        case "recoveries.resurrection":
            title = _("Firearm %(shown)s turned up, which should be no more (%(state)s)") % params
            text = _(
                "Its whole life stands on its page. Somebody said that it had ended; somebody has it in hands."
            )
            return Words(title, text, firearm, "alert-triangle", grave=True)
    return Words(notice.kind, notice.object)
