"""What the verifier asks of sales: that nothing passed on which failed proof last, or to whose place its former holder objected and the objection was open,
nothing on consignment whose owner did not let it be sold, and nothing out of the hands of the State without a transfer mark on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.registry.lifecycle.changes import COMMISSION
from ifar.registry.services.events.shapes import OBJECTED

PASSED_ON: Final = (
    "stock_declared", "wholesale_transferred", "despatched", "retail_sold", "privately_transferred", "sold_to_civilians", "export_licensed", "exported",
    "inherited", "loaned",
)  # fmt: skip
"""Kinds of events by which a thing that failed proof does not pass on."""

_STAYS: Final = ("stock_declared", "inherited", "loaned")
"""Those of them that an objection does not stop."""

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
# An objection is a matter of the arm; whether it was open, the log of matters says by its order.
_OBJECTED: Final = f"""
SELECT DISTINCT f.public_id, e.n, o.subject FROM matters_event o JOIN ledger_entry p ON p.entry = o.id
JOIN registry_firearm f ON f.public_id = o.changes ->> 'about'
JOIN registry_event e ON e.firearm_id = f.id AND e.n > 1 AND e.kind = ANY(%(kinds)s) AND e.kind <> ALL(%(stays)s)
JOIN ledger_entry l ON l.entry = e.id AND l.id > p.id
WHERE o.changes ->> 'cause' ^@ %(cause)s AND (
    SELECT s.changes ->> 'state' FROM matters_event s JOIN ledger_entry k ON k.entry = s.id
    WHERE s.subject = o.subject AND k.id < l.id AND s.changes ? 'state' ORDER BY s.n DESC LIMIT 1) <> 'closed'
  AND NOT (e.kind = 'despatched' AND {_BEFORE.format("state")} = 'consigned') AND (%(all)s OR ARRAY[f.public_id, o.subject]::text[] && %(objects)s::text[])
ORDER BY 1, 2, 3
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
# What left the State for civilians before its life told of a transfer mark that stands (Protocol art. 8(1)(c)).
_UNMARKED: Final = """
SELECT f.public_id, e.n FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
WHERE (e.kind = 'sold_to_civilians' OR e.kind = 'sold_from_disposal' AND e.details ->> 'owner_kind' IS DISTINCT FROM 'state')
  AND (%(all)s OR f.public_id = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM (SELECT jsonb_object_agg(c.key, c.value ORDER BY p.n, m.ordinality) AS says
        FROM registry_event p CROSS JOIN LATERAL jsonb_array_elements(coalesce(p.changes -> 'marks', '[]')) WITH ORDINALITY AS m
        CROSS JOIN LATERAL jsonb_each(m.value) AS c WHERE p.firearm_id = e.firearm_id AND p.n < e.n GROUP BY m.value -> 'n') AS mark
    WHERE says ->> 'kind' = 'transfer' AND coalesce(says ->> 'text_status', 'known') = 'known' AND says -> 'retired' IS DISTINCT FROM 'true')
ORDER BY f.public_id, e.n
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
    cursor.execute(_UNMARKED, params)
    for firearm, n in cursor.fetchall():
        yield Difference(
            "sold_unsound",
            f"event {n} of firearm {firearm}",
            "it passes to civilians",
            "it stays: no transfer mark is on record before",
        )
    cursor.execute(_OBJECTED, params | {"cause": f"{OBJECTED} ", "stays": list(_STAYS)})
    for firearm, n, matter in cursor.fetchall():
        yield Difference(
            "sold_unsound",
            f"event {n} of firearm {firearm}",
            f"it passes on while matter {matter} is open",
            "it stays: its former holder objects",
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
