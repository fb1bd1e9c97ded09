"""What notifications say about lists that another person decided."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.notices import Words
from ifar.bulk import many
from ifar.bulk.services.telling import ENDED
from ifar.rights import Actor

_MOST: Final = 20
"""So many struck lines are named; the page of the list has them all."""


def describe(actor: Actor, notice: Any) -> Words:
    """What became of a list, in words, and which lines were struck out."""
    params = dict(notice.params)
    what = many.many_of(params["act"])
    act = {"act": what.title if what else params["act"]}
    if notice.kind == ENDED:
        title = _("Your list was carried out: %(act)s") % act
        text = _("Carried out. Recorded: %(written)s. Refused: %(refused)s.") % {
            "written": params["written"],
            "refused": params["rejected"],
        }
    else:
        title = _("Your list was approved: %(act)s") % act
        text = _("Items approved: %(count)s.") % {"count": params["items"]}
    if struck := params["struck"]:
        named = _(", ").join(str(line) for line in struck[:_MOST]) + ("…" if len(struck) > _MOST else "")
        message = _("Lines struck out: %(count)s (%(lines)s). They stay open.")
        text = f"{text} {message % {'count': len(struck), 'lines': named}}"
    return Words(title, text, reverse("bulk:batch", args=(notice.object,)), "check")
