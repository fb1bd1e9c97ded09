"""What a holder may be told of what was decided about them, and what the law keeps back. Pure.

A holder learns every act that stops them, what to do, and until when: nobody can keep a duty that nobody tells them. The ground is
told as far as that betrays nobody: never who reported something, and nothing that would warn somebody under inquiry (Regulation (EU)
2016/679 art. 15(4), 23; Directive (EU) 2016/680 art. 13(3), 15(1)). What is kept back, a supervisory authority may look at for them
(2016/680 art. 17). A code that this table does not know is kept back. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Told = Literal["named", "fitness", "authority", "unsaid", "hidden"]
"""How much of a ground is told: `named` as it stands; `fitness` that it is about being fit, not whose word it is; `authority` that a
court or an authority decided so, not on whose request; `unsaid` that there is one; `hidden` nothing, not even that."""

GROUNDS: Final[Mapping[str, Told]] = {
    "death": "named",
    "conviction": "named",
    "protection_order": "authority",
    "medical": "fitness",
    "storage": "named",
    "conditions": "named",
    "false_statement": "named",
    "inquiry": "unsaid",
    "expired": "named",
    "surrendered": "named",
}
"""Ground of a suspension, a revocation or a removal (list `eligibility_ground`) -> how much of it its holder is told."""

REFUSALS: Final[Mapping[str, Told]] = {
    "criminal_record": "named",
    "danger": "named",
    "medical": "fitness",
    "no_good_cause": "named",
    "age": "named",
    "storage": "named",
    "training": "named",
    "false_statement": "named",
    "incomplete": "named",
}
"""Ground of a refusal (list `refusal_ground`). The decision was served with its grounds, because one may appeal against it."""

BARS: Final[Mapping[str, Told]] = {
    "refused": "named",
    "revoked": "named",
    "prohibited": "authority",
    "protection_order": "authority",
    "foreign_refusal": "hidden",
}
"""Kind of bar -> what its person is told. What another State said is that State's to tell (Delegated Regulation (EU) 2021/1423)."""

APPLICATION: Final[Mapping[str, str]] = {"advised": "examination"}
"""State of an application -> the one that is shown: what an examiner advises is not yet what is decided."""


def ground(code: str) -> Told:
    """How much of the ground of a stop is told."""
    return GROUNDS.get(code, "unsaid")


def refusal(code: str) -> Told:
    """How much of the ground of a refusal is told; those of a country's own list were in the decision."""
    return REFUSALS.get(code, "named")


def bar(kind: str) -> Told:
    """What is told of a bar."""
    return BARS.get(kind, "hidden")


def application(state: str) -> str:
    """The state of an application that its applicant is shown."""
    return APPLICATION.get(state, state)
