"""Licences as scanned codes name them: their kind, and nothing of who holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from ifar.documents.things import Thing
from ifar.licensing.selectors.records import licences_for
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


def named(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing] | None:
    """The licences of some identifiers that the actor may see; None for whoever reads no licences."""
    if not may(actor, "licensing:licence:read"):
        return None
    kinds = reference.words("licence_kind")
    licences = licences_for(actor).filter(public_id__in=identifiers)
    return [
        Thing(
            licence.public_id,
            kinds.get(licence.kind, licence.kind),
            "",
            reverse("licensing:licence", args=(licence.public_id,)),
        )
        for licence in licences
    ]
