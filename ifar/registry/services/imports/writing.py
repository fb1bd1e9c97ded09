"""Writing rows of a released import: holders become parties, rows become firearms with their entries, events, marks and keys.

A chunk is one transaction. Within it a row's content is remembered as imported, so a chunk that was committed is never written
twice, whatever broke off after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import connection, transaction

from ifar.ledger import services as ledger
from ifar.parties import selectors as parties
from ifar.parties.likeness import identity_key
from ifar.parties.names import folded
from ifar.parties.services.many import register_parties
from ifar.parties.services.parties import NewParty
from ifar.registry import kinds
from ifar.registry.intake.composing import Opening, opening
from ifar.registry.intake.holders import Holder
from ifar.registry.lifecycle import Outcome
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent, many
from ifar.registry.services.imports.parts import Ready
from ifar.rights import Actor

KIND: Final = kinds.KINDS["registered"]
_IMPORTED: Final = "SELECT hash, batch_id FROM registry_importedrow WHERE agency_id = %s AND hash = ANY(%s)"
_KNOWN_NOW: Final = "UPDATE registry_importrow SET outcome = 'known' WHERE batch_id = %s AND n = ANY(%s)"
_LATER: Final = "SET LOCAL synchronous_commit = off"
"""A chunk that a crash of the server takes back is written again; the end of the import is what waits for the disk."""
_TOGETHER: Final = "SET LOCAL synchronous_commit = off; SET LOCAL gin_pending_list_limit = '512kB'"
"""Keys enter the index of new marks by the thousand, which takes two thirds of the time; searches meanwhile read up to half a megabyte more. The end of
the import leaves none waiting."""
_HOLDERS: Final = "SELECT key, party FROM registry_importholder WHERE batch_id = %s AND key = ANY(%s)"
_NEW_HOLDERS: Final = "INSERT INTO registry_importholder (batch_id, key, n, party) SELECT %s, * FROM unnest(%s::bytea[], %s::int[], %s::text[])"


@dataclass
class Release:
    """Under what rows are written: the import, its release, who released it and for whose office, and what was decided before.

    `has_parties` tells whether the office had any party when the work began: without one nobody need be looked up.
    """

    batch_id: int
    batch: str
    agency_id: int
    source: str
    zone: str
    proposal: str
    releaser: Actor
    recorder: Actor
    has_parties: bool = True
    outcomes: dict[tuple[str, ...], Outcome] = field(default_factory=dict)


# Holders ----------------------------------------------------------------------------------------------------------------


def parties_of(release: Release, keys: Iterable[bytes]) -> dict[bytes, str]:
    """The parties that holders of this import have become so far, by key."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, (release.batch_id, list(keys)))
        return {bytes(key): party for key, party in cursor.fetchall()}


@transaction.atomic
def write_holders(release: Release, holders: Sequence[tuple[bytes, int, Holder]]) -> int:
    """Make parties of holders (key, first row, holder), unless the office knows them already; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER)
    known = _known(release, [holder for _, _, holder in holders])
    fresh = [at for at, party in enumerate(known) if not party]
    new = [_new_party(release, holders[at][2]) for at in fresh]
    for at, party in zip(
        fresh, register_parties(actor=release.releaser, parties=new, recorder=release.recorder), strict=True
    ):
        known[at] = party
    with connection.cursor() as cursor:
        cursor.execute(
            _NEW_HOLDERS, (release.batch_id, [h[0] for h in holders], [h[1] for h in holders], known)
        )
    return len(fresh)


def _known(release: Release, holders: Sequence[Holder]) -> list[str]:
    """The parties of the office that holders are: by number, else by name and birth date; empty where there is none."""
    if not release.has_parties:
        return [""] * len(holders)
    numbered = {(h.kind, key) for h in holders if (key := identity_key(h.number))}
    named = {
        (h.kind, folded(h.name), h.born) for h in holders if not identity_key(h.number) and len(h.born) == 10
    }
    by_number = parties.known_by_number(release.agency_id, sorted(numbered)) if numbered else {}
    by_birth = parties.known_by_birth(release.agency_id, sorted(named)) if named else {}
    return [
        by_number.get((h.kind, key), "")
        if (key := identity_key(h.number))
        else by_birth.get((h.kind, folded(h.name), h.born), "")
        for h in holders
    ]


def _new_party(release: Release, holder: Holder) -> NewParty:
    lines = holder.lines()
    country = holder.country or release.recorder.country
    address = {"country": country, "lines": lines} if lines and country else {}
    return NewParty(kind=holder.kind, values=holder.values(), address=address)


# Firearms ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_rows(release: Release, rows: Sequence[Ready]) -> int:
    """Write the firearms of ready rows; rows that were imported already are noted as known. Returns how many were written."""
    fresh = _fresh(release, rows)
    if not fresh:
        return 0
    owners = parties_of(release, {row.values["holder"] for row in fresh if row.values["holder"]})
    now = ledger.now()
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER)
    numbers = many.new_firearm_ids(len(fresh))
    composed = [
        _composed(release, row, owners.get(row.values["holder"] or b"", ""), number, now)
        for row, number in zip(fresh, numbers, strict=True)
    ]
    many.write_many(composed)
    many.copy(
        "registry_importedrow (agency_id, hash, batch_id, n, firearm_id)",
        (
            (release.agency_id, row.hash, release.batch_id, row.n, number)
            for row, number in zip(fresh, numbers, strict=True)
        ),
    )
    return len(fresh)


def _fresh(release: Release, rows: Sequence[Ready]) -> list[Ready]:
    """The rows that were not imported yet. Those that another import brought meanwhile become `known`."""
    with connection.cursor() as cursor:
        cursor.execute(_IMPORTED, (release.agency_id, [row.hash for row in rows]))
        imported = {bytes(hash): batch for hash, batch in cursor.fetchall()}
        elsewhere = [row.n for row in rows if imported.get(row.hash, release.batch_id) != release.batch_id]
        if elsewhere:
            cursor.execute(_KNOWN_NOW, (release.batch_id, elsewhere))
    return [row for row in rows if row.hash not in imported]


def _composed(release: Release, row: Ready, owner: str, number: int, now: Any) -> events.Composed:
    first = opening(row.values, batch=release.batch, source=release.source, owner=owner, zone=release.zone)
    event = NewEvent(
        kind=KIND.name,
        details=first.details,
        occurred=first.occurred,
        place=first.place,
        paper=first.paper,
        identity=first.identity,
        marks=first.marks,
    )
    recorder = release.recorder
    if first.agency != recorder.agency:
        recorder = replace(recorder, agency=first.agency, agency_kind=row.values["agency_kind"])
    snapshot = events.nothing_yet(number, "firearm", now)
    outcome = _outcome(release, first, recorder, snapshot, event)
    return events.compose(
        release.releaser, snapshot, event, KIND, outcome, proposal=release.proposal, recorder=recorder
    )


def _outcome(
    release: Release, first: Opening, recorder: Actor, snapshot: events.Snapshot, event: NewEvent
) -> Outcome:
    """What the life cycle decides about an opening; asked once for all rows that give it the same to look at."""
    asked = (*first.decided_by, recorder.agency_kind)
    if asked not in release.outcomes:
        people = frozenset({release.releaser.id})
        release.outcomes[asked] = events.decided(recorder, snapshot, event, people=people)
    return release.outcomes[asked]
