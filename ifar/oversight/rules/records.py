"""Corruption of records: serial numbers altered before a disposal, acts dated back, evidence that leaves its room before it is destroyed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ifar.oversight.facts import Fact, Facts
from ifar.oversight.rule import Given, Rule, Tally, by_office_kind, doer, tallied

ENDINGS: Final = (
    "accounts.proposed",
    "registry.disposal_decided",
    "registry.destroyed",
    "registry.written_off",
    "registry.sold_from_disposal",
    "registry.deactivated",
)
"""Acts by which an arm ends or leaves the State's hand; the proposal of one counts, whatever becomes of it."""
MARKS: Final = frozenset({"serial", "marks", "mark", "make", "model", "calibre"})
"""What identifies an arm."""


def ends(fact: Fact) -> bool:
    """Whether an act ends an arm, or proposes that."""
    return fact.act != "accounts.proposed" or fact.code("act") in ENDINGS


def serial_before_disposal(facts: Facts, given: Given) -> Iterable[Tally]:
    """Marks that somebody corrected before the arm was disposed of, or was to be; also where the arm they proposed was corrected by another."""

    def later(fact: Fact) -> list[Fact]:
        return [act for act in facts.after(fact, *ENDINGS, days=int(given["within"])) if ends(act)]

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id, *(act.id for act in later(fact)[:3])) if later(fact) else ()

    def others(fact: Fact) -> set[str]:
        return {person for act in later(fact) for person in act.everybody}

    corrected = [
        fact
        for fact in facts.of("registry.corrected", days=int(given["days"]))
        if MARKS & set(fact.code("fields").split())
    ]
    return tallied(
        corrected, who=doer, hit=hit, peer=by_office_kind(facts), others=lambda f: sorted(others(f))
    )


def back_dated(facts: Facts, given: Given) -> Iterable[Tally]:
    """Acts that say that they happened long before they were recorded. What is entered from older books is none."""

    def hit(fact: Fact) -> tuple[str, ...]:
        return (fact.id,) if (fact.day - fact.happened).days > given["behind"] else ()

    dated = [
        fact
        for fact in facts
        if fact.on is not None
        and fact.act.startswith("registry.")
        and fact.act not in ("registry.registered", "registry.stock_declared", "registry.corrected")
        and (facts.until - fact.day).days < given["days"]
    ]
    return tallied(dated, who=doer, hit=hit, peer=by_office_kind(facts))


def evidence_moved(facts: Facts, given: Given) -> Iterable[Tally]:
    """Exhibits that left their room, were received in none and then destroyed, of all that somebody moves."""
    ended: dict[str, list[Fact]] = {}
    for fact in facts.of("registry.destroyed"):
        ended.setdefault(fact.thing, []).append(fact)

    def hit(fact: Fact) -> tuple[str, ...]:
        back = facts.after(fact, "custody.chain_received", days=int(given["before"]))
        after = [
            act.id
            for act in ended.get(fact.other or fact.thing, ())
            if fact.at <= act.at <= fact.at + dt.timedelta(days=given["before"])
            and not (back and back[0].at < act.at)
        ]
        return (fact.id, after[0]) if after else ()

    moved = facts.of(
        "custody.chain_moved",
        "custody.chain_sealed",
        "custody.chain_handed",
        "custody.chain_released",
        "custody.chain_missed",
        days=int(given["days"]),
    )
    return tallied(moved, who=doer, hit=hit, peer=by_office_kind(facts))


RULES: Final = (
    Rule(
        "serial_before_disposal",
        "corruption",
        serial_before_disposal,
        {"usual": 0.005, "weight": 100, "days": 730, "within": 365, "least": 1},
        alone=True,
    ),
    Rule(
        "back_dated",
        "corruption",
        back_dated,
        {"usual": 0.02, "weight": 200, "days": 365, "behind": 14, "least": 3},
    ),
    Rule(
        "evidence_moved",
        "corruption",
        evidence_moved,
        {"usual": 0.03, "weight": 50, "days": 365, "before": 30, "least": 2},
    ),
)
