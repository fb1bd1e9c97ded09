"""Whom to remind of what: what comes due and nobody was reminded of, and how the holders can be reached. Whatever anybody may see."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from ifar.licensing.reminder import Rule

_LICENCES: Final = """
SELECT l.public_id, l.public_id, l.holder, l.valid_to, a.public_id, l.compartment
FROM licensing_licence l JOIN accounts_agency a ON a.id = l.agency_id
WHERE l.state = 'in_force' AND l.valid_to BETWEEN %(from)s AND %(until)s AND (%(all)s OR l.kind = ANY(%(kinds)s))
  AND NOT EXISTS (SELECT FROM licensing_reminder r WHERE r.rule = %(rule)s AND r.about = l.public_id AND r.due_on = l.valid_to)
  AND NOT EXISTS (SELECT FROM licensing_application o WHERE o.licence = l.public_id AND o.purpose = 'renewal'
                  AND o.state IN ('submitted', 'examination', 'waiting', 'advised', 'appealed'))
ORDER BY l.valid_to, l.id LIMIT %(most)s
"""
_OPEN: Final = """
SELECT o.public_id, o.licence, o.holder, o.due_on, a.public_id, o.compartment
FROM {table} o JOIN accounts_agency a ON a.id = o.agency_id LEFT JOIN licensing_licence l ON l.public_id = o.licence
WHERE o.state = 'open' AND o.due_on BETWEEN %(from)s AND %(until)s AND (%(all)s OR l.kind = ANY(%(kinds)s))
  AND NOT EXISTS (SELECT FROM licensing_reminder r WHERE r.rule = %(rule)s AND r.about = o.public_id AND r.due_on = o.due_on)
ORDER BY o.due_on, o.id LIMIT %(most)s
"""
_ABOUT: Final[Mapping[str, str]] = {
    "licence_ends": _LICENCES,
    "removal_due": _OPEN.format(table="licensing_removal"),
    "finding_due": _OPEN.format(table="licensing_finding"),
}
_STANDS: Final = """
SELECT EXISTS (SELECT FROM licensing_licence WHERE public_id = %(about)s AND state = 'in_force' AND valid_to = %(due)s)
    OR EXISTS (SELECT FROM licensing_removal WHERE public_id = %(about)s AND state = 'open' AND due_on = %(due)s)
    OR EXISTS (SELECT FROM licensing_finding WHERE public_id = %(about)s AND state = 'open' AND due_on = %(due)s)
"""
_CONTACTS: Final = """
SELECT w.begun, p.name, p.contact::text, a.lines::text, a.country, p.status FROM unnest(%s::text[], %s::text[]) AS w (begun, stands)
JOIN parties_party p ON p.public_id = w.stands
LEFT JOIN LATERAL (SELECT lines, country FROM parties_address d WHERE d.party_id = p.id AND d.valid_to IS NULL
                   ORDER BY d.valid_from DESC NULLS LAST LIMIT 1) a ON true
"""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes due: what, of which licence and holder, on which day, and the office that keeps it."""

    about: str
    licence: str
    holder: str
    due_on: dt.date
    agency: str
    compartment: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached: name, what is on record of contacts, the lines of the present address."""

    name: str = ""
    contact: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[str] = field(default=())
    country: str = ""
    alive: bool = True


def due_under(rule: Rule, beyond: int, day: dt.date, most: int) -> list[Due]:
    """What a rule wants somebody reminded of on a day and nobody was; at most `most`. One query.

    Args:
        beyond: what is due within fewer days is another rule's (`reminder.beyond`).
    """
    params: dict[str, Any] = {
        "rule": rule.code,
        "from": day + dt.timedelta(days=beyond),
        "until": day + dt.timedelta(days=rule.before),
        "all": not rule.kinds,
        "kinds": list(rule.kinds),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT[rule.about], params)
        return [Due(*row) for row in cursor.fetchall()]


def still_due(about: str, due_on: dt.date) -> bool:
    """Whether what somebody is to be reminded of is still due on that day."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, {"about": about, "due": due_on})
        return bool(cursor.fetchone()[0])


def reaches(holders: Collection[str], ends: Mapping[str, str]) -> Mapping[str, Reach]:
    """How some holders can be reached, by the record that stands for each (`ends`: parties.selectors.survivors). One query."""
    begun = [holder for holder in holders if holder in ends]
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, [begun, [ends[text] for text in begun]])
        return {
            item: Reach(
                name or "",
                json.loads(contact) if contact else {},
                tuple(json.loads(lines) if lines else ()),
                country or "",
                status == "active",
            )
            for item, name, contact, lines, country, status in cursor.fetchall()
        }
