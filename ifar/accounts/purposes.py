"""Why personal data may be read: a short list, and which of them need the number of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from ifar.errors import Reason
from ifar.typed import is_case_number

PURPOSES: Final[Mapping[str, bool]] = {
    "licensing": False,
    "transfer": False,
    "counter": False,
    "stock": False,
    "customs": False,
    "investigation": True,
    "tracing": True,
    "court": True,
    "inspection": True,
    "data_quality": False,
    "partnership": False,
    "data_subject_request": True,
}
"""Purpose -> whether a case number must be stated with it (EU 2016/680 art. 4 and 25: purpose, and a logged reason)."""

OF_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("licensing_clerk", "licensing_head"), ("counter", "licensing", "transfer", "data_subject_request")
    ),
    "data_steward": ("data_quality", "data_subject_request"),
    **dict.fromkeys(("police_officer", "police_supervisor"), ("investigation", "tracing", "court")),
    **dict.fromkeys(("customs_officer", "customs_supervisor"), ("customs", "investigation", "tracing")),
    "tracing_officer": ("tracing", "investigation"),
    **dict.fromkeys(("hotspot_analyst", "forensic_examiner"), ("investigation", "tracing", "court")),
    "evidence_custodian": ("investigation", "court"),
    **dict.fromkeys(("armourer", "armoury_commander"), ("stock", "transfer", "investigation")),
    "officer_in_charge": ("stock", "investigation"),
    "stocks_inspector": ("inspection", "stock"),
    **dict.fromkeys(("court_clerk", "judge"), ("court",)),
    **dict.fromkeys(("maker", "dealer", "proof_master"), ("stock",)),
    **dict.fromkeys(
        ("inspector", "oversight_inspector", "court_inspector", "security_officer"),
        ("inspection", "data_subject_request"),
    ),
    "administrator": ("data_subject_request", "data_quality"),
    **dict.fromkeys(("response_coordinator", "programme_officer", "programme_manager"), ("partnership",)),
}
"""Role -> what it reads personal data for, the most frequent first: what each role is for (`rights/roles.py`), not what anybody was seen to do. Nobody
states another's purposes, on whichever way."""

OWN_ACCESS: Final = "own_access"
"""Why somebody reads what is kept about themselves, from an account of their own; nobody chooses it for a shift."""

TOLD: Final[frozenset[str]] = frozenset(
    {
        "licensing",
        "transfer",
        "counter",
        "stock",
        "customs",
        "inspection",
        "data_quality",
        "partnership",
        "data_subject_request",
        OWN_ACCESS,
        "job",
    }
)
"""Purposes whose reads the person concerned sees at once. Reads for an inquiry, a trace or a court are left out: to see them would warn somebody (EU 2016/680 art. 15)."""

LONGEST_SHIFT: Final = dt.timedelta(hours=12)


def of_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """What some roles read personal data for, the most frequent first; whoever reads them may be asked by the person concerned, too. Empty where
    none of them reads any."""
    places: dict[str, int] = {}
    for role in roles:
        for place, text in enumerate(OF_ROLES.get(role, ())):
            places[text] = min(place, places.get(text, place))
    if places:
        places.setdefault("data_subject_request", len(PURPOSES))
    return tuple(sorted(places, key=lambda code: (places[code], list(PURPOSES).index(code))))


def problems(purpose: str, case: str, roles: Iterable[str]) -> list[Reason]:
    """Reasons against a purpose that somebody who holds some roles states, or nothing."""
    if purpose not in of_roles(roles):
        return [Reason("accounts.purpose.unknown", field="purpose")]
    if PURPOSES[purpose] and not case.strip():
        return [Reason("accounts.purpose.case", field="case")]
    if case.strip() and not is_case_number(case.strip()):
        return [Reason("accounts.purpose.number", field="case")]
    return []
