"""How far a gap is, who may say that it is closed, and with what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from ifar.community.knowledge.practices import READABLE
from ifar.community.models import Appraisal, Edition, Gap, Guide, Practice, Progress, Review
from ifar.community.selectors.visible import Reader, part_in, seen, visible
from ifar.ledger import services as ledger

MOST: Final = 60


def progress_for(reader: Reader | None, public_id: str) -> Progress:
    """How far a gap is that a reader sees, who `works` on it.

    Raises:
        NotFound: there is none for this reader.
    """
    return progress_of(reader, seen(reader, Gap, public_id))


def progress_of(reader: Reader | None, gap: Gap) -> Progress:
    """How far a gap is that a reader has found. One query."""
    progress = Progress.objects.get(public_id=gap.public_id)
    works = reader is not None and reader.public_id in progress.workers
    progress.facts = part_in(reader, gap) | ({"works"} if works else set())
    return progress


def looked_through(object_type: str, things: Collection[str] | None = None) -> frozenset[str]:
    """Which practices or guides another member has looked through: practices that were checked, guides whose review is in force and of which no
    edition came since. One query.

    Args:
        things: only of these, by public identifier.
    """
    results: QuerySet[Any]
    if object_type == "practice":
        results = Appraisal.objects.filter(state__in=READABLE)
    else:
        later = Edition.objects.filter(guide__public_id=OuterRef("public_id"), number__gt=OuterRef("edition"))
        results = Review.objects.filter(state="reviewed", expires_on__gte=ledger.now().date())
        results = results.exclude(Exists(later))
    if things is not None:
        results = results.filter(public_id__in=list(things))
    return frozenset(results.values_list("public_id", flat=True))


def closable(reader: Reader | None) -> list[tuple[str, str, str]]:
    """Practices, tools and guides of others that were looked through, the newest first: (object_type, identifier, title). Four queries."""
    rows: list[tuple[str, str, str]] = []
    for object_type, model in (("practice", Practice), ("guide", Guide)):
        there = model._default_manager.filter(
            visible(reader, model), public_id__in=looked_through(object_type)
        )
        others = there.exclude(author_id=reader.member if reader else 0).order_by("-id")
        rows += [(object_type, *row) for row in others.values_list("public_id", "title")[:MOST]]
    return rows
