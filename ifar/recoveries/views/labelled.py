"""Exhibits as scanned codes and labels name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import batched
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.documents.things import Thing
from ifar.recoveries.custody.selectors import blind, chains_for, to_receive
from ifar.recoveries.models import Chain, Item
from ifar.recoveries.selectors import items_for
from ifar.recoveries.views.presenters import item_title, serial_text, spoken_now
from ifar.rights import Actor

MOST: Final = 5
_AT_ONCE: Final = 100
"""Numbers that are looked for in one question."""


def exhibits(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """Exhibits of cases that the actor may see, or that their office keeps or is meant to receive.

    Whoever counts a room is told nothing of any, not even whether there is one: what they scan goes onto their list as it is.
    """
    if blind(actor):
        return [Thing(identifier, _("Exhibit")) for identifier in identifiers]
    seen = Q(pk__in=items_for(actor).values("pk")) | Q(public_id__in=chains_for(actor).values("public_id"))
    return _things(Item.objects.filter(seen, public_id__in=identifiers))


def in_store(actor: Actor, most: int) -> Iterable[Thing]:
    """The exhibits that the actor's office keeps, for its offline extract."""
    return _chains(chains_for(actor).filter(agency_id=actor.agency_id).exclude(state="released"), most)


def coming(actor: Actor, most: int) -> Iterable[Thing]:
    """The exhibits that were handed over for the actor's office, for its offline extract."""
    return _chains(to_receive(actor), most)


def _chains(chains: QuerySet[Chain], most: int) -> Iterable[Thing]:
    return _things(Item.objects.filter(public_id__in=chains.values("public_id")).order_by("-pk")[:most])


def bearing(actor: Actor, serial: str) -> Iterable[Thing]:
    """Exhibits of the actor's own office that bear exactly this serial number."""
    if blind(actor):
        return []
    own = items_for(actor).filter(case__agency_id=actor.agency_id)
    return _things(own.filter(marks__contains=[{"kind": "serial", "text": serial}])[:MOST])


def held(actor: Actor, numbers: Collection[str]) -> Mapping[str, Collection[str]]:
    """The exhibits that the actor's office has, or is meant to receive, by their exhibit numbers and the serial numbers on them."""
    if blind(actor):
        return {}
    own = Q(case__agency_id=actor.agency_id, pk__in=items_for(actor).values("pk"))
    kept = Q(public_id__in=chains_for(actor).values("public_id"))
    wanted = {text.upper() for text in numbers}
    result: defaultdict[str, set[str]] = defaultdict(set)
    for some in batched(sorted(wanted), _AT_ONCE, strict=False):
        bears = Q(exhibit__in=some)
        for text in some:
            bears |= Q(marks__contains=[{"kind": "serial", "text": text}])
        for public_id, exhibit, marks in Item.objects.filter(own | kept, bears).values_list(
            "public_id", "exhibit", "marks"
        ):
            serials = (str(mark.get("text", "")).upper() for mark in marks if mark.get("kind") == "serial")
            for text in {exhibit.upper(), *serials} & wanted:
                result[text].add(public_id)
    return {text: result[text.upper()] for text in numbers if text.upper() in result}


def _things(items: Iterable[Item]) -> Iterable[Thing]:
    spoken = spoken_now()
    for item in items:
        mark = " · ".join(filter(None, (item.exhibit, serial_text(item))))
        yield Thing(
            item.public_id, item_title(item, spoken), mark, reverse("recoveries:item", args=(item.public_id,))
        )
