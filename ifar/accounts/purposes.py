"""Why personal data may be read: a short list, and which of them need the number of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ifar.errors import Reason

PURPOSES: Final[Mapping[str, bool]] = {
    "licensing": False,
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

OWN_ACCESS: Final = "own_access"
"""Why somebody reads what is kept about themselves, from an account of their own; nobody chooses it for a shift."""

LONGEST_SHIFT: Final = dt.timedelta(hours=12)


def problems(purpose: str, case: str) -> list[Reason]:
    """Reasons against a stated purpose, or nothing."""
    if purpose not in PURPOSES:
        return [Reason("accounts.purpose.unknown", field="purpose")]
    if PURPOSES[purpose] and not case.strip():
        return [Reason("accounts.purpose.case", field="case")]
    return []
