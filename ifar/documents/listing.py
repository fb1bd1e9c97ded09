"""Papers as lists on pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from ifar.documents import selectors, validity
from ifar.documents.labels import KINDS, STANDS
from ifar.documents.models import Paper
from ifar.rights import Actor, may

SHOWN: Final = 20
"""So many papers stand on the page of what they are about, the newest."""


def rows_of(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """Papers with their words and where they stand."""
    stands = validity.of_all(papers, timezone.now())
    return [_row(paper, stands[paper.public_id]) for paper in papers]


def _row(paper: Paper, stands: validity.Validity) -> dict[str, Any]:
    return {
        "paper": paper,
        "kind": KINDS.get(paper.kind, paper.kind),
        "stands": stands,
        "stands_words": STANDS[stands.why or "stands"],
        "tone": "good" if stands.stands else "bad" if stands.why == "withdrawn" else "warn",
    }


def rows_about(actor: Actor, about: str) -> list[dict[str, Any]]:
    """The papers about one thing that the actor may see, the newest first."""
    if not may(actor, "documents:paper:read"):
        return []
    return rows_of(list(selectors.papers_about(actor, about)[:SHOWN]))
