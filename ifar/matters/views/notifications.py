"""What notifications say about matters."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.accounts.notices import Words
from ifar.rights import Actor

_TOLD: Final = {
    "matters.raised": _("A matter is to be settled"),
    "matters.asked": _("Your office is asked to explain a matter"),
    "matters.explained": _("An explanation was given"),
    "matters.escalated": _("A matter was not settled by its deadline"),
    "matters.due": _("A matter must be settled today"),
    "matters.answer_due": _("An explanation must be given today"),
    "matters.closed": _("A matter that your office explained is closed"),
    "matters.reopened": _("A matter was reopened"),
}


def describe(actor: Actor, notice: Any) -> Words:
    """What a desk is told of a matter."""
    grave = notice.kind == "matters.escalated"
    return Words(
        title=_TOLD[notice.kind],
        url=reverse("matters:matter", args=(notice.object,)),
        icon="alert-triangle" if grave else "scale",
        grave=grave,
    )
