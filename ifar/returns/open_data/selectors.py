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
    record = publications().filter(year=year, number=number).first()
    if record is None:
        raise NotFound("returns.open.not_found", labels.of("returns.open.not_found"))
    return record


def edition_of(record: Publication) -> Edition:
    """A publication as its files are written from it."""
    return Edition(record.country, record.year, record.number, record.threshold, record.note, record.tables)


def content(record: Publication, name: str) -> bytes:
    """The bytes of a file of a publication.

    Raises:
        NotFound: it has no such file, or what would be written is not what its checksum on the ledger says.
    """
    result = open_data.files(edition_of(record)).get(name)
    if result is None or hashlib.sha256(result).hexdigest() != dict(record.digests).get(name):
        raise NotFound("returns.open.not_found", labels.of("returns.open.not_found"))
    return result
