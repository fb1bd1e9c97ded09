"""Places as scanned codes and labels name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from ifar.documents.things import Thing
from ifar.placement import labels, selectors
from ifar.rights import Actor


def places(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """Places of the actor's office and those below it, by their names."""
    found = list(selectors.places_for(actor).filter(public_id__in=identifiers))
    names = selectors.named(found)
    for one in found:
        url = reverse("placement:place", args=(one.public_id,))
        yield Thing(one.public_id, str(labels.KINDS[one.kind]), names[one.public_id], url)
