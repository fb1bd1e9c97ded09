"""What an actor may see of the parties."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from ifar.errors import NotFound
from ifar.parties import names
from ifar.parties.models import Party
from ifar.rights import Actor, may


def visible(actor: Actor) -> Q:
    """The one condition on parties: used by lists, details, searches, counts and exports alike."""
    if not may(actor, "parties:party:read"):
        return Q(pk__in=[])
    return Q(compartment__in=actor.compartments)


def parties_for(actor: Actor) -> QuerySet[Party]:
    """The parties that `actor` may see."""
    return Party.objects.filter(visible(actor))


def party_for(actor: Actor, public_id: str) -> Party:
    """One party with its addresses; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    found = parties_for(actor).prefetch_related("addresses").filter(public_id=public_id).first()
    if found is None:
        raise NotFound("parties.party.not_found")
    return found


def find_by_name(actor: Actor, text: str, limit: int = 20) -> list[Party]:
    """Parties whose folded name is like `text`, across scripts and word order; best first."""
    key = names.folded(text)
    if not key:
        return []
    return list(
        parties_for(actor)
        .filter(keys__folded__trigram_similar=key, merged_into="")
        .annotate(likeness=TrigramSimilarity("keys__folded", key))
        .order_by("-likeness", "id")[:limit]
    )
