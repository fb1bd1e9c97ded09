"""What the verifier asks of serviceability besides its records: that nothing was issued that was not serviceable or, where the term of then asked for it, not inspected in time, and that only the unit that had an arm in its stock said how it is.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.stocks.serviceability.acts import INSPECTION

# The terms are those of the log, so that a row of the list that was another for a moment changes nothing.
_ISSUED: Final = """
WITH revised AS MATERIALIZED (
    SELECT coalesce(k.id, 0) AS at, r.version, r.code, r.content FROM public.reference_revision r
    JOIN public.reference_listversion v ON v.list_id = r.list_id AND v.version = r.version LEFT JOIN public.ledger_entry k ON k.entry = v.entry
    WHERE r.list_id = 'duty_term')
SELECT e.subject, e.n, a.arm, s.state, t.days FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.changes -> 'arms') WHEN 'array' THEN e.changes -> 'arms' ELSE '[]' END) AS a (arm)
LEFT JOIN LATERAL (SELECT r.changes ->> 'state' AS state FROM public.stocks_event r JOIN public.ledger_entry k ON k.entry = r.id
                   WHERE r.record_type = 'serviceability' AND r.subject = a.arm AND k.id < l.id ORDER BY r.n DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT r.changes ->> 'inspected_on' AS inspected_on FROM public.stocks_event r JOIN public.ledger_entry k ON k.entry = r.id
                   WHERE r.record_type = 'serviceability' AND r.subject = a.arm AND r.changes ? 'inspected_on' AND k.id < l.id
                   ORDER BY r.n DESC LIMIT 1) d ON e.details -> 'seen' ->> 'within' IS NOT NULL
LEFT JOIN LATERAL (SELECT min(CASE WHEN o.content ->> 'days' ~ '^[0-9]{1,9}$' THEN (o.content ->> 'days')::int END)::text AS days
                   FROM (SELECT DISTINCT ON (r.code) r.content FROM revised r WHERE r.at < l.id ORDER BY r.code, r.version DESC) o
                   WHERE o.content ->> 'about' = %(about)s AND coalesce(o.content ->> 'valid_to', '') = '') t ON true
WHERE e.record_type = 'issue' AND e.kind = 'issued' AND (%(all)s OR e.subject = ANY(%(objects)s) OR a.arm = ANY(%(objects)s))
  AND (s.state <> 'serviceable' OR t.days IS DISTINCT FROM (e.details -> 'seen' ->> 'within') OR d.inspected_on IS DISTINCT FROM (e.details -> 'seen' -> 'inspected' ->> a.arm)
       OR e.details -> 'seen' ->> 'day' NOT BETWEEN ((l.recorded_at AT TIME ZONE 'UTC')::date - 1)::text AND ((l.recorded_at AT TIME ZONE 'UTC')::date + 1)::text)
ORDER BY l.id
"""
_BY: Final = """
SELECT e.subject, e.n FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.registry_firearm f ON f.public_id = e.subject
LEFT JOIN LATERAL (
    SELECT r.changes ->> 'custodian' AS custodian FROM public.registry_event r JOIN public.ledger_entry k ON k.entry = r.id
    WHERE r.firearm_id = f.id AND r.changes ?| '{custody,custodian}' AND k.id < l.id ORDER BY r.n DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT r.changes ->> 'state' AS state FROM public.registry_event r JOIN public.ledger_entry k ON k.entry = r.id
    WHERE r.firearm_id = f.id AND r.changes ? 'state' AND k.id < l.id ORDER BY r.n DESC LIMIT 1) s ON true
WHERE e.record_type = 'serviceability' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (c.custodian IS DISTINCT FROM l.agency OR l.agency IS DISTINCT FROM e.changes ->> 'agency' OR s.state IS DISTINCT FROM 'in_stock_state'
       OR e.changes ->> 'inspected_on' NOT BETWEEN ((l.recorded_at AT TIME ZONE 'UTC')::date - 367)::text AND ((l.recorded_at AT TIME ZONE 'UTC')::date + 1)::text)
ORDER BY l.id
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ()), "about": INSPECTION}
    for subject, n, arm, state, days in cursor.execute(_ISSUED, asked).fetchall():
        found = f"{arm} is {state or 'not inspected'}"
        within = f", within {days} days" if days else ""
        yield Difference(
            "not_allowed", f"issue {subject}, act {n}", found, f"serviceable, inspected arms{within}"
        )
    for subject, n in cursor.execute(_BY, asked).fetchall():
        place = f"serviceability {subject}, act {n}"
        yield Difference(
            "not_allowed", place, "by another unit, or another day", "the unit that has it in stock"
        )


SERVICEABLE: Final = Replay(name="stocks_serviceability", check=_check)
