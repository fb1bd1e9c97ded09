"""What an API client may be allowed: part of what the roles of its kind of agency may do, never rights over rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from ifar import rights
from ifar.accounts import dual_control
from ifar.errors import Reason

LONGEST: Final = dt.timedelta(days=366)
OWN_REASONS: Final[frozenset[str]] = frozenset(
    {
        "accounts:agency:manage",
        "accounts:person:manage",
        "accounts:grant:propose",
        "accounts:proposal:decide",
        "accounts:emergency:act",
        "accounts:absence:manage",
        "accounts:client:manage",
        "registry:search:restricted",
        "registry:import:decide",
        "registry:security:set",
        "registry:duplicate:decide",
        "cashier:likeness:read",
        "custody:series:decide",
        "community:member:nominate",
        "community:space:manage",
        "programme:value:approve",
        "programme:framework:write",
        "programme:fund:post",
        "programme:fund:approve",
        "programme:committee:keep",
        "programme:feedback:answer",
        "programme:partner:keep",
        "programme:sighting:take",
    }
)
"""Permissions that only a person holds for a reason of their own: rights over rights, judgments, faces, what stays closed."""


def never() -> frozenset[str]:
    """Permissions that no client gets: for acts of several people, for one side of what two people do, and `OWN_REASONS`.

    A program has its makers behind it and cannot be another person than they are (UNCAC art. 7-9: separation of duties). Read from the
    tables of such acts, so that an act that is added to them is closed to programs by that alone.
    """
    several = {rule.permission for rule in dual_control.rules().values()}
    return OWN_REASONS | several | frozenset(dual_control.sides().values())


def allowed(agency_kind: str) -> frozenset[str]:
    """The scopes that a client of an agency of this kind may get."""
    roles = frozenset(name for name, role in rights.ROLES.items() if agency_kind in role.agency_kinds)
    return rights.permissions_of(roles) - never()


def problems(
    scopes: Iterable[str], agency_kind: str, expires_at: dt.datetime, now: dt.datetime
) -> Sequence[Reason]:
    """Every reason against a client with these scopes until `expires_at`, or nothing."""
    wanted = frozenset(scopes)
    reasons = []
    if not wanted:
        reasons.append(Reason("accounts.client.no_scope", field="scopes"))
    reasons += [
        Reason("accounts.client.scope", field="scopes", params={"scope": scope})
        for scope in sorted(wanted - allowed(agency_kind))
    ]
    if not now < expires_at <= now + LONGEST:
        reasons.append(Reason("accounts.client.expiry", field="expires_at", params={"days": LONGEST.days}))
    return reasons
