"""One proposal over a list, in words: for whoever decides about it, on the page of the proposal and on that of the list."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts import descriptions
from ifar.accounts.descriptions import Line
from ifar.bulk import many, selectors
from ifar.bulk.models import Batch
from ifar.rights import Actor


def title(proposal: Any) -> Any:
    """The act on all of them in words."""
    what = many.many_of(proposal.act)
    return what.title if what else proposal.act


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """The list, how much stands on it, and what would be done to the first of them: of all of them the same is said."""
    batch = Batch.objects.get(public_id=proposal.object)
    lines = [
        Line(_("List"), identifiers.shown(batch.public_id), reverse("bulk:batch", args=[batch.public_id])),
        Line(_("Items"), batch.total - batch.refused - len(batch.struck)),
    ]
    if batch.struck:
        lines.append(Line(_("Struck out"), len(batch.struck)))
    return [*lines, *of_first(actor, proposal, batch)]


def of_first(actor: Actor, proposal: Any, batch: Batch) -> list[Line]:
    """What would be done to the first thing of a list that is not struck out."""
    first = selectors.lines_of(batch).filter(reasons=[]).exclude(n__in=batch.struck).order_by("n").first()
    if first is None:
        return []
    single = copy(proposal)
    single.object, single.payload = first.thing, first.asked
    return [
        Line(line.label, line.value, line.url, line.now, _("The first item"), line.official)
        for line in descriptions.describe(actor, single)
    ]


def hindrance(actor: Actor, proposal: Any) -> str:
    """Why a list cannot be carried out any more; empty where nothing hinders it."""
    is_open = Batch.objects.filter(public_id=proposal.object, state="proposed").exists()
    return "" if is_open else _("The list was given up.")
