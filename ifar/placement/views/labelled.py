"""Places as scanned codes and labels name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from ifar.documents.things import Thing
from ifar.placement import labels, selectors
from ifar.rights import Actor


def places(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """Places of the actor's office and those below it, by their names."""
    records = list(selectors.places_for(actor).filter(public_id__in=identifiers))
    names = selectors.named(records)
    for place in records:
        url = reverse("placement:place", args=(place.public_id,))
        yield Thing(place.public_id, str(labels.KINDS[place.kind]), names[place.public_id], url)
