"""Corruption by reading: looks without business, at one's own, in bulk, by night, refused, and before a theft. No list of famous people and no false records. Pure."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from statistics import median
from typing import Final

from ifar.oversight.facts import LOSSES, READ, Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, officer, tallied
from ifar.oversight.rules.decisions import ODD, is_odd, on_shift


def _looks(facts: Facts, given: Given) -> list[Fact]:
    """Looks of people."""
    return [fact for fact in facts.of(READ, days=int(given["days"])) if officer(fact)]


def business(facts: Facts, days: float) -> Callable[[Fact], bool]:
    """Whether the office of a look did something about that party within days of it, which explains the look; a list of many explains itself by nothing."""
    done: dict[tuple[str, str], list[dt.datetime]] = {}
    for fact in facts:
        if fact.act != READ:
            for party in {fact.party, fact.other} - {""}:
                done.setdefault((fact.office, party), []).append(fact.at)
    around = dt.timedelta(days=days)

    def has(fact: Fact) -> bool:
        times = done.get((fact.office, fact.party), [])
        at = bisect_left(times, fact.at - around)
        return at < len(times) and times[at] <= fact.at + around

    return has


def looks_without_case(facts: Facts, given: Given) -> Iterable[Tally]:
    """Looks at somebody under no case, about whom the office then did nothing."""
    has = business(facts, given["around"])
    return tallied(
        _looks(facts, given),
        who=officer,
        hit=lambda fact: () if fact.code("case") or has(fact) else (fact.id,),
        peer=by_office_kind(facts),
        others=lambda fact: (fact.party,),
    )


def looks_at_own(facts: Facts, given: Given) -> Iterable[Tally]:
    """Looks at people of the reader's own surname or address, beside how often chance alone would bring them before this reader."""
    standing = facts.standing
    surnames = Counter(party.surname for party in standing.parties.values() if party.surname)
    addresses = Counter(party.address for party in standing.parties.values() if party.address)
    number = max(1, len(standing.parties))

    def chance(fact: Fact) -> float:
        reader = standing.people.get(fact.actor)
        if reader is None:
            return 0.0
        return (surnames.get(reader.surname, 0) + addresses.get(reader.address, 0)) / number

    def hit(fact: Fact) -> tuple[str, ...]:
        reader, party = standing.people.get(fact.actor), standing.parties.get(fact.party)
        if reader is None or party is None:
            return ()
        same = (reader.surname and reader.surname == party.surname) or (
            reader.address and reader.address == party.address
        )
        return (fact.id,) if same else ()

    return tallied(
        _looks(facts, given),
        who=officer,
        hit=hit,
        peer=by_office_kind(facts),
        others=lambda fact: (fact.party,),
        weight=chance,
    )


def looks_in_bulk(facts: Facts, given: Given) -> Iterable[Tally]:
    """Days on which somebody looked at far more people than others of such offices do in a day by the same page or paper: letters go to hundreds."""
    seen: dict[tuple[str, str, dt.date, str], list[Fact]] = {}
    for fact in facts.of(READ, days=int(given["days"])):
        if officer(fact):
            seen.setdefault((fact.actor, fact.office, fact.day, fact.code("what")), []).append(fact)
    kinds: dict[tuple[str, str], list[float]] = {}
    readers: dict[tuple[str, str], set[str]] = {}
    for (who, office, _day, what), looks in seen.items():
        for page in {what, ""}:  # "" stands for all pages, where too few read the one
            kinds.setdefault((facts.standing.kind_of(office), page), []).append(_people(looks))
            readers.setdefault((facts.standing.kind_of(office), page), set()).add(who)
    usual = {kind: median(values) for kind, values in kinds.items()}

    def most(kind: str, page: str) -> float:
        known = page if len(readers[kind, page]) >= given["readers"] else ""
        return max(usual[kind, known] * given["times"], given["most"])

    days: dict[tuple[str, str], list[tuple[str, list[Fact]]]] = {}
    for (who, office, _day, what), looks in seen.items():
        days.setdefault((who, office), []).append((what, looks))
    for (who, office), theirs in days.items():
        kind = facts.standing.kind_of(office)
        many = [looks for what, looks in theirs if _people(looks) > most(kind, what)]
        evidence = tuple(fact.id for looks in many for fact in looks[: int(given["shown"])])
        yield Tally(who, len(many), float(len(theirs)), evidence, kind, office)


def _people(looks: Iterable[Fact]) -> float:
    return sum(max(1.0, fact.numbers.get("count", 1)) for fact in looks)


def looks_at_night(facts: Facts, given: Given) -> Iterable[Tally]:
    """Looks at night or at the end of the week, by whoever works at other hours, among those of offices of the same kind."""
    shift = on_shift(facts, given)
    return tallied(
        _looks(facts, given),
        who=officer,
        hit=lambda fact: (
            (fact.id,) if is_odd(fact, given) and shift.isdisjoint((fact.actor, fact.office)) else ()
        ),
        peer=by_office_kind(facts),
    )


def looks_before_theft(facts: Facts, given: Given) -> Iterable[Tally]:
    """Looks without business at somebody from whom arms were stolen within days."""
    stolen: dict[str, list[Fact]] = {}
    for fact in facts.of("registry.stolen"):
        if fact.party:
            stolen.setdefault(fact.party, []).append(fact)
    # The theft itself is no business of whoever looked before it.
    has = business(Facts([fact for fact in facts if fact.act not in LOSSES], facts.standing), given["around"])

    def hit(fact: Fact) -> tuple[str, ...]:
        after = [
            theft.id
            for theft in stolen.get(fact.party, ())
            if 0 <= (theft.happened - fact.day).days <= given["within"] and fact.at < theft.at
        ]
        return (fact.id, after[0]) if after and not fact.code("case") and not has(fact) else ()

    return tallied(
        _looks(facts, given),
        who=officer,
        hit=hit,
        peer=by_office_kind(facts),
        others=lambda fact: (fact.party,),
    )


def looks_refused(facts: Facts, given: Given) -> Iterable[Tally]:
    """Looks at people whom the reader's office may not see: they were shown nothing."""
    return tallied(
        _looks(facts, given),
        who=officer,
        hit=lambda fact: (fact.id,) if fact.party and not fact.numbers.get("count", 1) else (),
        peer=by_office_kind(facts),
        others=lambda fact: (fact.party,),
    )


RULES: Final = (
    Rule(
        "looks_without_case",
        "corruption",
        looks_without_case,
        {"usual": 0.1, "weight": 100, "days": 180, "around": 30, "least": 5},
    ),
    Rule("looks_at_own", "corruption", looks_at_own, {"usual": 1.0, "weight": 2, "days": 365, "least": 2}),
    Rule(
        "looks_in_bulk",
        "corruption",
        looks_in_bulk,
        {
            "usual": 0.005,
            "weight": 100,
            "days": 180,
            "times": 5,
            "most": 40,
            "readers": 3,
            "shown": 10,
            "least": 1,
        },
        alone=True,
    ),
    Rule("looks_at_night", "corruption", looks_at_night, ODD),
    Rule(
        "looks_refused", "corruption", looks_refused, {"usual": 0.005, "weight": 100, "days": 180, "least": 3}
    ),
    Rule(
        "looks_before_theft",
        "corruption",
        looks_before_theft,
        {"usual": 0.0003, "weight": 500, "days": 365, "around": 30, "within": 30, "least": 1},
        alone=True,
    ),
)
