"""The cases that bear a number which somebody typed into the search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ifar.recoveries.selectors import cases_for
from ifar.registry.numbers import Numbered
from ifar.rights import Actor

MOST = 5


def numbered(actor: Actor, text: str) -> list[Numbered]:
    """The cases of that number that the actor may see."""
    ids = cases_for(actor).filter(number=text).values_list("public_id", flat=True)[:MOST]
    return [Numbered(gettext_lazy("Open the case"), reverse("recoveries:case", args=(one,))) for one in ids]
