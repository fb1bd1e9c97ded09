"""Firearms that matters are about: what they are called, and whether the register shows a loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.urls import reverse

from ifar.matters.found import Thing
from ifar.registry.selectors import firearms_for
from ifar.registry.views.proposed import names
from ifar.rights import Actor

_GONE: Final = ("lost", "stolen", "missing")


def records(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some firearms that the actor may see."""
    gone = set(
        firearms_for(actor)
        .filter(public_id__in=public_ids, state__in=_GONE)
        .values_list("public_id", flat=True)
    )
    shows = frozenset({"missing", "loss_recorded"})
    return {
        key: Thing(title, reverse("registry:firearm", args=(key,)), shows if key in gone else frozenset())
        for key, title in names(actor, public_ids).items()
    }
