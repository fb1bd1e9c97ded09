"""An application's states and what leads from one to another: submitted, examined, waiting for the applicant, advised, decided.

Whoever examined or advised does not decide (UNCAC art. 7-9): the service refuses it, and the database does. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from ifar.licensing import licence
from ifar.licensing.acts import Act, table

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
EXAMINING: Final = frozenset({"checked", "advised"})
"""Acts after which somebody may not decide."""
APPEAL_DAYS: Final = 30

_EXAMINED: Final = {
    "submitted": "examination",
    "examination": "examination",
    "waiting": "waiting",
    "advised": "examination",
    "appealed": "appealed",
}

ACTS: Final = table(
    Act("application", "drafted", {"": "draft"}, columns=(
        "kind", "purpose", "applicant", "applicant_kind", "book", "licence", "categories", "quota", "months", "kind_version", "clock_days",
    )),
    Act("application", "amended", {"draft": "draft", "waiting": "waiting"}, columns=("categories", "quota", "months")),
    Act("application", "submitted", {"draft": "submitted"}, columns=("submitted_on", "due_on")),
    Act("application", "checked", _EXAMINED, columns=("checks",)),
    Act("application", "paused", {"submitted": "waiting", "examination": "waiting", "advised": "waiting"}, columns=("pauses", "due_on")),
    Act("application", "resumed", {"waiting": "examination"}, columns=("pauses", "due_on")),
    Act("application", "advised", {"examination": "advised", "advised": "advised", "appealed": "appealed"}, columns=("advice",)),
    Act("application", "granted", {"advised": "granted", "appealed": "granted"}, people=2, columns=("licence", "decided_on", "categories", "quota", "months")),
    Act("application", "refused", {"submitted": "refused", "examination": "refused", "waiting": "refused", "advised": "refused"}, people=2,
        columns=("grounds", "decided_on", "appeal_until", "due_on", "pauses")),
    Act("application", "withdrawn", {"draft": "withdrawn", "submitted": "withdrawn", "examination": "withdrawn", "waiting": "withdrawn",
                                     "advised": "withdrawn", "appealed": "withdrawn"}, columns=("decided_on",)),
    Act("application", "appealed", {"refused": "appealed"}, columns=("appeal_until",)),
    Act("application", "dismissed", {"appealed": "closed"}, people=2, columns=("decided_on",)),
)  # fmt: skip
"""Every act on an application. `granted`, `refused` and `dismissed` take a second person who neither examined nor advised."""

PUBLISHED: Final[Mapping[tuple[str, str], str]] = {
    (state, act.kind): act.leads[state] for act in ACTS.values() for state in STATES if state in act.leads
}
"""State × act -> the state after, as the documentation publishes it; what is not there cannot be."""


def possible(state: str, kind: str) -> bool:
    """Whether an act can be done from a state."""
    return (state, kind) in PUBLISHED


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
