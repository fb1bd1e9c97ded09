"""Diversion by sale: arms of one seller that turn up soon, many bought by one, buyers who share an address, purchases just below a limit, arms passed on at once. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final

from ifar.oversight.facts import SALES, TAKEN, Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, tallied

_BOUGHT: Final = ("registry.retail_sold", "registry.privately_transferred", "registry.acquired")


def _seller(fact: Fact) -> str:
    return fact.other or fact.office


def short_time_to_crime(facts: Facts, given: Given) -> Iterable[Tally]:
    """Arms that are seized, found or handed in within years of their sale, of those that a trader sold (three years by convention)."""

    def hit(fact: Fact) -> tuple[str, ...]:
        later = facts.after(fact, *TAKEN, days=int(given["within"]))
        return (fact.id, later[0].id) if later else ()

    sold = facts.of("registry.retail_sold")
    return tallied(sold, who=_seller, hit=hit, peer=lambda fact: facts.standing.kind_of(_seller(fact)))


def many_by_one(facts: Facts, given: Given) -> Iterable[Tally]:
    """Arms that one person acquires within days beside the first; of a body the days on which it does, as a club buys for its members."""
    within = dt.timedelta(days=given["within"])
    of_buyer: dict[str, list[Fact]] = {}
    for fact in facts.of(*_BOUGHT, days=int(given["days"])):
        if fact.party.startswith("P"):
            of_buyer.setdefault(fact.party, []).append(fact)
    for who, bought in of_buyer.items():
        best: list[Fact] = []
        first = 0
        for last in range(len(bought)):
            while bought[last].at - bought[first].at > within:
                first += 1
            if last - first + 1 > len(best):
                best = bought[first : last + 1]
        kind = facts.standing.parties[who].kind if who in facts.standing.parties else "person"
        sellers = tuple(dict.fromkeys(_seller(fact) for fact in best))
        evidence = tuple(fact.id for fact in best) if len(best) > 1 else ()
        hits = (len(best) if kind == "person" else len({fact.day for fact in best})) - 1
        yield Tally(who, hits, 1.0, evidence if hits else (), kind, best[0].office, others=sellers)


def shared_contact(facts: Facts, given: Given) -> Iterable[Tally]:
    """Buyers of other names with the same address or telephone who acquire within days; where a body has the same, it is a club's, and among clubs."""
    parties = facts.standing.parties
    bodies = {
        key
        for party in parties.values()
        if party.kind != "person"
        for key in _contacts(party.address, party.telephone)
    }
    groups: dict[str, list[Fact]] = {}
    for fact in facts.of(*_BOUGHT, days=int(given["days"])):
        party = parties.get(fact.party)
        if party and party.kind == "person":
            for key in _contacts(party.address, party.telephone):
                groups.setdefault(key, []).append(fact)
    within = dt.timedelta(days=given["within"])
    done: set[frozenset[str]] = set()
    for key in sorted(groups):
        best: list[Fact] = []
        bought = groups[key]
        first = 0
        for last in range(len(bought)):
            while bought[last].at - bought[first].at > within:
                first += 1
            if _names(facts, bought[first : last + 1]) > _names(facts, best):
                best = bought[first : last + 1]
        buyers = Counter(fact.party for fact in best)
        if frozenset(buyers) in done:
            continue
        done.add(frozenset(buyers))
        who = buyers.most_common(1)[0][0]
        hits = _names(facts, best) - 1
        evidence = tuple(fact.id for fact in best) if hits else ()
        others = tuple(dict.fromkeys([*buyers, *(_seller(fact) for fact in best)]))
        peer = "club" if key in bodies else "household"
        yield Tally(
            who, hits, 1.0, evidence, peer, best[0].office, others=tuple(x for x in others if x != who)
        )


def _contacts(*values: str) -> list[str]:
    return [f"{at}:{value}" for at, value in enumerate(values) if value]


def _names(facts: Facts, bought: Iterable[Fact]) -> int:
    """Of how many different surnames the buyers are: a family counts once."""
    parties = facts.standing.parties
    return len({parties[fact.party].surname or fact.party for fact in bought})


def below_limit(facts: Facts, given: Given) -> Iterable[Tally]:
    """Purchases that stay just below what is allowed: rounds of a sale beside its limit, arms beside what the licences allow."""
    bought = [
        fact
        for fact in facts.of("ammunition.movement_sold", days=int(given["days"]))
        if fact.numbers.get("limit")
    ]
    so_far: Counter[str] = Counter()
    near: set[str] = set()
    arms = []
    for fact in facts.of(*_BOUGHT, days=int(given["days"])):
        quota = facts.standing.quotas.get(fact.party, 0)
        if quota >= given["quota"]:
            so_far[fact.party] += 1
            arms.append(fact)
            if given["near"] * quota <= so_far[fact.party] < quota:
                near.add(fact.id)

    def hit(fact: Fact) -> tuple[str, ...]:
        limit = fact.numbers.get("limit", 0)
        close = bool(limit) and given["near"] * limit <= fact.numbers.get("quantity", 0) <= limit
        return (fact.id,) if close or fact.id in near else ()

    return tallied(
        [*bought, *arms],
        who=lambda fact: fact.party,
        hit=hit,
        peer=lambda fact: fact.act.partition(".")[0],
        others=lambda fact: (_seller(fact),),
    )


def quick_resale(facts: Facts, given: Given) -> Iterable[Tally]:
    """Arms that a holder passes on within days of acquiring them."""

    def hit(fact: Fact) -> tuple[str, ...]:
        later = facts.after(fact, *SALES, days=int(given["within"]))
        passed = [sale.id for sale in later if sale.other == fact.party and sale.party != fact.party]
        return (fact.id, passed[0]) if passed else ()

    bought = [fact for fact in facts.of(*_BOUGHT) if fact.party.startswith("P")]
    return tallied(bought, who=lambda fact: fact.party, hit=hit, peer=lambda _fact: "holder", daily=True)


RULES: Final = (
    Rule(
        "short_time_to_crime",
        "diversion",
        short_time_to_crime,
        {"usual": 0.005, "weight": 200, "within": 1096, "least": 2},
    ),
    Rule(
        "many_by_one",
        "diversion",
        many_by_one,
        {"usual": 0.1, "weight": 20, "within": 30, "days": 365, "least": 2},
    ),
    Rule(
        "shared_contact",
        "diversion",
        shared_contact,
        {"usual": 0.05, "weight": 20, "within": 60, "days": 365, "least": 2},
    ),
    Rule(
        "below_limit",
        "diversion",
        below_limit,
        {"usual": 0.1, "weight": 30, "days": 365, "near": 0.9, "quota": 4, "least": 3},
    ),
    Rule("quick_resale", "diversion", quick_resale, {"usual": 0.01, "weight": 100, "within": 45, "least": 2}),
)
