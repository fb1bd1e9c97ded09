"""Papers and cards as scanned codes and labels name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse

from ifar.documents import labels, selectors
from ifar.documents.things import Thing
from ifar.rights import Actor


def named(actor: Actor, identifiers: Collection[str]) -> Iterable[Thing]:
    """Papers that the actor may see, by their titles: nothing of whom they name."""
    for paper in selectors.papers_for(actor).filter(public_id__in=identifiers):
        title = str(labels.KINDS.get(paper.kind, paper.kind))
        yield Thing(paper.public_id, title, "", reverse("documents:paper", args=(paper.public_id,)))


def bearer(actor: Actor, identifier: str, letters: str) -> str:
    """The holder of a paper, or what it is about: so a card names a person, and a certificate its firearm."""
    paper = selectors.papers_for(actor).filter(public_id=identifier).first()
    row = (paper.holder, paper.about) if paper else ()
    return next((text for text in row if text and text[0] in letters), "")
