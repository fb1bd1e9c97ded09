"""Which offers fit a need for technical assistance, and why, in reasons that people can read. Pure.

Each thing that both sides say is evidence: the natural logarithm of how much likelier it is between a need and the offer that meets it than
between two taken at random. It speaks for, against, or not at all; what one side does not say is silent. How likely agreement is by chance
is counted from the offers that there are: that both name article 8 tells much where few offers do, and little where all do. The odds
of agreement in a pair that fits are own estimates, and are not fitted to any set of pairs. Reasons are codes with parameters; the words
belong to the edge. Pure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.reference.protocol import NEAR

SHOWN: Final = 3
FITS: Final = {"articles": 0.85, "forms": 0.8, "topics": 0.75, "languages": 0.9}
"""How likely a need and the offer that meets it name one thing together; people leave things out and name too much."""
NEAR_FITS: Final = 0.35
"""How far an article near another counts as that one."""
PLACE_FITS: Final = {"country": 0.9, "region": 0.75}
FULL_PERIOD: Final = 0.6
"""Logarithm for an offer that covers the whole period; for none of it the same against, twice."""
LEAST: Final = 0.05
"""What agrees never speaks against, and what differs never for, however common it is: so much at least each way, or nobody could read the reasons."""
FEWEST: Final = 0.5
"""Added to every count, so that what nobody else names has finite odds."""


@dataclass(frozen=True, slots=True)
class Side:
    """A need or an offer, as far as it is compared.

    Attributes:
        key: whatever the caller knows it by.
        countries: of a need its own; of an offer where it can be; empty: anywhere.
        regions: codes of the regions of those countries, and of regions that an offer names as a whole.
    """

    key: str
    articles: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    starts: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, what it names, and its evidence (above nothing: for; below: against)."""

    code: str
    names: tuple[str, ...]
    evidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that may meet a need, with the sum of the evidence and the reasons, the weightiest first."""

    key: str
    evidence: float
    reasons: tuple[Reason, ...]


class Common:
    """How often each thing is named among the other sides: what agreement by chance is worth."""

    def __init__(self, sides: Iterable[Side]) -> None:
        all_sides = list(sides)
        self.total = len(all_sides)
        self.known: dict[tuple[str, frozenset[str]], float] = {}
        self.named: dict[str, Counter[str]] = {
            name: Counter(value for side in all_sides for value in getattr(side, name))
            for name in (*FITS, "countries", "regions")
        }

    def share(self, name: str, values: Collection[str]) -> float:
        """How likely one of the others names one of these values by chance."""
        key = (name, frozenset(values))
        if key not in self.known:
            self.known[key] = self._share(name, values)
        return self.known[key]

    def _share(self, name: str, values: Collection[str]) -> float:
        nobody = 1.0
        for value in values:
            nobody *= 1 - (self.named[name][value] + FEWEST) / (self.total + 2 * FEWEST)
        return min(max(1 - nobody, 0.01), 0.97)


def _agreeing(name: str, need: frozenset[str], offer: frozenset[str], common: Common) -> Reason | None:
    if not need or not offer:
        return None
    fits = FITS[name]
    shared = need & offer
    if shared:
        # Each thing named together weighs by how rare it is; the second and further ones weigh half, because they go together.
        single = sorted((math.log(fits / common.share(name, {value})) for value in shared), reverse=True)
        evidence = max(single[0] + sum(max(item, 0.0) for item in single[1:]) / 2, LEAST)
        return Reason(f"{name}.same", tuple(sorted(shared)), evidence)
    if name == "articles":
        near = {value for value in offer if any(value in NEAR.get(text, ()) for text in need)}
        if near:
            evidence = math.log((NEAR_FITS * fits) / common.share(name, near))
            return Reason("articles.near", tuple(sorted(near)), min(evidence, 0.5))
    chance = common.share(name, need)
    return Reason(f"{name}.other", tuple(sorted(offer)), min(math.log((1 - fits) / (1 - chance)), -LEAST))


def _place(need: Side, offer: Side, common: Common) -> Reason | None:
    if not need.countries and not need.regions:
        return None
    if not offer.countries and not offer.regions:
        return Reason("place.anywhere", (), 0.0)
    if shared := need.countries & offer.countries:
        chance = common.share("countries", need.countries)
        return Reason(
            "place.country", tuple(sorted(shared)), max(math.log(PLACE_FITS["country"] / chance), LEAST)
        )
    if shared := need.regions & offer.regions:
        chance = common.share("regions", need.regions)
        return Reason(
            "place.region", tuple(sorted(shared)), max(math.log(PLACE_FITS["region"] / chance), 0.1)
        )
    chance = common.share("regions", need.regions) if need.regions else 0.3
    return Reason(
        "place.other", (), min(math.log((1 - PLACE_FITS["country"]) / (1 - min(chance, 0.9))), -LEAST)
    )


def _period(need: Side, offer: Side) -> Reason | None:
    if not (need.starts and need.ends and offer.starts and offer.ends):
        return None
    overlap = (min(need.ends, offer.ends) - max(need.starts, offer.starts)).days + 1
    length = (need.ends - need.starts).days + 1
    if overlap <= 0:
        return Reason("period.apart", (), -2 * FULL_PERIOD)
    covered = min(overlap / length, 1.0)
    code = "period.whole" if covered >= 0.99 else "period.part"
    return Reason(code, (str(overlap),), FULL_PERIOD * (2 * covered - 0.5))


def matched(need: Side, offers: Sequence[Side], common: Common | None = None) -> list[Match]:
    """Offers by how well they fit a need, the best first; ties in the order of their keys. Works the other way round too.

    Args:
        common: how often things are named; counted from `offers` where None.
    """
    counted = common or Common(offers)
    matches = []
    told_before: dict[tuple[str, frozenset[str]], Reason | None] = {}
    for offer in offers:
        reasons = [_place(need, offer, counted), _period(need, offer)]
        for name in FITS:
            named = (name, getattr(offer, name))
            if named not in told_before:
                told_before[named] = _agreeing(name, getattr(need, name), named[1], counted)
            reasons.append(told_before[named])
        results = sorted(
            (reason for reason in reasons if reason), key=lambda reason: (-abs(reason.evidence), reason.code)
        )
        matches.append(Match(offer.key, sum(reason.evidence for reason in results), tuple(results)))
    return sorted(matches, key=lambda match: (-match.evidence, match.key))
