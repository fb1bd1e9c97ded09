"""An application's states and what leads from one to another: submitted, examined, waiting for the applicant, advised, decided.

Whoever examined or advised does not decide (UNCAC art. 7-9): the service refuses it, and the database does. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from ifar.licensing import licence

Purpose = Literal["new", "renewal"]
PURPOSES: Final[tuple[Purpose, ...]] = ("new", "renewal")
STATES: Final = (
    "draft",
    "submitted",
    "examination",
    "waiting",
    "advised",
    "granted",
    "refused",
    "withdrawn",
    "appealed",
    "closed",
)
OPEN: Final = frozenset({"draft", "submitted", "examination", "waiting", "advised", "appealed"})
RUNNING: Final = frozenset({"submitted", "examination", "advised", "appealed"})
"""States in which the statutory clock runs."""
CHECKED: Final = frozenset({"submitted", "examination", "waiting", "advised", "appealed"})
"""States in which checks are answered."""
ANSWERS: Final = ("passed", "failed")
ADVICE: Final = ("grant", "refuse")
APPEAL_DAYS: Final = 30


def as_licence(given: Mapping[str, Any]) -> licence.Licence:
    """A licence as the rules read it, from a row's values."""
    return licence.Licence(
        public_id=given["public_id"],
        state=given["state"],
        allows=tuple(given["allows"]),
        categories=tuple(given["categories"]),
        counts=given["counts"],
        quota=given["quota"],
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
    )
