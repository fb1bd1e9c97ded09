"""Why arms are not traced, and which assistance would mend it. Pure.

Reasons come from three places: the outcome of an arm (what could be read of its marks, whether anybody asked), the word of another State or
office on a request, and a link of the chain that led nowhere. Which assistance mends which reason is the house's own proposal, by the articles
under which States give it (Firearms Protocol art. 7, 8, 12-14; ITI 7-13, 24-33). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

MENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "outcome:erased_or_altered": ("forensics",),
    "outcome:no_information": ("marking", "identification"),
    "outcome:illicitly_manufactured": ("identification",),
    "outcome:marking_unknown": ("identification", "forensics"),
    "outcome:not_initiated": ("desk", "channel"),
    "outcome:pending": ("desk",),
    "outcome:attempted_no_result": ("records",),
    "ground:investigation": ("law",),
    "ground:confidentiality_law": ("law",),
    "ground:no_assurance": ("law", "channel"),
    "ground:national_security": ("law",),
    "state:not_found": ("records", "marking"),
    "state:no_answer": ("channel", "desk"),
    "link:no_record": ("records", "dealers"),
    "link:out_of_business": ("dealers",),
    "link:too_old": ("records",),
    "link:illegible": ("forensics", "identification"),
    "link:abroad": ("channel",),
    "link:no_answer": ("dealers", "desk"),
}
"""Reason -> the kinds of assistance that would mend it, the most direct first."""
ARTICLES: Final[Mapping[str, str]] = {
    "marking": "Protocol art. 8, 14; ITI 7-10",
    "records": "Protocol art. 7, 14; ITI 11-12",
    "dealers": "ITI 13; Directive (EU) 2021/555 art. 4(6)",
    "forensics": "Protocol art. 8, 14",
    "identification": "Protocol art. 12, 14; ITI 16",
    "channel": "Protocol art. 12, 13; ITI 25, 33-35",
    "desk": "Protocol art. 13, 14; ITI 24-28",
    "law": "Protocol art. 12(5), 13; ITI 15, 22",
}
"""Assistance -> where States agreed to give it."""


class Why(NamedTuple):
    """A reason with how often: `country` asked (alpha-2; empty: our own offices), `step` the link of the chain, the arm, or the request."""

    reason: str
    country: str
    step: str
    number: int


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of assistance, how many arms and links it would concern, by the reasons that call for it."""

    assistance: str
    number: int
    reasons: tuple[tuple[str, int], ...]


def needs(whies: Iterable[Why]) -> list[Need]:
    """The assistance that would mend most, first. A reason counts for the most direct assistance alone, so nothing is counted twice."""
    sums: dict[str, dict[str, int]] = {}
    for why in whies:
        if mends := MENDS.get(why.reason):
            of_kind = sums.setdefault(mends[0], {})
            of_kind[why.reason] = of_kind.get(why.reason, 0) + why.number
    results = [
        Need(
            kind, sum(of_kind.values()), tuple(sorted(of_kind.items(), key=lambda pair: (-pair[1], pair[0])))
        )
        for kind, of_kind in sums.items()
    ]
    return sorted(results, key=lambda need: (-need.number, need.assistance))
