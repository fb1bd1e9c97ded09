"""Integrity of data: numbers that end as people invent them, counts that nobody can have made, forms that are copies. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ifar.oversight.facts import COUNTS, Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, officer, tallied

_MEASURED: Final = ("weight_grams", "quantity")


def _since(facts: Facts, given: Given) -> list[Fact]:
    first = facts.until - dt.timedelta(days=given["days"])
    return [fact for fact in facts if fact.day > first and (fact.numbers or fact.code("form"))]


def digit_preference(facts: Facts, given: Given) -> Iterable[Tally]:
    """Measured numbers that end with 0 or 5, among those who measure the same."""

    def value(fact: Fact) -> float:
        return next((fact.numbers[name] for name in _MEASURED if name in fact.numbers), 0.0)

    measured = [
        fact for fact in _since(facts, given) if value(fact) >= given["smallest"] and value(fact) % 1 == 0
    ]
    return tallied(
        measured,
        who=officer,
        hit=lambda fact: (fact.id,) if value(fact) % 5 == 0 else (),
        peer=lambda fact: f"{fact.act} {facts.standing.kind_of(fact.office)}",
    )


def impossible_counts(facts: Facts, given: Given) -> Iterable[Tally]:
    """Counts in which more was counted in a minute than a person can read."""

    def hit(fact: Fact) -> tuple[str, ...]:
        found, minutes = fact.numbers.get("found", 0), fact.numbers.get("minutes")
        if minutes is None or found < given["smallest"]:
            return ()
        return (fact.id,) if found > max(minutes, 1) * given["speed"] else ()

    counts = facts.of(*COUNTS, days=int(given["days"]))
    return tallied(
        counts,
        who=officer,
        hit=hit,
        peer=by_office_kind(facts),
        others=lambda fact: sorted(fact.who("counter")),
    )


def copied_forms(facts: Facts, given: Given) -> Iterable[Tally]:
    """Forms of different things that say the same to the last digit; what many write is how it is always written, and no copy."""
    seen: dict[tuple[str, ...], Fact] = {}
    writers: dict[tuple[str, str], set[str]] = {}
    copies: dict[str, tuple[str, tuple[str, str]]] = {}
    forms = []
    for fact in _since(facts, given):
        said = fact.code("form") or "".join(
            f"{name}={fact.numbers[name]:g};"
            for name in _MEASURED
            if fact.numbers.get(name, 0) >= given["smallest"]
        )
        if not said:
            continue
        forms.append(fact)
        text = fact.act, said
        key = fact.actor, *text
        if key in seen and seen[key].thing != fact.thing:
            copies[fact.id] = seen[key].id, text
        seen.setdefault(key, fact)
        writers.setdefault(text, set()).add(fact.actor)

    def hit(fact: Fact) -> tuple[str, ...]:
        if fact.id not in copies:
            return ()
        earlier, text = copies[fact.id]
        return (earlier, fact.id) if len(writers[text]) <= given["writers"] else ()

    return tallied(
        forms,
        who=officer,
        hit=hit,
        peer=lambda fact: f"{fact.act} {facts.standing.kind_of(fact.office)}",
    )


RULES: Final = (
    Rule(
        "digit_preference",
        "integrity",
        digit_preference,
        {"usual": 0.22, "weight": 100, "days": 365, "smallest": 100, "least": 10},
    ),
    Rule(
        "impossible_counts",
        "integrity",
        impossible_counts,
        {"usual": 0.005, "weight": 100, "days": 365, "smallest": 30, "speed": 15, "least": 1},
        alone=True,
    ),
    Rule(
        "copied_forms",
        "integrity",
        copied_forms,
        {"usual": 0.03, "weight": 100, "days": 365, "smallest": 1000, "writers": 2, "least": 3},
    ),
)
