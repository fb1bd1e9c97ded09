"""What the verifier asks of sales: that nothing passed on which failed proof last, and nothing on consignment whose owner did not let it be sold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.registry.lifecycle.changes import COMMISSION

PASSED_ON: Final = (
    "stock_declared", "wholesale_transferred", "despatched", "retail_sold", "privately_transferred", "sold_to_civilians", "export_licensed", "exported",
    "inherited", "loaned",
)  # fmt: skip
"""Kinds of events by which a thing that failed proof does not pass on."""

_ANNULLED: Final = "EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = {0}.firearm_id AND a.kind = 'annulled' AND a.details ->> 'event' = {0}.id::text AND a.n < e.n)"
_BEFORE: Final = "(SELECT b.changes ->> '{0}' FROM registry_event b WHERE b.firearm_id = e.firearm_id AND b.n < e.n AND b.changes ? '{0}' ORDER BY b.n DESC LIMIT 1)"
_FAILED: Final = f"""
SELECT f.public_id, e.n FROM registry_event p JOIN registry_event e ON e.firearm_id = p.firearm_id AND e.n > p.n AND e.kind = ANY(%(kinds)s)
JOIN registry_firearm f ON f.id = e.firearm_id
WHERE p.kind = 'proof_returned' AND p.details ->> 'result' = 'failed' AND NOT {_ANNULLED.format("p")}
  AND NOT EXISTS (SELECT FROM registry_event q WHERE q.firearm_id = e.firearm_id AND q.kind = 'proof_returned' AND q.n > p.n AND q.n < e.n
      AND NOT {_ANNULLED.format("q")})
  AND NOT (e.kind = 'despatched' AND {_BEFORE.format("state")} = 'consigned') AND (%(all)s OR f.public_id = ANY(%(objects)s))
ORDER BY f.public_id, e.n
"""
_CONSIGNED: Final = f"""
SELECT s.public_id, s.n, s.kind, s.agency = s.owner, coalesce(s.agency = s.keeper AND s.kind <> 'consent_withdrawn', false), coalesce((
    SELECT r.details ->> 'terms' = %(terms)s AND NOT EXISTS (
        SELECT FROM registry_event w WHERE w.firearm_id = s.firearm_id AND w.kind = 'consent_withdrawn' AND w.n > r.n AND w.n < s.n
        AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = s.firearm_id AND a.kind = 'annulled' AND a.details ->> 'event' = w.id::text AND a.n < s.n))
    FROM registry_event r WHERE r.firearm_id = s.firearm_id AND r.kind = 'despatch_received' AND r.n < s.n
      AND r.details ->> 'sender' = s.owner AND r.details ->> 'receiver' = s.keeper ORDER BY r.n DESC LIMIT 1), false)
FROM (SELECT e.firearm_id, f.public_id, e.n, e.kind, l.agency, {_BEFORE.format("state")} AS state, {_BEFORE.format("owner")} AS owner, {_BEFORE.format("custodian")} AS keeper
    FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id JOIN ledger_entry l ON l.entry = e.id
    WHERE e.kind IN ('retail_sold', 'wholesale_transferred', 'consent_withdrawn') AND (%(all)s OR f.public_id = ANY(%(objects)s))
      AND EXISTS (SELECT FROM registry_event r WHERE r.firearm_id = e.firearm_id AND r.kind = 'despatch_received' AND r.n < e.n)) AS s
WHERE s.state = 'consigned' ORDER BY s.public_id, s.n
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ()), "kinds": list(PASSED_ON)}
    cursor.execute(_FAILED, params)
    for firearm, n in cursor.fetchall():
        yield Difference(
            "sold_unsound",
            f"event {n} of firearm {firearm}",
            "it passes on",
            "it stays: it failed when it was last at proof",
        )
    cursor.execute(_CONSIGNED, params | {"terms": COMMISSION})
    for firearm, n, kind, by_owner, by_keeper, consented in cursor.fetchall():
        is_let = {
            "wholesale_transferred": by_owner or (by_keeper and consented),
            "retail_sold": by_keeper and consented,
            "consent_withdrawn": by_owner and consented,
        }[kind]
        if not is_let:
            should = (
                "its owner withdraws what it gave"
                if kind == "consent_withdrawn"
                else "its owner lets its keeper sell it"
            )
            yield Difference("sold_unsound", f"event {n} of firearm {firearm}", kind, should)


SOLD: Final = Replay(name="registry_sold", check=_check)
