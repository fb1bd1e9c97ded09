"""What bars mean for a decision about a licence, and which bar a refusal or a revocation becomes.

Directive (EU) 2021/555 art. 6(1)(b): nobody is granted a licence who is likely to be a danger; 2021/1423: a refusal on grounds of the
person must be known to whoever decides next. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from ifar.errors import Reason

ARTICLE: Final = "Directive (EU) 2021/555 art. 6(1); 2021/1423"
FORMAL: Final = frozenset({"incomplete", "training"})
"""Grounds of a refusal that say nothing about the person: what was missing may come with the next application."""
UNBARRED: Final = frozenset({"death", "expired", "surrendered"})
"""Grounds of an end that hold nothing against anybody."""
_GROUND: Final = {
    "criminal_record": "conviction",
    "danger": "security",
    "protection_order": "domestic_violence",
    "conditions": "breach_of_conditions",
    "inquiry": "criminal_proceedings",
}
OTHER: Final = "other"


def against(bars: Mapping[str, str], named: Collection[str]) -> Iterator[Reason]:
    """What bars in force say against a grant: identifier -> `certain` or `likely`; `named` are those that the proposer looked at.

    A certain one refuses it until the office that entered it has lifted it. A likely one may mean somebody else: who proposes the grant
    must name it, and the second person is shown it.
    """
    for key, sureness in bars.items():
        if sureness == "certain":
            yield Reason("licensing.barred", article=ARTICLE, field="applicant", params={"bar": key})
        elif key not in named:
            yield Reason("licensing.bar.unsaid", article=ARTICLE, field="bars", params={"bar": key})


def ground_of_refusal(grounds: Collection[str], known: Collection[str]) -> str:
    """The ground of the bar that a refusal becomes, of the list `bar_ground` (`known`); empty where it becomes none.

    Grounds of a State's own list that mean nothing to the list of bars become `other`.
    """
    personal = [ground for ground in grounds if ground not in FORMAL]
    values = [_GROUND.get(text, text) for text in personal]
    return next((text for text in values if text in known), OTHER if personal else "")


def ground_of_revocation(ground: str, known: Collection[str]) -> str:
    """The ground of the bar that a revocation becomes; empty where nothing is held against the holder."""
    return "" if ground in UNBARRED else ground_of_refusal([ground], known)
