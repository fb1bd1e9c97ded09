"""Whether a person may hold a role at an agency: the role fits the office, no two roles of theirs exclude each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ifar import rights
from ifar.errors import Reason

LONGEST_ABSENCE = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class RequestedRole:
    """A role that somebody is to hold from one moment to another (None: without end)."""

    role: str
    agency: str
    agency_kind: str
    agency_closed: bool
    valid_from: dt.datetime
    valid_to: dt.datetime | None


def problems(wanted: RequestedRole, held: Set[tuple[str, str]], now: dt.datetime) -> Sequence[Reason]:
    """Every reason against `wanted` for a person who holds the (role, agency) pairs `held`, or nothing.

    Separation of duties counts over all agencies: who administers rights at one office does not license at another.
    """
    reasons = []
    role = rights.ROLES.get(wanted.role)
    if role is None:
        return [Reason("accounts.role.unknown", field="role", params={"role": wanted.role})]
    if wanted.agency_kind not in role.agency_kinds:
        reasons.append(Reason("accounts.role.not_here", field="role", params={"kind": wanted.agency_kind}))
    if wanted.agency_closed:
        reasons.append(Reason("accounts.agency.closed", field="agency"))
    if (wanted.role, wanted.agency) in held:
        reasons.append(Reason("accounts.role.held", field="role"))
    for text, other in sorted(rights.conflicts(frozenset({wanted.role, *(name for name, _ in held)}))):
        if wanted.role in (text, other):
            reasons.append(
                Reason("accounts.role.conflict", field="role", params={"one": text, "other": other})
            )
    if wanted.valid_to is not None and wanted.valid_to <= max(wanted.valid_from, now):
        reasons.append(Reason("accounts.period", field="valid_to"))
    return reasons


def absence_problems(valid_from: dt.datetime, valid_to: dt.datetime, now: dt.datetime) -> Sequence[Reason]:
    """Reasons against the period of an absence: it ends, after it began, not in the past, within half a year."""
    if valid_to <= max(valid_from, now):
        return [Reason("accounts.period", field="valid_to")]
    if valid_to - valid_from > LONGEST_ABSENCE:
        return [Reason("accounts.absence.too_long", field="valid_to", params={"days": LONGEST_ABSENCE.days})]
    return []
