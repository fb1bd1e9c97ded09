"""How somebody becomes a member, stays one, and stops being one (domain.md section 7; MISP taxonomy `ifx-vetting`).

Nominated by a national focal point of the own country or by two members; identity and employer checked by the secretariat, each with the
way in which it was; the code of conduct accepted by the person; admitted by two people; for a term, renewed by two; suspended at once by
one; lifted by two; left by oneself, or because the post was left. Nobody takes part in a decision about themselves. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

GROUNDS: Final = ("focal_point", "members")
"""Who nominated: the national focal point alone, or a member whom a second one has to second."""
IDENTITY: Final = ("official_card", "video_call", "in_person", "agency_directory")
"""How it was seen who somebody is."""
EMPLOYER: Final = ("official_letter", "official_mail", "focal_point", "call_back")
"""How it was seen for whom they work."""
SUSPENSIONS: Final = ("left_post", "lost_device", "broke_code", "under_inquiry", "at_own_wish")
REFUSALS: Final = ("not_verified", "not_eligible", "no_need")
LEAVINGS: Final = ("own_wish", "left_post", "died")
EXPERTISE: Final = (
    "tracing", "ballistics", "marking", "conversion", "home_made", "parcels", "online_markets", "licensing", "customs", "prosecution",
    "stockpiles", "intelligence", "legislation", "training",
)  # fmt: skip
CODE_VERSION: Final = "1"
"""The code of conduct that is in force (docs/community.md); a member who accepted an older one is asked again with the renewal."""
TERM: Final = dt.timedelta(days=730)
LONGEST_TERM: Final = dt.timedelta(days=1096)
RENEWAL_WINDOW: Final = dt.timedelta(days=60)
"""How long before the end of a term it can be renewed."""
STATES: Final = ("nominated", "checked", "active", "suspended", "refused", "left")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A nomination as far as the rules need it."""

    state: str
    user: str
    ground: str
    nominated_by: str
    seconded_by: str
    code: str
    valid_until: dt.datetime | None


def missing(candidate: Candidate) -> tuple[str, ...]:
    """What still stands between a nomination and a decision: codes of sentences, none where two people may decide."""
    results = []
    if candidate.ground == "members" and not candidate.seconded_by:
        results.append("community.member.second")
    if candidate.code != CODE_VERSION:
        results.append("community.member.code")
    if candidate.state == "nominated":
        results.append("community.member.unchecked")
    return tuple(results)


def may_second(candidate: Candidate, by: str) -> bool:
    """Whether a member may second a nomination: another one than who nominated, and not the person."""
    return (
        candidate.state == "nominated"
        and candidate.ground == "members"
        and not candidate.seconded_by
        and by not in (candidate.user, candidate.nominated_by)
    )


def may_decide(candidate: Candidate, by: Collection[str]) -> bool:
    """Whether these people may decide about a member: nobody about themselves."""
    return candidate.user not in by


def is_in_force(state: str, valid_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody is a member now. The database asks the same in each statement."""
    return state == "active" and valid_until is not None and valid_until > now


def may_renew(candidate: Candidate, now: dt.datetime) -> bool:
    """Whether a term may be renewed now: in its last weeks, or once it is over."""
    return (
        candidate.state == "active"
        and candidate.valid_until is not None
        and candidate.valid_until - now <= RENEWAL_WINDOW
    )


def term_wrong(until: dt.datetime, now: dt.datetime) -> bool:
    """Whether a term ends before it begins, or later than any may."""
    return not now < until <= now + LONGEST_TERM
