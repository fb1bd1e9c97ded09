"""The copy of the bound books that is kept apart: each day's lines in a file of their own, outside the database, sealed by its hash in the log.

A zip with one CSV for each trader whose book got a line, a disposal or a correction on that day, each line as the book tells it then, and a `manifest.json`
with the hash of each; it is read without ifar. It holds names, so it is readable by its owner alone, and kept like a backup.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import json
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from ifar.accounts.models import Agency
from ifar.books import labels, presenters, selectors
from ifar.files.tables.writing import csv_pieces
from ifar.identifiers import shown
from ifar.ledger import durable, payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.models import Entry
from ifar.registry.models import BookLine, Event
from ifar.rights import OWN_BOOK, ROLES, Actor, Purpose, compartments_of

ACT: Final = "books.copied"
SCHEMA: Final = "books.copied/1"
TYPE: Final = "ifar.books/1"
JOB: Final = Actor(kind="job", id="books_copied", name="books_copied")
BACK: Final = 31
"""So many days a run looks back for days that have no copy yet."""
LANGUAGE: Final = "en"
AT_ONCE: Final = 500
_FIRST: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Copied:
    """A day's copy: the file, its hash, and how many books and lines it tells."""

    path: Path
    sha256: str
    books: int
    lines: int


def folder() -> Path | None:
    """Where copies are kept (`IFAR_BOOKS_COPY`); None where the installation keeps none."""
    return Path(settings.IFAR_BOOKS_COPY) if settings.IFAR_BOOKS_COPY else None


def file_name(day: dt.date) -> str:
    """How the copy of a day is called."""
    return f"books-{day:%Y-%m-%d}.zip"


_DAYS: Final = """
SELECT DISTINCT (uuid_extract_timestamp(t.entry) AT TIME ZONE %(zone)s)::date AS day FROM (
    SELECT unnest(ARRAY[b.entered, b.left_by]) AS entry FROM registry_bookline b
    UNION SELECT e.id FROM registry_event e WHERE e.kind = 'corrected') AS t
WHERE t.entry IS NOT NULL ORDER BY day"""


def copy_all(today: dt.date | None = None) -> list[Copied]:
    """Write the copy of every day before today on which a book was written and that has none yet: for an installation that begins to keep copies."""
    place = folder()
    if place is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"zone": str(timezone.get_current_timezone())})
        days = [day for (day,) in cursor.fetchall() if day < (today or timezone.localdate())]
    return [copy(day, place) for day in days if not (place / file_name(day)).exists()]


def copy_due(today: dt.date | None = None) -> list[Copied]:
    """Write the copy of each of the last days that is over and has none yet; nothing where the installation keeps none."""
    place = folder()
    if place is None:
        return []
    today = today or timezone.localdate()
    days = (today - dt.timedelta(days=back) for back in range(BACK, 0, -1))
    return [copy(day, place) for day in days if not (place / file_name(day)).exists()]


def copy(day: dt.date, place: Path) -> Copied:
    """Enter the hash of a day's copy in the log, then write the copy: no file stands there that the log does not know, and a day whose file could not be
    written gets it with the next run. A file that stands there already is replaced; the log keeps the hash of both."""
    result = {
        book: rows
        for book in Agency.objects.filter(kind__in=sorted(OWN_BOOK)).order_by("id")
        if (rows := list(_rows(book, day)))
    }
    data, lines = _packed(day, result), sum(map(len, result.values()))
    digest = hashlib.sha256(data).hexdigest()
    payload = {"day": str(day), "sha256": digest, "books": len(result), "lines": lines}
    payloads.check("books", SCHEMA, payload)
    entry = ledger.new_entry_id()
    draft = Draft(schema=SCHEMA, act=ACT, object=settings.IFAR_LEDGER_NAME, payload=payload, entry=entry)
    durable.private_folder(place)
    with transaction.atomic():
        ledger.append(actor=JOB, drafts=[draft])
    durable.write(place / file_name(day), data)
    return Copied(place / file_name(day), digest, len(result), lines)


def sealed(data: bytes) -> tuple[dt.date, int] | None:
    """The day of which the log says that these bytes are its copy, and how many copies of that day it knows; None where it says so of none."""
    digest, result = hashlib.sha256(data).hexdigest(), defaultdict[str, set[str]](set)
    for (canonical,) in Entry.objects.filter(act=ACT).values_list("canonical").iterator():
        payload = json.loads(bytes(canonical))["payload"]
        result[payload["day"]].add(payload["sha256"])
    days = [day for day, digests in result.items() if digest in digests]
    return (dt.date.fromisoformat(max(days)), len(result[max(days)])) if days else None


def lines_of(book: Agency, day: dt.date) -> QuerySet[BookLine]:
    """The lines of a book that a day entered, ended or corrected, by the entries of the log that were made on it, in the order of entry."""
    within = (_at(day), _at(day + dt.timedelta(days=1)))
    corrected = Event.objects.filter(
        firearm=OuterRef("firearm"), kind="corrected", n__gt=OuterRef("since"), id__range=within
    )
    while_it_stood = Exists(corrected.filter(n__lte=OuterRef("until")))
    mine = BookLine.objects.filter(holder=book.public_id)
    touched = Q(entered__range=within) | Q(left_by__range=within) | Q(until=None) & Q(Exists(corrected))
    touched |= Q(while_it_stood)
    return mine.filter(touched).select_related("firearm").order_by("entered")


def _at(day: dt.date) -> uuid.UUID:
    """The lowest identifier that an entry of a day can have: its first 48 bits are the milliseconds since 1970."""
    moment = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def _rows(book: Agency, day: dt.date) -> Iterator[list[Any]]:
    """The lines of a day in words, as the trader's own workbook tells them."""
    reader, words = _reader(book), presenters.Words()
    for some in itertools.batched(lines_of(book, day).iterator(AT_ONCE), AT_ONCE, strict=False):
        composed = [line for _key, line in selectors.composed(reader, book, some)]
        line_in_wordses, _people = presenters.in_words(reader, composed, words)
        yield from (presenters.of_workbook(line_in_words, "both") for line_in_words in line_in_wordses)


def _reader(book: Agency) -> Actor:
    """Whoever reads the book of a trader as the trader does, for its stock."""
    return Actor(
        kind="job",
        id=JOB.id,
        name=JOB.name,
        agency=book.public_id,
        agency_id=book.pk,
        agency_kind=book.kind,
        permissions=ROLES["dealer"].permissions,
        compartments=compartments_of(book.kind),
        purpose=Purpose("", "stock", ""),
    )


def _packed(day: dt.date, result: dict[Agency, list[list[Any]]]) -> bytes:
    held = io.BytesIO()
    books = []
    with translation.override(LANGUAGE), zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        head = [str(name) for name in labels.HEADER]
        for book, rows in result.items():
            data, name = b"".join(csv_pieces(head, rows)), f"{book.public_id}.csv"
            pack.writestr(zipfile.ZipInfo(name, _FIRST), data)
            books.append(
                {
                    "id": shown(book.public_id),
                    "trader": book.name,
                    "file": name,
                    "lines": len(rows),
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            )
        manifest = {"type": TYPE, "day": str(day), "log": settings.IFAR_LEDGER_NAME, "books": books}
        pack.writestr(
            zipfile.ZipInfo("manifest.json", _FIRST), json.dumps(manifest, indent=1, ensure_ascii=False)
        )
    return held.getvalue()
