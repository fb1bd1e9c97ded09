"""Firearms and parts as scanned codes and labels name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.urls import reverse

from ifar.documents.things import Thing
from ifar.errors import IfarError
from ifar.registry.models import Firearm
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearms_for
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor, may
from ifar.typed import bare

READ: Final = "registry:firearm:read"
MOST: Final = 50


def named(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """The firearms and parts of some identifiers that the actor may see."""
    if not may(actor, READ):
        return []
    firearms = firearms_for(actor).filter(public_id__in=identifiers).prefetch_related("marks")
    return _things(firearms)


def in_store(actor: Actor, most: int) -> Iterable[Thing]:
    """The firearms in the custody of the actor's office, for its offline extract."""
    if not may(actor, READ):
        return []
    own = firearms_for(actor).filter(custodian=actor.agency, merged_into="")
    return _things(own.prefetch_related("marks").order_by("-pk")[:most])


def bearing(actor: Actor, serial: str) -> Iterable[Thing]:
    """Those that bear exactly this serial number, signs between its characters aside; a search by marks like any other, and none where the
    actor may not search."""
    if not may(actor, READ) or not may(actor, "registry:mark:search"):
        return []
    try:
        result = search(actor, Question(serial=serial), kinds=("serial",), edits=0, limit=MOST)
    except IfarError:
        return []  # so short or so common that it names nothing
    exact = {
        hit.firearm
        for hit in result.hits
        if bare(hit.mark_today if hit.as_read.formerly else hit.mark_text) == bare(serial)
        and not hit.merged_into
    }
    return named(actor, exact)


def _things(firearms: Iterable[Firearm]) -> Iterable[Thing]:
    words = titles_in()
    for firearm in firearms:
        mark = serial_of(firearm)
        text = mark.text if mark and mark.text else ""
        yield Thing(
            firearm.public_id,
            title_of(firearm, words),
            text,
            reverse("registry:firearm", args=(firearm.public_id,)),
        )
