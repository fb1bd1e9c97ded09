"""What recoveries keep of a party, for a lawful erasure: who somebody of a case is, and the circumstances that tell of them."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.parties.selectors import records_of
from ifar.recoveries.models import Case
from ifar.recoveries.selectors import cases_for
from ifar.rights import Actor

_OF_PARTY: Final = """
SELECT p.entry::text, p.field FROM recoveries_person r JOIN ledger_personal p ON p.entry = r.entry AND p.field IN ('described', 'group')
WHERE r.party = %(party)s
UNION ALL
SELECT p.entry::text, p.field FROM recoveries_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = 'narrative'
WHERE e.subject IN (SELECT c.public_id FROM recoveries_person r JOIN recoveries_case c ON c.id = r.case_id WHERE r.party = %(party)s)
ORDER BY 1, 2
"""
_BESIDE: Final = """
SELECT DISTINCT o.party FROM recoveries_person r JOIN recoveries_case c ON c.id = r.case_id AND c.narrative IS NOT NULL
JOIN recoveries_person o ON o.case_id = r.case_id AND o.party NOT IN ('', r.party) WHERE r.party = %(party)s ORDER BY 1
"""


def personal_of(party: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value that cases keep of a party's record.

    A narrative tells of everybody in it and goes as a whole.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_PARTY, {"party": party})
        return [(entry, field) for entry, field in cursor.fetchall()]


def beside(party: str) -> list[str]:
    """The other parties of whom the narratives tell that would go with a party's record."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"party": party})
        return [row[0] for row in cursor.fetchall()]


def objection_to_erasure(actor: Actor, public_id: str, ground: str) -> Reason | None:
    """Nobody is erased of whom an open case tells (EU 2016/680 art. 16(3)(b): kept for evidence); a court's order goes before it.

    What the actor may not see is not told; only that somebody else must be asked.
    """
    if ground == "court_order":
        return None
    open_ones = Case.objects.filter(state="open", persons__party__in=records_of(public_id))
    if not open_ones.exists():
        return None
    article = "EU 2016/680 art. 16(3)(b)"
    if not cases_for(actor).filter(pk__in=open_ones.values("pk")).exists():
        words = _("Something that your office does not see stands against it. Ask the inspectorate.")
        return Reason("parties.erasure.elsewhere", words, article=article)
    return Reason(
        "recoveries.erasure.open", _("An open case names this person. Conclude it first."), article=article
    )
