"""Offices by what the people there may do: whom to tell of something, when only the kind of duty is known."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from django.db import connection

from ifar.accounts.models import Agency, Grant
from ifar.accounts.selectors.agencies import called
from ifar.accounts.selectors.people import running
from ifar.rights import ROLES

_NEAREST = """
WITH RECURSIVE chain AS (
    SELECT id, parent_id, 0 AS up FROM accounts_agency WHERE id = %(agency)s
    UNION ALL SELECT a.id, a.parent_id, c.up + 1 FROM accounts_agency a JOIN chain c ON a.id = c.parent_id
), held AS (
    SELECT DISTINCT g.agency_id, a.parent_id IS NULL AS top FROM accounts_grant g JOIN accounts_agency a ON a.id = g.agency_id
    WHERE g.role = ANY(%(roles)s) AND NOT a.closed AND g.valid_from <= statement_timestamp()
      AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
), near AS (SELECT h.agency_id FROM held h JOIN chain c ON c.id = h.agency_id ORDER BY c.up LIMIT 1)
SELECT agency_id FROM near
UNION ALL SELECT agency_id FROM held WHERE top AND NOT EXISTS (SELECT FROM near)
"""


def nearest_with(permission: str, agency_id: int) -> list[int]:
    """The nearest office above (or the office itself) where somebody holds `permission` now; all topmost ones where there is none.

    One query.
    """
    roles = sorted(name for name, role in ROLES.items() if permission in role.permissions)
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"agency": agency_id, "roles": roles})
        return [key for (key,) in cursor.fetchall()]


def names_of(agencies: Collection[str]) -> list[str]:
    """The names of offices that somebody was told to ask, whether they see these offices otherwise or not; in order."""
    return list(
        Agency.objects.filter(public_id__in=agencies).order_by("name").values_list(called(), flat=True)
    )


ANSWERING: Final = ("police", "customs", "licensing_authority")
"""Kinds of office of ours in which somebody answers trace requests."""


class OfficeToAsk(NamedTuple):
    """An office that somebody was told to ask: by public identifier and name, the office above it, whether it answers trace requests,
    and how its desk is reached."""

    agency: str
    name: str
    above: str
    answers: bool
    telephone: str
    email: str


def whom_to_ask(agencies: Collection[str]) -> list[OfficeToAsk]:
    """Offices that somebody was told to ask, by name, with how each is reached. One query."""
    records = Agency.objects.filter(public_id__in=agencies).order_by("name")
    rows = records.values_list(
        "public_id", called(), called("parent__"), "kind", "closed", "telephone", "email"
    )
    return [
        OfficeToAsk(code, name, above or "", kind in ANSWERING and not closed, telephone, email)
        for code, name, above, kind, closed, telephone, email in rows
    ]


def is_served_by(agency_id: int, user: str, permission: str) -> bool:
    """Whether a person holds `permission` at an office now. One query."""
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    held = Grant.objects.filter(running(), user__public_id=user, agency_id=agency_id, role__in=roles)
    return held.exists()
