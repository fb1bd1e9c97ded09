"""Papers and cards as scanned codes and labels name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from ifar.documents import labels, selectors
from ifar.documents.things import Thing
from ifar.rights import Actor


def named(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """Papers that the actor may see, by their titles: nothing of whom they name."""
    for one in selectors.papers_for(actor).filter(public_id__in=identifiers):
        title = str(labels.KINDS.get(one.kind, one.kind))
        yield Thing(one.public_id, title, "", reverse("documents:paper", args=(one.public_id,)))


def bearer(actor: Actor, identifier: str, letters: str) -> str:
    """The holder of a paper, or what it is about: so a card names a person, and a certificate its firearm."""
    paper = selectors.papers_for(actor).filter(public_id=identifier).first()
    told = (paper.holder, paper.about) if paper else ()
    return next((one for one in told if one and one[0] in letters), "")
