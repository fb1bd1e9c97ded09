"""What the verifier asks of stays that were extended: each to a later day than before, and none beyond the authorisation or the
journey under which the firearm came or went; an authorisation was in force then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_STAYS: Final = """
SELECT s.firearm, s.n, s.until, s.before, (
    SELECT v.changes ->> 'state' FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
    JOIN trade_event v ON v.record_type = 'authorisation' AND v.subject = a.public_id
    JOIN ledger_entry k ON k.entry = v.id AND k.id < s.place
    WHERE c.public_id = upper(regexp_replace(s.permit, '[^[:alnum:]]', '', 'g')) ORDER BY v.n DESC LIMIT 1), coalesce((
    SELECT v.changes ->> 'return_by' FROM trade_event v JOIN ledger_entry k ON k.entry = v.id AND k.id < s.place
    WHERE v.record_type = 'journey' AND v.subject = upper(regexp_replace(s.permit, '[^[:alnum:]]', '', 'g')) AND v.changes ? 'return_by' ORDER BY v.n DESC LIMIT 1), (
    SELECT v.changes ->> 'valid_to' FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
    JOIN trade_event v ON v.record_type = 'authorisation' AND v.subject = a.public_id AND v.changes ? 'valid_to'
    JOIN ledger_entry k ON k.entry = v.id AND k.id < s.place
    WHERE c.public_id = upper(regexp_replace(s.permit, '[^[:alnum:]]', '', 'g')) ORDER BY v.n DESC LIMIT 1))
FROM (
    SELECT f.public_id AS firearm, e.n, e.details ->> 'return_date' AS until, l.id AS place, came.details ->> 'permit' AS permit, (
        SELECT max(b.details ->> 'return_date') FROM registry_event b
        WHERE b.firearm_id = e.firearm_id AND b.n >= came.n AND b.n < e.n AND (b.n = came.n OR b.kind IN ('stay_extended', 'absence_extended')) AND NOT EXISTS (
            SELECT FROM registry_event t WHERE t.firearm_id = e.firearm_id AND t.kind = 'annulled' AND t.details ->> 'event' = b.id::text AND t.n < e.n)) AS before
    FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id JOIN ledger_entry l ON l.entry = e.id
    LEFT JOIN LATERAL (SELECT b.n, b.details FROM registry_event b WHERE b.firearm_id = e.firearm_id AND b.n < e.n AND b.kind IN ('temporarily_imported', 'temporarily_exported')
        ORDER BY b.n DESC LIMIT 1) AS came ON true
    WHERE e.kind IN ('stay_extended', 'absence_extended') AND (%(all)s OR f.public_id = ANY(%(objects)s))) AS s
ORDER BY s.firearm, s.n
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STAYS, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm, n, until, before, stood, allowed in cursor.fetchall():
        place, day = f"event {n} of firearm {firearm}", f"it stays until {until}"
        if before is None or until <= before:
            yield Difference(
                "stay_unfounded", place, day, f"a later day than {before or 'one on which it came'}"
            )
        elif allowed is not None and until > allowed:
            yield Difference("stay_unfounded", place, day, f"it was allowed until {allowed}")
        elif stood not in (None, "in_force"):
            yield Difference("stay_unfounded", place, day, f"its authorisation was {stood}, not in force")


STAYS: Final = Replay(name="trade_stays", check=_check)
