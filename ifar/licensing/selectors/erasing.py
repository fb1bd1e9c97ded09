"""What licensing keeps of a party in people's own words, for a lawful erasure."""

from __future__ import annotations

from typing import Final

from django.db import connection

_OF_PARTY: Final = """
WITH subject AS (
    SELECT public_id FROM licensing_application WHERE applicant = %(party)s
    UNION SELECT public_id FROM licensing_licence WHERE holder = %(party)s
    UNION SELECT public_id FROM licensing_notice WHERE party = %(party)s
    UNION SELECT public_id FROM licensing_removal WHERE holder = %(party)s
    UNION SELECT public_id FROM licensing_visit WHERE holder = %(party)s
    UNION SELECT public_id FROM licensing_finding WHERE holder = %(party)s
    UNION SELECT public_id FROM licensing_move WHERE holder = %(party)s
    UNION SELECT public_id FROM licensing_reminder WHERE holder = %(party)s
)
SELECT p.entry::text, p.field FROM subject s JOIN licensing_event e ON e.subject = s.public_id
JOIN ledger_personal p ON p.entry = e.id AND p.field IN ('note', 'paper', 'described') ORDER BY 1, 2
"""


def personal_of(party: str) -> list[tuple[str, str]]:
    """Entry and field of every note on what licensing keeps of a party (applications, licences, notices, removals, visits, findings, moves,
    reminders), of the papers that were seen for checks, and of what a notice describes."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PARTY, {"party": party})
        return [(entry, field) for entry, field in cursor.fetchall()]
