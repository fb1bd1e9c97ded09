"""What notices to a desk say about licensing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.notices import Words
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.pieces import day_words


def describe(actor: Actor, notice: Any) -> Words:
    """A removal that was opened: why, and until when."""
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
