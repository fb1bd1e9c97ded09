"""Links of chains as a flow: from where to where, and on which day that became known. No name, no number, no address."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection

_LINKS: Final = """
SELECT coalesce(nullif(s.country, ''), s.role), coalesce(nullif(s.to_country, ''), nullif(s.to_role, ''), r.recovered_in), l.recorded_at::date
FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id JOIN tracing_event e ON e.subject = s.public_id AND e.n = s.n
    JOIN ledger_entry l ON l.entry = e.id
WHERE s.state = 'answered' AND r.state <> 'withdrawn' AND r.compartment = %s AND r.handling <> 'secret' AND l.recorded_at::date <= %s ORDER BY s.id
"""


def flows_of(compartment: str, until: dt.date) -> list[tuple[str, str, dt.date]]:
    """From which State (or kind of hand) to which, and the day the link became known; what is secret or was withdrawn is
    not among them.

    For services that have asked `require`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [compartment, until])
        return [(str(source or ""), str(target or ""), on) for source, target, on in cursor.fetchall()]
