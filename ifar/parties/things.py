"""People and organisations as scanned codes name them: that there is one, and no name; names are read under a purpose."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.documents.things import Thing
from ifar.parties.selectors import parties_for
from ifar.rights import Actor, may


def named(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing] | None:
    """The records of some identifiers that the actor may see; None for whoever opens no records of persons."""
    if not may(actor, "parties:party:read"):
        return None
    parties = parties_for(actor).filter(public_id__in=identifiers).values_list("public_id", flat=True)
    what = _("Person or organisation")
    return [Thing(text, what, "", reverse("parties:party", args=(text,))) for text in parties]
