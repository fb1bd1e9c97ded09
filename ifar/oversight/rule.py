"""The shape of a rule of signals: for everybody whom it looks at, how many of their acts it could have met, and how many it met. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ifar.oversight.facts import Fact, Facts

Given = Mapping[str, float]
"""The parameters of a rule, by name: data with a version."""
Family = Literal["theft", "diversion", "corruption", "integrity"]
FAMILIES: Final = ("theft", "diversion", "corruption", "integrity")


@dataclass(frozen=True, slots=True)
class Tally:
    """What a rule says of one person, office, trader or holder.

    Attributes:
        who: whom it is about: an officer (`U…`), a holder (`P…`), a trader, office or carrier (`A…`).
        hits, exposure: how many acts the rule met, and how many there were that it could have met.
        evidence: facts by which it met them, the first first.
        peer: among whom they are compared.
        office: for which office it was done, where it was done for one.
        about: the thing or place, where the finding is about one alone.
        others: who else took part.
    """

    who: str
    hits: int
    exposure: float
    evidence: tuple[str, ...]
    peer: str = ""
    office: str = ""
    about: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of signals.

    Attributes:
        code: its name; its words stand under it in `labels.py`.
        look: facts and parameters -> tallies, also of those whom it does not meet: they are the peers. Pure.
        given: the parameters with which it begins. Every rule has `usual`, the rate that is taken for usual where nothing is known yet; `weight`, how many acts
            that counts for; `least`, of how many hits on it asks.
        alone: whether one hit is a question by itself, whatever becomes of the share of false discoveries.
    """

    code: str
    family: Family
    look: Callable[[Facts, Given], Iterable[Tally]]
    given: Given
    alone: bool = False


def tallied(
    facts: Iterable[Fact],
    *,
    who: Callable[[Fact], str],
    hit: Callable[[Fact], Iterable[str]],
    peer: Callable[[Fact], str],
    others: Callable[[Fact], Iterable[str]] = lambda _fact: (),
    weight: Callable[[Fact], float] = lambda _fact: 1.0,
    daily: bool = False,
) -> list[Tally]:
    """One tally for each person and peer group: each fact is an act that the rule could have met, and met where `hit` names the facts that show it.

    With `daily` what somebody does on one day counts once, however often: a day on which a heap is worked off is one occasion.
    """
    exposures: dict[tuple[str, str], float] = {}
    hits: dict[tuple[str, str], int] = {}
    evidence: dict[tuple[str, str], dict[str, None]] = {}
    offices: dict[tuple[str, str], str] = {}
    beside: dict[tuple[str, str], dict[str, None]] = {}
    days: set[tuple[tuple[str, str], dt.date, bool]] = set()
    for fact in facts:
        if not (person := who(fact)):
            continue
        key = person, peer(fact)
        shown = tuple(hit(fact))
        if not daily or (key, fact.day, False) not in days:
            exposures[key] = exposures.get(key, 0.0) + weight(fact)
        days.add((key, fact.day, False))
        if shown:
            if not daily or (key, fact.day, True) not in days:
                hits[key] = hits.get(key, 0) + 1
            days.add((key, fact.day, True))
            evidence.setdefault(key, {}).update(dict.fromkeys(shown))
            offices.setdefault(key, fact.office)
            beside.setdefault(key, {}).update(dict.fromkeys(others(fact)))
    return [
        Tally(
            key[0],
            hits.get(key, 0),
            exposure,
            tuple(evidence.get(key, ())),
            key[1],
            offices.get(key, ""),
            others=tuple(name for name in beside.get(key, ()) if name and name != key[0]),
        )
        for key, exposure in exposures.items()
    ]


def by_office_kind(facts: Facts) -> Callable[[Fact], str]:
    """Peers are those who do the same at offices of the same kind."""
    return lambda fact: facts.standing.kind_of(fact.office)


def is_person(name: str) -> bool:
    """Whether an identifier is of somebody who signs in: programs are nobody's peers."""
    return name.startswith("U")


def doer(fact: Fact) -> str:
    """Whose act it is: whoever proposed it, where it took two people; else who recorded it."""
    proposed = sorted(filter(is_person, fact.who("proposer")))
    return proposed[0] if proposed else officer(fact)


def officer(fact: Fact) -> str:
    """Who recorded it, where that is a person."""
    return fact.actor if is_person(fact.actor) else ""
