"""Diversion across borders: exports that nobody confirmed, serial numbers that were exchanged, routes that do not fit, import marks that are overdue, end users alike. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from ifar.oversight.facts import Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, tallied


def _due(facts: Facts, act: str, given: Given) -> list[Fact]:
    """Acts of which the term is over, recorded within the days at which the rule looks."""
    last = facts.until - dt.timedelta(days=given["term"])
    return [fact for fact in facts.of(act, days=int(given["days"])) if fact.day <= last]


def export_unconfirmed(facts: Facts, given: Given) -> Iterable[Tally]:
    """Exports whose arrival nobody confirmed within the term, of an exporter's (Protocol art. 10(4))."""

    def hit(fact: Fact) -> tuple[str, ...]:
        return () if facts.after(fact, "registry.delivery_confirmed", days=10_000) else (fact.id,)

    left = _due(facts, "registry.exported", given)
    return tallied(left, who=lambda fact: fact.party, hit=hit, peer=lambda _fact: "exporter")


def substituted_serials(facts: Facts, given: Given) -> Iterable[Tally]:
    """Consignments in which other serial numbers were read than were authorised, of those that were looked at."""

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id,) if fact.numbers.get("substituted", 0) > 0 else ()

    seen = facts.of("trade.observation_recorded", days=int(given["days"]))
    return tallied(
        seen,
        who=lambda fact: fact.party,
        hit=hit,
        peer=lambda _fact: "exporter",
        others=lambda fact: (fact.other,),
    )


def off_route(facts: Facts, given: Given) -> Iterable[Tally]:
    """Goods that were seen in a country through which they were not authorised to go."""
    routes: dict[str, frozenset[str]] = {}
    for fact in facts.of("trade.authorisation_granted"):
        routes[fact.thing] = frozenset([*fact.code("route").split(), fact.code("into")]) - {""}

    def known(fact: Fact) -> frozenset[str]:
        return routes.get(fact.code("authorisation"), frozenset())

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id,) if fact.code("country") not in known(fact) else ()

    acts = facts.of("trade.observation_recorded", "registry.exported", days=int(given["days"]))
    seen = [fact for fact in acts if known(fact) and fact.code("country")]
    return tallied(
        seen,
        who=lambda fact: fact.other or fact.party,
        hit=hit,
        peer=lambda fact: "carrier" if fact.other else "exporter",
        others=lambda fact: (fact.party,),
    )


def import_mark_overdue(facts: Facts, given: Given) -> Iterable[Tally]:
    """Imported arms without the import mark when its term was over (Protocol art. 8(1)(b))."""

    def hit(fact: Fact) -> tuple[str, ...]:
        return () if facts.after(fact, "registry.import_marked", days=int(given["term"])) else (fact.id,)

    came = _due(facts, "registry.imported", given)
    return tallied(came, who=lambda fact: fact.party, hit=hit, peer=lambda _fact: "importer")


def alike_end_users(facts: Facts, given: Given) -> Iterable[Tally]:
    """Authorisations for end users whose names are nearly that of another, somebody else on record, for whom the same applicant has one."""
    parties = facts.standing.parties
    granted = [fact for fact in facts.of("trade.authorisation_granted") if fact.other in parties]
    named = {fact.other: parties[fact.other].name for fact in granted if parties[fact.other].name}
    alike: dict[str, set[str]] = {}
    names = sorted(named.items())
    for at, (one, name) in enumerate(names):
        for two, other in names[at + 1 :]:
            if fuzz.token_sort_ratio(name, other, processor=default_process) >= given["alike"]:
                alike.setdefault(one, set()).add(two)
                alike.setdefault(two, set()).add(one)

    def hit(fact: Fact) -> tuple[str, ...]:
        twins = alike.get(fact.other, set())
        theirs = [other.id for other in granted if other.other in twins and other.party == fact.party]
        return (fact.id, *theirs) if theirs else ()

    return tallied(granted, who=lambda fact: fact.party, hit=hit, peer=lambda _fact: "applicant")


RULES: Final = (
    Rule(
        "export_unconfirmed",
        "diversion",
        export_unconfirmed,
        {"usual": 0.03, "weight": 50, "term": 90, "days": 730, "least": 2},
    ),
    Rule(
        "substituted_serials",
        "diversion",
        substituted_serials,
        {"usual": 0.004, "weight": 100, "days": 365, "least": 1},
        alone=True,
    ),
    Rule(
        "off_route",
        "diversion",
        off_route,
        {"usual": 0.004, "weight": 100, "days": 365, "least": 1},
        alone=True,
    ),
    Rule(
        "import_mark_overdue",
        "diversion",
        import_mark_overdue,
        {"usual": 0.05, "weight": 50, "term": 30, "days": 365, "least": 3},
    ),
    Rule(
        "alike_end_users",
        "diversion",
        alike_end_users,
        {"usual": 0.005, "weight": 50, "alike": 80, "least": 1},
        alone=True,
    ),
)
