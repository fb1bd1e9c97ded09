"""What was published as open data. It is for everybody: no actor is asked for, and there is nothing that somebody may not see."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from ifar.errors import NotFound
from ifar.returns import labels
from ifar.returns.models import Publication
from ifar.returns.open_data import tables as open_data
from ifar.returns.open_data.tables import Edition


def publications() -> QuerySet[Publication]:
    """Every version of every year, the latest first."""
    return Publication.objects.order_by("-year", "-number")


def publication(year: int, number: int) -> Publication:
    """One version.

    Raises:
        NotFound: there is none.
    """
    found = publications().filter(year=year, number=number).first()
    if found is None:
        raise NotFound("returns.open.not_found", labels.of("returns.open.not_found"))
    return found


def edition_of(one: Publication) -> Edition:
    """A publication as its files are written from it."""
    return Edition(one.country, one.year, one.number, one.threshold, one.note, one.tables)


def content(one: Publication, name: str) -> bytes:
    """The bytes of a file of a publication.

    Raises:
        NotFound: it has no such file, or what would be written is not what its checksum on the ledger says.
    """
    found = open_data.files(edition_of(one)).get(name)
    if found is None or hashlib.sha256(found).hexdigest() != dict(one.digests).get(name):
        raise NotFound("returns.open.not_found", labels.of("returns.open.not_found"))
    return found
