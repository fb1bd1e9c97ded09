"""Theft: losses that come back with one holder, store or carrier, and losses that are reported just before a count. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ifar.oversight.facts import COUNTS, LOSSES, Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, officer, tallied


def repeated_losses(facts: Facts, given: Given) -> Iterable[Tally]:
    """Losses of a holder, trader or unit for each arm that they had in hand."""
    days, standing = int(given["days"]), facts.standing
    lost: dict[str, list[Fact]] = {}
    for fact in facts.of("registry.lost", "registry.stolen", days=days):
        if fact.party:
            lost.setdefault(fact.party, []).append(fact)
    had: dict[str, float] = dict(standing.held)
    for fact in facts:
        if fact.act.startswith("registry.") and fact.party and fact.party not in standing.held:
            had[fact.party] = had.get(fact.party, 0.0) + (fact.act not in LOSSES)
        elif fact.place and fact.office not in standing.held:
            # A store of which nobody says what it holds: what is done there tells how large it is.
            had[fact.office] = had.get(fact.office, 0.0) + 1
    for who in had.keys() | lost.keys():
        theirs = lost.get(who, [])
        kind = standing.kind_of(who) or (standing.parties[who].kind if who in standing.parties else who[:1])
        years = max(had.get(who, 0.0), float(len(theirs)), 1.0) * days / 365
        office = theirs[0].office if theirs else ""
        yield Tally(who, len(theirs), years, tuple(fact.id for fact in theirs), kind, office)


def store_losses(facts: Facts, given: Given) -> Iterable[Tally]:
    """Losses of stores, shops and evidence rooms that one officer reports, for each act of theirs."""
    acts = [fact for fact in facts if fact.day > facts.until - dt.timedelta(days=given["days"])]
    return tallied(
        (fact for fact in acts if fact.place or fact.act in LOSSES),
        who=officer,
        hit=lambda fact: (fact.id,) if fact.act in LOSSES and fact.place else (),
        peer=by_office_kind(facts),
    )


def carrier_losses(facts: Facts, given: Given) -> Iterable[Tally]:
    """Arms that do not arrive with one carrier, for each that it took over."""
    days = int(given["days"])
    taken: dict[str, float] = {}
    missing: dict[str, list[Fact]] = {}
    for fact in facts.of("trade.despatch_sent", days=days):
        if fact.other:
            taken[fact.other] = taken.get(fact.other, 0.0) + fact.numbers.get("quantity", 1)
    for fact in facts.of("registry.missing_in_transit", days=days):
        if fact.other:
            missing.setdefault(fact.other, []).append(fact)
    for who in taken.keys() | missing.keys():
        gone = missing.get(who, [])
        evidence = tuple(fact.id for fact in gone)
        yield Tally(who, len(gone), max(taken.get(who, 0.0), float(len(gone))), evidence, "carrier")


def losses_before_count(facts: Facts, given: Given) -> Iterable[Tally]:
    """Losses that are reported within days before the place, or the office, is counted."""
    counted: dict[str, list[Fact]] = {}
    for fact in facts.of(*COUNTS):
        for where in {fact.place, fact.office} - {""}:
            counted.setdefault(where, []).append(fact)
    within = dt.timedelta(days=given["before"])

    def hit(fact: Fact) -> tuple[str, ...]:
        places = counted.get(fact.place) or counted.get(fact.office, [])
        after = [count.id for count in places if dt.timedelta(0) < count.at - fact.at <= within]
        return (fact.id, after[0]) if after else ()

    losses = facts.of(*LOSSES, days=int(given["days"]))
    return tallied(losses, who=officer, hit=hit, peer=by_office_kind(facts))


RULES: Final = (
    Rule(
        "repeated_losses",
        "theft",
        repeated_losses,
        {"usual": 0.004, "weight": 500, "days": 365, "least": 2},
    ),
    Rule("store_losses", "theft", store_losses, {"usual": 0.002, "weight": 500, "days": 365, "least": 2}),
    Rule("carrier_losses", "theft", carrier_losses, {"usual": 0.001, "weight": 500, "days": 365, "least": 2}),
    Rule(
        "losses_before_count",
        "theft",
        losses_before_count,
        {"usual": 0.08, "weight": 20, "days": 365, "before": 10, "least": 2},
    ),
)
