"""Registering thousands of parties at once, over COPY; the database checks each of them like any other."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from ifar.ledger import services as ledger
from ifar.parties import names, party
from ifar.parties.services.parties import NewParty, registered
from ifar.parties.services.writing import RECORDER
from ifar.rights import Actor, require

_NAME_KEYS = (
    "INSERT INTO parties_namekey (party_id, folded, version) SELECT p.id, k.folded, %s "
    "FROM unnest(%s::text[], %s::text[]) AS k (public_id, folded) JOIN parties_party p ON p.public_id = k.public_id"
)


def register_parties(
    *, actor: Actor, parties: Sequence[NewParty], recorder: Actor | None = None
) -> list[str]:
    """Register parties inside the caller's transaction; returns their public identifiers in the same order.

    Args:
        recorder: whose office they belong to, where another person's approval carries it out.

    Raises:
        Invalid: a field of one of them is wrong.
    """
    require(actor, "parties:party:write")
    if not parties:
        return []
    today = ledger.now().date()
    written = []
    for new in parties:
        party.check(new.kind, new.values, today)
        written.append(registered(recorder or actor, new))
    RECORDER.write_many([(actor, act) for act in written])
    named = [
        (act.subject, names.folded(new.values["name"]))
        for act, new in zip(written, parties, strict=True)
        if new.values.get("name")
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NAME_KEYS, (names.VERSION, [text for text, _ in named], [key for _, key in named]))
    return [act.subject for act in written]
