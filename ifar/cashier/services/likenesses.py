"""A holder's photo and signature: deposited, checked and stripped by `files`, bound to the person by an act, erased with them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from ifar.accounts.services import reads
from ifar.cashier import labels, selectors
from ifar.cashier.acts import WHAT
from ifar.cashier.models import Likeness
from ifar.cashier.services.writing import RECORDER
from ifar.errors import NotFound, Reason
from ifar.files import selectors as files
from ifar.files import services as deposits
from ifar.files.store import Arrived
from ifar.parties.selectors import parties_for
from ifar.rights import Actor, may, require

FIELDS: Final = WHAT
"""Personal fields: what an erasure may name."""


@transaction.atomic
def take_likeness(
    *, actor: Actor, party: str, what: str, name: str, content: Arrived | Path | Iterable[bytes]
) -> str:
    """Take a photo or a signature of a person; an earlier one of the same record is replaced. Returns its public identifier.

    Args:
        what: one of `table.WHAT`.
        name, content: the picture as it arrived (see `ifar.files.services.keep`): the original is sealed, a clean copy is shown.

    Raises:
        NotFound: there is no such person for this actor.
        Refused: no purpose is stated.
        Invalid: it is no picture that can be read.
    """
    require(actor, "cashier:likeness:take")
    reads.require_purpose(actor)
    if what not in WHAT:
        raise RECORDER.invalid(Reason("cashier.likeness.what", field="what"))
    record = parties_for(actor).filter(public_id=party, kind="person", merged_into="").first()
    if record is None:
        raise NotFound("parties.party.not_found", labels.of("cashier.not_found"))
    kept = deposits.keep(actor=actor, purpose="likeness", name=what, content=content)
    made = RECORDER.new_id("likeness")
    before = Likeness.objects.filter(party=party, what=what, state="current").first()
    if before is not None:
        RECORDER.record(actor, "likeness", "replaced", before, details={"by": made})
    return RECORDER.record(
        actor,
        "likeness",
        "taken",
        made,
        changes={"party": party, "what": what},
        personal={what: kept.sha256},
        keeper=(actor.agency, record.compartment),
    ).subject


def open_likeness(actor: Actor, public_id: str) -> tuple[Path, str]:
    """The clean copy of a photo or a signature, and its media type; a read of personal data, logged before it is given.

    Raises:
        NotFound: there is none for this actor, or it was erased.
        Refused: no purpose is stated.
    """
    require(actor, "cashier:likeness:read")
    reads.require_purpose(actor)
    likeness = selectors.likeness_for(actor, public_id)
    reads.log(actor, "cashier.likeness.read", likeness.party)
    return files.shown_for(actor, likeness.file)


def pictures_of(actor: Actor, holder: str) -> Mapping[str, Path]:
    """The photo and the signature that a card of a holder is printed with; whoever prints has logged the read."""
    if not may(actor, "cashier:likeness:read"):
        return {}
    likenesses = selectors.likenesses_of(actor, holder)
    return {likeness.what: files.shown_for(actor, likeness.file)[0] for likeness in likenesses}


# Erasure ----------------------------------------------------------------------------------------------------------------

_OF_PARTY: Final = """
SELECT p.entry::text, p.field FROM ledger_personal p JOIN cashier_event e ON e.id = p.entry AND e.record_type = 'likeness' AND e.kind = 'taken'
WHERE e.changes ->> 'party' = %s ORDER BY p.entry, p.field
"""
_FILES: Final = """
SELECT l.file FROM cashier_likeness l JOIN cashier_event e ON e.subject = l.public_id AND e.kind = 'taken'
WHERE e.id = ANY(%s::uuid[]) AND l.file <> ''
AND NOT EXISTS (SELECT FROM cashier_likeness o WHERE o.file = l.file AND o.party <> l.party)
"""


def personal_of(party: str) -> list[tuple[str, str]]:
    """Entry and field of every photo and signature of a party's record: what an erasure takes along."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PARTY, [party])
        return [(entry, field) for entry, field in cursor.fetchall()]


def follow_erasure(erasure: uuid.UUID, entries: Collection[str]) -> None:
    """Take the pictures themselves out of the store, originals and copies, before their hashes are forgotten.

    A picture that was taken for somebody else too stays for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FILES, [list(entries)])
        contents = [row[0] for row in cursor.fetchall()]
    if contents:
        deposits.erase(contents, purpose="likeness", erasure=erasure)
