"""What the verifier asks of the people and offices of the State's stocks: that who counts stands above the unit, that an officer's account is one of the unit's, and
that the PIN which stands is the one that was set last.

The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

# Counts by an office that never was the unit, or above it.
_COUNTING: Final = """
WITH RECURSIVE above AS (
    SELECT DISTINCT e.changes ->> 'agency' AS unit, e.changes ->> 'agency' AS office FROM public.stocks_event e
    WHERE e.record_type = 'count' AND e.kind = 'begun'
    UNION SELECT a.unit, p.changes ->> 'parent' FROM above a JOIN public.accounts_agencyact p ON p.agency = a.office
    WHERE p.changes ->> 'parent' IS NOT NULL
)
SELECT e.subject, e.n FROM public.stocks_event e WHERE e.record_type = 'count' AND e.kind = 'begun' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM above a WHERE a.unit = e.changes ->> 'agency' AND a.office = e.changes ->> 'office') ORDER BY e.subject
"""
# Accounts that no role held at the unit when the roster was written; a minute lies between.
_ACCOUNTS: Final = """
SELECT e.subject, e.n FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'officer' AND e.changes ->> 'account' <> '' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.accounts_grant g JOIN public.accounts_user u ON u.id = g.user_id JOIN public.accounts_agency a ON a.id = g.agency_id
    LEFT JOIN public.accounts_grantend x ON x.grant_id = g.entry
    WHERE u.public_id = e.changes ->> 'account' AND a.public_id = l.agency AND g.valid_from <= l.recorded_at
      AND coalesce(least(x.at, g.valid_to), 'infinity') > l.recorded_at - interval '1 minute') ORDER BY e.subject, e.n
"""
# PINs that are not the last that the log says was set: another row, none, or one that nobody set; of an officer who was erased the row is empty.
_PINS: Final = """
SELECT coalesce(e.subject, p.officer) FROM (
    SELECT DISTINCT ON (e.subject) e.subject, CASE WHEN EXISTS (
        SELECT FROM public.stocks_event x WHERE x.record_type = 'officer' AND x.subject = e.subject AND x.kind = 'erased') THEN md5('') ELSE e.details ->> 'row' END AS row
    FROM public.stocks_event e WHERE e.record_type = 'officer' AND e.kind = 'pinned' ORDER BY e.subject, e.n DESC) e
FULL JOIN public.stocks_pin p ON p.officer = e.subject
WHERE p.digest IS DISTINCT FROM e.row AND (%(all)s OR coalesce(e.subject, p.officer) = ANY(%(objects)s)) ORDER BY 1
"""


def _check_counting(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_COUNTING, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, n in cursor.fetchall():
        place = f"count {subject}, act {n}"
        yield Difference("not_allowed", place, "counted by another force", "the unit or an office above it")


def _check_accounts(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ACCOUNTS, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, n in cursor.fetchall():
        place = f"officer {subject}, act {n}"
        yield Difference("not_allowed", place, "an account of nobody there", "an account of the unit")


def _check_pins(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_PINS, {"all": objects is None, "objects": sorted(objects or ())})
    for (officer,) in cursor.fetchall():
        yield Difference("not_allowed", f"officer {officer}", "another PIN", "the one that was set last")


OFFICES: Final = (
    Replay(name="stocks_counting", check=_check_counting),
    Replay(name="stocks_accounts", check=_check_accounts),
    Replay(name="stocks_pins", check=_check_pins),
)
