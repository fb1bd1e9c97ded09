"""Who acts: the person, with the roles held now at the agency that they act for, or the API client."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import connection
from django.utils.translation import get_language

from ifar import prepared
from ifar.accounts.purposes import of_roles
from ifar.rights import READS_CLOSED_BOOK, Actor, Purpose, compartments_of, permissions_of

_HELD = """
WITH held AS (
    SELECT g.role, g.agency_id, '' AS covers, g.valid_to FROM accounts_grant g
    WHERE g.user_id = %(user)s AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
    UNION ALL
    SELECT a.role, a.agency_id, away.public_id, a.valid_to FROM accounts_absence a JOIN accounts_user away ON away.id = a.user_id
    WHERE a.stand_in_id = %(user)s AND a.valid_from <= statement_timestamp() AND a.valid_to > statement_timestamp()
      AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry)
)
SELECT h.role, h.covers, h.valid_to, a.id, a.public_id, a.kind, a.name, a.country, a.names::text, books_is_closed(a.public_id)
FROM held h JOIN accounts_agency a ON a.id = h.agency_id WHERE NOT a.closed ORDER BY a.id, h.covers, h.role
"""
_SHIFT = """
SELECT public_id, purpose, "case" FROM accounts_shift
WHERE user_id = %s AND agency_id = %s AND ends_at > statement_timestamp() ORDER BY ends_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that a person holds now at an agency; `covers` names the person for whom they stand in; `book_closed` says that it is a trader whose book is closed."""

    role: str
    covers: str
    valid_to: dt.datetime | None
    agency_id: int
    agency: str
    agency_kind: str
    agency_name: str
    country: str
    names: str = "{}"
    book_closed: bool = False

    @property
    def called(self) -> str:
        """What the agency calls itself in the reader's language."""
        return str(json.loads(self.names).get((get_language() or "")[:2]) or self.agency_name)


WithoutOffice = Callable[[str, str], Actor | None]
"""(public identifier, name) of somebody who holds no role at any office -> who they are elsewhere, or None."""
_suppliers: Final[list[WithoutOffice]] = []


def provide(supplier: WithoutOffice) -> None:
    """Have `supplier` say who somebody is who holds no role at any office: a higher app knows its own accounts."""
    if supplier not in _suppliers:
        _suppliers.append(supplier)


def holdings(user_id: int) -> list[Holding]:
    """The roles that a person holds now, at all open agencies. One query, which a connection keeps prepared: every request asks it, and to plan it took
    longer than anything else of one."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return [Holding(*row) for row in prepared.rows(connection.connection, _HELD, {"user": f"{user_id}"})]


def purpose_of(user_id: int, agency_id: int) -> Purpose | None:
    """The purpose that a person stated for the shift which runs now at an agency. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SHIFT, [user_id, agency_id])
        row = cursor.fetchone()
    return Purpose(*row) if row else None


def _permitted(roles: frozenset[str], book_closed: bool) -> frozenset[str]:
    """What roles may do: at a trader whose book is closed to read it, and no more."""
    return permissions_of(roles) & READS_CLOSED_BOOK if book_closed else permissions_of(roles)


def actor_of(
    *,
    user_id: int,
    public_id: str,
    name: str,
    agency_id: int | None,
    held: Sequence[Holding] | None = None,
    session: uuid.UUID | None = None,
) -> Actor:
    """The actor that a person is: for `agency_id` if they hold a role there, else for the first agency where they do.

    Without any role they are whoever a higher app says, else a person with no permissions. Two queries at most. `session`: the entry of
    the sign-in by which their session began.
    """
    held = holdings(user_id) if held is None else held
    if not held:
        elsewhere = (supplier(public_id, name) for supplier in _suppliers)
        actor = next((item for item in elsewhere if item), Actor(kind="person", id=public_id, name=name))
        return replace(actor, session=session)
    at = agency_id if any(holding.agency_id == agency_id for holding in held) else held[0].agency_id
    here = [holding for holding in held if holding.agency_id == at]
    roles = frozenset(holding.role for holding in here)
    stated = purpose_of(user_id, here[0].agency_id)
    covered = sorted({holding.covers for holding in here if holding.covers})
    return Actor(
        kind="person",
        id=public_id,
        name=name,
        agency=here[0].agency,
        agency_id=here[0].agency_id,
        agency_kind=here[0].agency_kind,
        agency_name=here[0].agency_name,
        agency_names=here[0].names,
        country=here[0].country,
        roles=roles,
        permissions=_permitted(roles, here[0].book_closed),
        compartments=compartments_of(here[0].agency_kind),
        # What was stated under a role that was taken since is stated no more.
        purpose=stated if stated and stated.purpose in of_roles(roles) else None,
        standing_in_for=covered[0] if covered else "",
        covers=frozenset(covered),
        until=min((holding.valid_to for holding in here if holding.valid_to), default=None),
        session=session,
    )
