"""Publishing open data of a year that is over: proposed by one person, approved by another who sees the same tables, on the ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Invalid, NotFound
from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.licensing import counts as licensing
from ifar.recoveries import counts as recoveries
from ifar.recoveries.categories import ARMS, BY_MARKING, BY_TRACING, LIST_OF
from ifar.reference import selectors as reference
from ifar.returns import labels as returns_labels
from ifar.returns import notes, selectors
from ifar.returns.models import Publication
from ifar.returns.open_data import selectors as open_selectors
from ifar.returns.open_data.tables import (
    Arm,
    Edition,
    Published,
    Telling,
    digests,
    published,
    telling,
)
from ifar.returns.services import is_over
from ifar.rights import Actor, require

PUBLISHED: Final = "returns.published"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be published of a year now: the edition, how many of its cells are kept back, which cells tell of few beside earlier versions."""

    edition: Edition
    cells: int
    kept: int
    telling: list[Telling]


def prepared(actor: Actor, year: int, note: str = "") -> Prepared:
    """The open data of a year as they would be published now.

    Raises:
        NotFound: nothing is on record for that year.
        Conflict: the year is not over.
    """
    require(actor, selectors.PERMISSION)
    if not is_over(year):
        raise Conflict("returns.open.running", returns_labels.of("returns.open.running"))
    earlier = list(open_selectors.publications().filter(year=year))
    tables = _tables(actor, year, [table for publication in earlier for table in publication.tables])
    number = earlier[0].number + 1 if earlier else 1
    edition = Edition(selectors.country().iso3, year, number, settings.IFAR_SMALL_CELL, note, tables)
    values = [value for table in tables for value in table[2]]
    return Prepared(edition, len(values), values.count(None), telling([publication.tables for publication in earlier], tables, settings.IFAR_SMALL_CELL))  # fmt: skip


def _tables(actor: Actor, year: int, earlier: Published) -> Published:
    labels = selectors.labels()
    markings, outcomes = labels[LIST_OF[BY_MARKING]], labels[LIST_OF[BY_TRACING]]
    # Only the list's own areas: what else stands in the field, whoever wrote it and however, is not published.
    areas = set(reference.rows_of("area").values_list("code", flat=True))
    arms: Counter[Arm] = Counter()
    for key, number in recoveries.arms(actor, labels).items():
        if key.year == year:
            area = key.area if key.area in areas else ""
            arms[Arm(ARMS[key.kind], key.type, area, markings.get(key.marking, ""), outcomes.get(key.outcome, ""))] += number  # fmt: skip
    decided = Counter(
        {
            (kind, state): number
            for (of, kind, state), number in licensing.decided(actor).items()
            if of == year
        }
    )
    if not arms and not decided:
        raise NotFound("returns.open.nothing", returns_labels.of("returns.open.nothing"))
    return published(arms, decided, settings.IFAR_SMALL_CELL, earlier)


@transaction.atomic
def propose_publishing(*, actor: Actor, year: int, note: str, reason: str) -> Proposal:
    """Propose to publish the open data of a year as they are now; a second person decides, and sees the same tables.

    Args:
        note: what the State says of its figures; it is published with them.
        reason: why now, for whoever decides.

    Raises:
        NotFound: nothing is on record for that year.
        Invalid: the note holds hidden characters.
        Conflict: the year is not over, or the latest version says the same.
    """
    require(actor, "returns:return:prepare")
    if notes.spoiled(note):
        raise Invalid("returns.note", returns_labels.of("returns.note"), field="note")
    edition = prepared(actor, year, " ".join(note.split())).edition
    latest = open_selectors.publications().filter(year=year).first()
    if latest is not None and latest.tables == edition.tables:
        raise Conflict("returns.open.same", returns_labels.of("returns.open.same"))
    payload = {
        "country": edition.country,
        "year": year,
        "version": edition.number,
        "threshold": edition.threshold,
        "tables": edition.tables,
        "digests": digests(edition),
        "note": edition.note,
    }
    return proposals.propose(
        actor=actor, act=PUBLISHED, object=f"OPEN-{year}-{edition.number}", payload=payload, reason=reason
    )


def publish(actor: Actor, proposal: Proposal) -> None:
    """Publish what was approved, where the records still say it.

    Raises:
        Conflict: the figures moved since it was proposed, or another version came in between.
    """
    asked = proposal.payload
    now = ledger.now().astimezone(dt.UTC)
    edition = prepared(actor, asked["year"], asked["note"]).edition
    if edition.number != asked["version"]:
        raise Conflict("returns.between", returns_labels.of("returns.between"))
    if (edition.tables, edition.threshold) != (asked["tables"], asked["threshold"]):
        raise Conflict("returns.moved", returns_labels.of("returns.moved"))
    payload = {**asked, "proposal": proposal.public_id}
    payloads.check("returns", "returns.published/1", payload)
    latest = open_selectors.publications().filter(year=asked["year"]).first()
    draft = Draft(
        schema="returns.published/1",
        act=PUBLISHED,
        object=proposal.object,
        payload=payload,
        previous=latest.entry if latest else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    Publication.objects.create(
        entry=draft.entry,
        country=asked["country"],
        year=asked["year"],
        number=asked["version"],
        threshold=asked["threshold"],
        tables=asked["tables"],
        digests=asked["digests"],
        note=asked["note"],
        proposal=proposal.public_id,
        at=now,
    )
