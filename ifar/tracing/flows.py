"""Links of chains as a flow, and how long after its sale a firearm was recovered: where, and on which day. No name, no number, no address."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection

from ifar.tracing import time_to_crime

_LINKS: Final = """
SELECT coalesce(nullif(s.country, ''), s.role), coalesce(nullif(s.to_country, ''), nullif(s.to_role, ''), r.recovered_in), l.recorded_at::date
FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id JOIN tracing_event e ON e.subject = s.public_id AND e.n = s.n
    JOIN ledger_entry l ON l.entry = e.id
WHERE s.state = 'answered' AND r.state <> 'withdrawn' AND r.compartment = %s AND r.handling <> 'secret' AND l.recorded_at::date <= %s ORDER BY s.id
"""

_TIMES: Final = """
SELECT 'time_to_crime', c.area, min(s."on") FILTER (WHERE s.to_role = 'holder' AND s.role <> 'holder'), c.id, r.recovered_on
FROM tracing_request r JOIN tracing_step s ON s.request_id = r.id AND s.state = 'answered'
    JOIN recoveries_item i ON i.public_id = r.item JOIN recoveries_case c ON c.id = i.case_id
WHERE r.state <> 'withdrawn' AND r.compartment = %s AND r.handling <> 'secret' AND r.thing = 'firearm' AND c.area <> ''
    AND c.agency_id = ANY (recoveries_offices(%s)) AND r.recovered_on BETWEEN %s AND %s
GROUP BY r.id, c.area, c.id, r.recovered_on ORDER BY r.id
"""


def times_of(
    compartment: str, agency: int, since: dt.date, until: dt.date
) -> list[tuple[str, str, str, int, dt.date]]:
    """Of firearms of an office's cases, and of offices below it, whose first retail sale is known: signal, area, `short` (within ATF's three years) or
    `longer`, number of the case, day of the recovery; what is secret, was withdrawn, or was recovered before it was sold is not among them.

    For services that have asked `require`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, [compartment, agency, since, until])
        rows = cursor.fetchall()
    return [
        (name, area, "short" if on <= time_to_crime.later(sold, time_to_crime.SHORT) else "longer", case, on)
        for name, area, sold, case, on in rows
        if sold is not None and sold <= on
    ]


def flows_of(compartment: str, until: dt.date) -> list[tuple[str, str, dt.date]]:
    """From which State (or kind of hand) to which, and the day the link became known; what is secret or was withdrawn is
    not among them.

    For services that have asked `require`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [compartment, until])
        return [(str(source or ""), str(target or ""), on) for source, target, on in cursor.fetchall()]
