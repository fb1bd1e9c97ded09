"""The joint steering committee: who sits in it, when it may decide, what a vote comes to, what is late. Pure.

Rules of procedure differ; these are the usual ones of multi-stakeholder committees, and each decision says by which it was taken: consensus
(nobody who may vote objects), a majority or two thirds of the votes cast. Abstentions are present and no vote. Who declared an interest in a
matter is present, and does not vote on it. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

CONSTITUENCIES: Final = (
    "donors",
    "states",
    "united_nations",
    "civil_society",
    "academia",
    "private_sector",
    "secretariat",
)
RULES: Final = ("consensus", "majority", "two_thirds")
VOTES: Final = ("yes", "no", "abstain")


def quorum(seats: int) -> int:
    """How many seats must be present: more than half of those that are filled on the day."""
    return seats // 2 + 1


def sits(day: dt.date, starts_on: dt.date, ends_on: dt.date | None) -> bool:
    """Whether a day lies in the term of a seat."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


def votes_wrong(votes: Mapping[str, str], present: Collection[str], interested: Collection[str]) -> str:
    """Why votes cannot be counted, or nothing: `unknown`, `absent` (not present), `interest` (declared one), `none` (nobody voted)."""
    if any(vote not in VOTES for vote in votes.values()):
        return "unknown"
    if not set(votes) <= set(present):
        return "absent"
    if set(votes) & set(interested):
        return "interest"
    return "" if any(vote != "abstain" for vote in votes.values()) else "none"


def carries(rule: str, votes: Mapping[str, str]) -> bool:
    """Whether votes carry a proposal by a rule; nobody's vote carries nothing."""
    cast = list(votes.values())
    yes, no = cast.count("yes"), cast.count("no")
    if rule == "consensus":
        return yes > 0 and no == 0
    if rule == "two_thirds":
        return yes > 0 and 3 * yes >= 2 * (yes + no)
    return yes > no


def late(state: str, due_on: dt.date | None, today: dt.date) -> int:
    """Days by which an adopted decision is late; 0 where it is done, not due, or has no day."""
    if state != "adopted" or due_on is None:
        return 0
    return max(0, (today - due_on).days)
