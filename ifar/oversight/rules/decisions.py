"""Corruption in decisions: licences over refusal grounds, decided far faster than by peers, at odd hours; fees that are waived (UNCAC art. 7-10). Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Final

from ifar.oversight.facts import Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, doer, is_person, officer, tallied

DECIDED: Final = (
    "licensing.application_granted",
    "licensing.application_refused",
    "cashier.payment_waived",
    "registry.corrected",
    "registry.disposal_decided",
    "registry.destroyed",
    "registry.written_off",
    "trade.authorisation_granted",
)
"""Acts at whose hours the rule looks: decisions, and what is altered or ended."""

ODD: Final[Given] = {
    "usual": 0.02,
    "weight": 100,
    "days": 180,
    "from": 22,
    "to": 5,
    "weekday": 6,
    "shift": 0.5,
    "many": 30,
    "least": 3,
}
"""Which hours and day are odd, and of whom they are the usual ones: of decisions and of looks alike."""


def _of_roles(
    facts: Facts, acts: list[Fact], hit: Mapping[str, tuple[str, ...]], *, daily: bool = False
) -> list[Tally]:
    """A tally for whoever proposed and another for whoever decided, each among those who do the same."""
    results: list[Tally] = []
    for role in ("proposer", "decider"):

        def who(fact: Fact, role: str = role) -> str:
            named = sorted(filter(is_person, fact.who(role)))
            return named[0] if named else officer(fact) if role == "decider" else ""

        results += tallied(
            acts,
            who=who,
            hit=lambda fact: hit.get(fact.id, ()),
            peer=lambda fact, role=role: f"{role} {facts.standing.kind_of(fact.office)}",  # type: ignore[misc]
            others=lambda fact: sorted(fact.everybody | {fact.party}),
            daily=daily,
        )
    return results


def granted_over_grounds(facts: Facts, given: Given) -> Iterable[Tally]:
    """Licences granted though something stood against the applicant."""
    granted = facts.of("licensing.application_granted", days=int(given["days"]))
    hit = {fact.id: (fact.id,) for fact in granted if fact.numbers.get("bars", 0) > 0}
    return _of_roles(facts, granted, hit)


def decided_fast(facts: Facts, given: Given) -> Iterable[Tally]:
    """Days on which licences were granted in far less time than others of their kind."""
    granted = [
        fact
        for fact in facts.of("licensing.application_granted", days=int(given["days"]))
        if "days" in fact.numbers
    ]
    of_kind: dict[str, list[float]] = {}
    for fact in granted:
        of_kind.setdefault(fact.code("kind"), []).append(fact.numbers["days"])
    usual = {kind: median(values) for kind, values in of_kind.items()}
    hit = {
        fact.id: (fact.id,)
        for fact in granted
        if fact.numbers["days"] < usual[fact.code("kind")] * given["share"]
    }
    return _of_roles(facts, granted, hit, daily=True)


def odd_hours(facts: Facts, given: Given) -> Iterable[Tally]:
    """Decisions recorded at night or at the end of the week, by whoever works at other hours, among those of offices of the same kind."""

    shift = on_shift(facts, given)

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id,) if is_odd(fact, given) and shift.isdisjoint((fact.actor, fact.office)) else ()

    acts = facts.of(*DECIDED, days=int(given["days"]))
    return tallied(acts, who=officer, hit=hit, peer=by_office_kind(facts))


def on_shift(facts: Facts, given: Given) -> frozenset[str]:
    """People and offices of whose many acts so large a share is recorded at odd hours that these are their hours."""
    first = facts.until - dt.timedelta(days=given["days"])
    acts: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    for fact in facts:
        if fact.day > first:
            for who in (fact.actor, fact.office):
                acts[who] += 1
                odd[who] += is_odd(fact, given)
    many = {who for who, number in acts.items() if number >= given["many"]}
    return frozenset(who for who in many if odd[who] > given["shift"] * acts[who])


def is_odd(fact: Fact, given: Given) -> bool:
    """Whether it was recorded at an hour or on a day on which offices are seldom open."""
    hour = fact.at.hour
    return hour >= given["from"] or hour < given["to"] or fact.at.weekday() == given["weekday"]


def waived_fees(facts: Facts, given: Given) -> Iterable[Tally]:
    """Days on which somebody proposes to waive fees, of all on which they take any or have any waived."""

    fees = facts.of("cashier.payment_paid", "cashier.payment_waived", days=int(given["days"]))
    return tallied(
        fees,
        who=doer,
        hit=lambda fact: (fact.id,) if fact.act == "cashier.payment_waived" else (),
        peer=by_office_kind(facts),
        others=lambda fact: sorted(fact.everybody),
        daily=True,
    )


RULES: Final = (
    Rule(
        "granted_over_grounds",
        "corruption",
        granted_over_grounds,
        {"usual": 0.004, "weight": 200, "days": 365, "least": 1},
        alone=True,
    ),
    Rule(
        "decided_fast",
        "corruption",
        decided_fast,
        {"usual": 0.02, "weight": 100, "days": 365, "share": 0.15, "least": 3},
    ),
    Rule("odd_hours", "corruption", odd_hours, ODD),
    Rule("waived_fees", "corruption", waived_fees, {"usual": 0.03, "weight": 100, "days": 365, "least": 3}),
)
