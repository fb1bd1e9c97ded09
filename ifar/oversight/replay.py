"""What the verifier asks of cases besides their records: that an inspectorate opened each, that nobody was named whom it concerns, that its own people asked what it asks, and that nobody let it close while something was owed.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

# What a request does to whose case: the case that its first act names.
_CASES: Final = """
SELECT r.subject, r.n, r.kind, l.id AS entry, l.actor, a.changes ->> 'inspection' AS inspection, a.changes ->> 'kind' AS asks
FROM public.oversight_event r JOIN public.ledger_entry l ON l.entry = r.id
JOIN public.oversight_event a ON a.record_type = 'request' AND a.subject = r.subject AND a.n = 1
WHERE r.record_type = 'request'
"""
_NOT_OF_CASE: Final = f"""
SELECT q.subject, q.n FROM ({_CASES}) q WHERE q.kind IN ('asked', 'settled') AND (%(all)s OR q.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.oversight_event i JOIN public.ledger_entry k ON k.entry = i.id
    WHERE i.record_type = 'inspection' AND i.subject = q.inspection AND k.id < q.entry
      AND (i.changes ->> 'lead' = q.actor OR i.changes -> 'members' ? q.actor))
ORDER BY q.entry
"""
_OWED: Final = f"""
SELECT c.subject, c.n FROM public.oversight_event c JOIN public.ledger_entry l ON l.entry = c.id
WHERE c.record_type = 'inspection' AND c.kind = 'closed' AND (%(all)s OR c.subject = ANY(%(objects)s)) AND EXISTS (
    SELECT FROM ({_CASES}) q WHERE q.inspection = c.subject AND q.kind = 'asked' AND q.asks <> 'recommendation' AND q.entry < l.id
      AND NOT EXISTS (SELECT FROM ({_CASES}) s WHERE s.subject = q.subject AND s.entry < l.id
          AND (s.kind = 'settled' OR s.kind = 'answered' AND q.asks = 'explanation')))
ORDER BY l.id
"""
_OPENED: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'inspection' AND e.kind = 'opened' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.accounts_agency a WHERE a.public_id = l.agency AND a.kind = 'inspectorate')
ORDER BY l.id
"""
# Who was named to a case though a right at one of the very offices that it concerns was theirs by then, or though the case speaks of them.
_NAMED: Final = """
SELECT e.subject, e.n FROM public.oversight_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.oversight_event o ON o.record_type = 'inspection' AND o.subject = e.subject AND o.n = 1
CROSS JOIN LATERAL (
    SELECT e.changes ->> 'lead' AS person WHERE e.kind = 'assigned'
    UNION SELECT m FROM jsonb_array_elements_text(e.changes -> 'members') m WHERE e.kind = 'admitted') p
WHERE e.record_type = 'inspection' AND e.kind IN ('assigned', 'admitted') AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (o.changes -> 'barred' ? p.person OR o.changes ->> 'who' = p.person OR EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    JOIN public.ledger_entry k ON k.entry = g.entry
    WHERE u.public_id = p.person AND o.changes -> 'offices' ? a.public_id AND k.id < l.id))
ORDER BY l.id
"""
_ASKED: Final = (
    (_NAMED, "case", "names somebody whom it concerns", "an inspector whom it does not concern"),
    (_OPENED, "case", "opened by no inspectorate", "an inspectorate"),
    (_NOT_OF_CASE, "request", "written by none of the case", "its lead or a member"),
    (_OWED, "case", "closed while an office owed an answer or a measure stood", "all of it settled before"),
)


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    for query, of, says, should in _ASKED:
        cursor.execute(query.encode(), {"all": objects is None, "objects": sorted(objects or ())})
        for subject, n in cursor.fetchall():
            yield Difference("not_allowed", f"{of} {subject}, act {n}", says, should)


CASES: Final = Replay(name="oversight_cases", check=_check)
