"""Books of traders and ammunition: entries made late or in bulk before an inspection, days that do not balance, rounds that are used or lost beyond what peers do. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import median
from typing import Final

from ifar.oversight.facts import Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, officer, tallied

_TRADERS: Final = frozenset({"dealer", "maker", "proof_house"})


def _entries(facts: Facts, given: Given) -> list[Fact]:
    """What traders recorded in their books."""
    first = facts.until - dt.timedelta(days=given["days"])
    return [
        fact
        for fact in facts
        if fact.act.startswith("registry.")
        and fact.day > first
        and facts.standing.kind_of(fact.office) in _TRADERS
    ]


def _trader(fact: Fact) -> str:
    return fact.office


def late_entries(facts: Facts, given: Given) -> Iterable[Tally]:
    """Days on which a trader entered lines of its book after their term."""
    return tallied(
        _entries(facts, given),
        who=_trader,
        hit=lambda fact: (fact.id,) if fact.code("late_due") else (),
        peer=by_office_kind(facts),
        daily=True,
    )


def entries_before_visit(facts: Facts, given: Given) -> Iterable[Tally]:
    """Lines that happened earlier and were entered within days before an inspection of the trader."""
    visits: dict[str, list[Fact]] = {}
    for fact in facts.of("licensing.visit_visited"):
        visits.setdefault(fact.party, []).append(fact)

    def hit(fact: Fact) -> tuple[str, ...]:
        if (fact.day - fact.happened).days < given["behind"]:
            return ()
        soon = [
            v.id for v in visits.get(fact.office, ()) if 0 <= (v.happened - fact.day).days <= given["before"]
        ]
        return (fact.id, soon[0]) if soon else ()

    return tallied(_entries(facts, given), who=_trader, hit=hit, peer=by_office_kind(facts))


def unbalanced_days(facts: Facts, given: Given) -> Iterable[Tally]:
    """Closed days whose stock is not that of the day before with what came and without what went."""
    stock: dict[str, float] = {}
    wrong: set[str] = set()
    days = facts.of("books.day_closed")
    for fact in days:
        numbers, who = fact.numbers, fact.party or fact.office
        after = stock.get(who, numbers["stock"] - numbers["came"] + numbers["went"])
        if after + numbers["came"] - numbers["went"] != numbers["stock"]:
            wrong.add(fact.id)
        stock[who] = numbers["stock"]
    first = facts.until - dt.timedelta(days=given["days"])
    return tallied(
        (fact for fact in days if fact.day > first),
        who=lambda fact: fact.party or fact.office,
        hit=lambda fact: (fact.id,) if fact.id in wrong else (),
        peer=by_office_kind(facts),
    )


def rounds_spent(facts: Facts, given: Given) -> Iterable[Tally]:
    """Movements by which far more rounds were spent or lost than offices of the same kind spend at once."""
    moves = facts.of("ammunition.movement_spent", "ammunition.movement_lost", days=int(given["days"]))
    of_kind: dict[str, list[float]] = {}
    for fact in moves:
        of_kind.setdefault(facts.standing.kind_of(fact.office), []).append(fact.numbers.get("quantity", 0))
    usual = {kind: median(values) for kind, values in of_kind.items()}

    def hit(fact: Fact) -> tuple[str, ...]:
        limit = usual[facts.standing.kind_of(fact.office)] * given["times"]
        return (fact.id,) if fact.numbers.get("quantity", 0) > limit else ()

    return tallied(
        moves,
        who=officer,
        hit=hit,
        peer=by_office_kind(facts),
        others=lambda fact: fact.who("witness"),
    )


def rounds_short(facts: Facts, given: Given) -> Iterable[Tally]:
    """Receipts of ammunition with fewer rounds than were sent."""

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id,) if fact.numbers.get("quantity", 0) < fact.numbers.get("sent", 0) else ()

    came = facts.of("ammunition.movement_received", days=int(given["days"]))
    return tallied(came, who=officer, hit=hit, peer=by_office_kind(facts), others=lambda fact: (fact.other,))


RULES: Final = (
    Rule("late_entries", "diversion", late_entries, {"usual": 0.05, "weight": 100, "days": 365, "least": 3}),
    Rule(
        "entries_before_visit",
        "diversion",
        entries_before_visit,
        {"usual": 0.01, "weight": 100, "days": 365, "before": 3, "behind": 3, "least": 3},
    ),
    Rule(
        "unbalanced_days",
        "diversion",
        unbalanced_days,
        {"usual": 0.002, "weight": 200, "days": 365, "least": 1},
        alone=True,
    ),
    Rule(
        "rounds_spent",
        "diversion",
        rounds_spent,
        {"usual": 0.05, "weight": 50, "days": 365, "times": 3, "least": 2},
    ),
    Rule("rounds_short", "diversion", rounds_short, {"usual": 0.02, "weight": 50, "days": 365, "least": 2}),
)
