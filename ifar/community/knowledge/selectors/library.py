"""The library as a reader sees it: guides with their editions, who looked them through, what their users say; collections."""

from __future__ import annotations

from collections.abc import Collection as Several
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from ifar.community import labels
from ifar.community.models import Collection, Edition, Guide, Place, Rating, Review
from ifar.community.selectors.visible import Reader, part_in, seen, visible


@dataclass(frozen=True, slots=True)
class Used:
    """What the users of a guide say: how many used it, how many it helped, in part, not."""

    times: int
    helped: int
    partly: int
    not_helped: int


_USED = """
SELECT guide_id, count(*), count(*) FILTER (WHERE helped = 2), count(*) FILTER (WHERE helped = 1), count(*) FILTER (WHERE helped = 0)
FROM community_rating WHERE guide_id = ANY(%s) GROUP BY guide_id
"""


def used(guides: Several[Guide]) -> dict[int, Used]:
    """What users say of some guides that the reader sees. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, [[guide.pk for guide in guides]])
        return {id: Used(*rest) for id, *rest in cursor.fetchall()}


def editions_of(guides: Several[Guide]) -> dict[int, list[Edition]]:
    """Editions of some guides that the reader sees, the latest first. One query."""
    result: dict[int, list[Edition]] = {}
    rows = Edition.objects.filter(guide__in=[guide.pk for guide in guides]).defer("text").order_by("-number")
    for edition in rows:
        result.setdefault(edition.guide_id, []).append(edition)
    return result


def edition_for(reader: Reader | None, public_id: str) -> Edition:
    """One edition, by an address that somebody guessed as well as by the page's: seen by whoever sees its guide.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, Edition, public_id)


def own_rating(reader: Reader, guide: Guide) -> Rating | None:
    """What the reader said of a guide."""
    return Rating.objects.filter(guide=guide, member_id=reader.member).first()


def guides_in(reader: Reader | None, collection: Collection) -> QuerySet[Guide]:
    """The guides of a collection that the reader sees, in their order: what is hidden leaves no place."""
    places = Place.objects.filter(collection=collection)
    return (
        Guide.objects.filter(visible(reader, Guide), pk__in=places.values("guide"))
        .select_related("space")
        .order_by("title")
    )


def collections_with(reader: Reader | None, guide: Guide) -> QuerySet[Collection]:
    """The collections in which a guide stands, as far as the reader sees them."""
    return Collection.objects.filter(visible(reader, Collection), places__guide=guide).order_by("title")


def own_collections(reader: Reader) -> QuerySet[Collection]:
    """The reader's own collections."""
    return Collection.objects.filter(visible(reader, Collection), author_id=reader.member).order_by("title")


def review_for(reader: Reader | None, public_id: str) -> Review:
    """Who looked a guide through that a reader sees; where nobody did, a record to which nothing was done.

    Raises:
        NotFound: there is no such guide for this reader.
    """
    return review_of(reader, seen(reader, Guide, public_id))


def review_of(reader: Reader | None, guide: Guide) -> Review:
    """Who looked a guide through that a reader has found; that the reader is its `reviewer`. One query."""
    kept = Review.objects.filter(public_id=guide.public_id).first()
    review = kept or Review(public_id=guide.public_id, state="", n=0)
    reviewed = reader is not None and review.reviewer == reader.public_id
    review.facts = part_in(reader, guide) | ({"reviewer"} if reviewed else set())
    return review


def reviewable(reader: Reader | None, guide: str) -> list[tuple[int, str]]:
    """Number and name of the editions of a guide that others than the reader brought, the newest first: those that they may look through. One
    query."""
    editions = Edition.objects.filter(guide__public_id=guide).exclude(by_id=reader.member if reader else 0)
    return [
        (edition.number, f"{edition.version} · {labels.LANGUAGES.get(edition.language, edition.language)}")
        for edition in editions.order_by("-number")
    ]
