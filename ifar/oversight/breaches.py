"""Breaches: rules that were certainly broken, as two rows of the register show. No statistics; each is a matter at once. Pure.

Most cannot happen through the services, which refuse them: what is found here came in by an import, by an emergency, by a clock, or past the services.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.oversight.facts import TAKEN, Fact, Facts
from ifar.oversight.rule import is_person

BACK: Final = 365
"""By how many days an act may say that it happened before it was recorded, where no second person agreed."""
COUNTED: Final = 90
"""For how many days whoever counted a place writes nothing off there."""
_BLIND: Final = frozenset({"blind_count", "stock_count"})
_OLDER_BOOKS: Final = (
    "registry.registered",
    "registry.stock_declared",
    "registry.corrected",
    "registry.annulled",
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that was broken: about which record, by whom, in which office, and the facts that prove it; the last of them is the one that broke it first."""

    code: str
    about: str
    people: tuple[str, ...]
    office: str
    evidence: tuple[str, ...]

    @property
    def cause(self) -> str:
        """What makes it one breach and no other: its rule and the act that broke it."""
        return f"oversight.{self.code} {self.evidence[-1]}"


def _breach(code: str, fact: Fact, people: Iterable[str], *before: Fact) -> Breach:
    named = tuple(sorted(filter(is_person, people)))
    return Breach(code, fact.thing, named, fact.office, (*(earlier.id for earlier in before), fact.id))


def counted_and_wrote_off(facts: Facts) -> Iterator[Breach]:
    """Whoever counted an arm or its place wrote it off, or took part in that (MOSAIC 05.20)."""
    counts: dict[str, list[Fact]] = {}
    for fact in facts.of("stocks.count_agreed", "stocks.count_differed"):
        counts.setdefault(fact.place, []).append(fact)
    for fact in facts.of("registry.written_off"):
        first = fact.at - dt.timedelta(days=COUNTED)
        seen = [s for s in facts.before(fact, "registry.sighted", days=COUNTED) if s.code("method") in _BLIND]
        seen += [c for c in counts.get(fact.place, ()) if fact.place and first <= c.at < fact.at]
        for count in seen:
            if both := count.who("actor", "counter") & fact.everybody:
                yield _breach("counted_and_wrote_off", fact, both, count)
                break


def exported_after_expiry(facts: Facts) -> Iterator[Breach]:
    """An arm left the country after the last day of its licence (Protocol art. 10(1))."""
    for fact in facts.of("registry.exported"):
        last = fact.date("valid_until")
        if last is not None and fact.happened > last:
            yield _breach("exported_after_expiry", fact, fact.everybody)


def closed_own_matter(facts: Facts) -> Iterator[Breach]:
    """Whoever explained a matter, or is barred from it, closed it (UNCAC art. 7)."""
    for fact in facts.of("matters.matter_closed"):
        explained = [
            act for act in facts.on(fact.thing) if act.act == "matters.matter_explained" and act.at <= fact.at
        ]
        own = [act for act in explained if act.actor == fact.actor]
        if own or fact.actor in fact.who("barred", "explained"):
            yield _breach("closed_own_matter", fact, [fact.actor], *own[:1])


def back_dated(facts: Facts) -> Iterator[Breach]:
    """An act says that it happened longer ago than may be, and no second person agreed. What is entered from older books is none.

    What somebody enters so on one day is one breach, about the first of these acts: a drawer of old papers is one question and not a thousand.
    """
    heaps: dict[tuple[str, str, dt.date], list[Fact]] = {}
    for fact in facts:
        if (
            fact.on is not None
            and fact.act.startswith("registry.")
            and fact.act not in _OLDER_BOOKS
            and not fact.who("proposer", "decider")
            and (fact.day - fact.on).days > BACK
        ):
            heaps.setdefault((fact.actor, fact.office, fact.day), []).append(fact)
    for first, *others in heaps.values():
        yield _breach("dated_back", first, [first.actor], *others)


_SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "custody.chain_received": ("handed",),
    "stocks.issue_issued": ("received",),
    "trade.despatch_received": ("packer",),
    "custody.batch_destroyed": ("witness",),
}
"""Act -> the roles in which somebody else takes part than who records it."""


def both_sides(facts: Facts) -> Iterator[Breach]:
    """One person did both sides of an act that takes two: handed over and received, proposed and decided (UNCAC art. 7, 9)."""
    for fact in facts:
        roles = _SIDES.get(fact.act)
        alone = {fact.actor} & fact.who(*roles) if roles else set()
        alone |= fact.who("proposer") & fact.who("decider")
        if alone:
            yield _breach("both_sides", fact, alone)


def decided_own_application(facts: Facts) -> Iterator[Breach]:
    """Whoever checked or advised on an application decided it (UNCAC art. 7-9)."""
    for fact in facts.of("licensing.application_granted", "licensing.application_refused"):
        if own := fact.who("actor", "decider") & fact.who("examiner"):
            yield _breach("decided_own_application", fact, own)


def resurrected(facts: Facts) -> Iterator[Breach]:
    """An arm that was destroyed on paper turned up again (Protocol art. 6)."""
    for fact in facts.of(*TAKEN):
        if gone := facts.before(fact, "registry.destroyed", days=100_000):
            yield _breach("resurrected", fact, gone[-1].everybody, gone[-1])


def witnessed_own(facts: Facts) -> Iterator[Breach]:
    """Whoever asked for a destruction or carried it out was its witness (Protocol art. 6)."""
    for fact in facts.of("registry.destroyed", "custody.batch_witnessed"):
        if own := fact.who("witness") & fact.who("proposer", "decider"):
            yield _breach("witnessed_own", fact, own)


def not_countersigned(facts: Facts) -> Iterator[Breach]:
    """What somebody did in an emergency nobody countersigned by its day."""
    for fact in facts.of("accounts.emergency"):
        last = fact.date("countersign_by")
        if last is not None and facts.until > last and not fact.who("decider"):
            yield _breach("not_countersigned", fact, fact.who("proposer"))


RULES: Final[Mapping[str, Callable[[Facts], Iterable[Breach]]]] = {
    "counted_and_wrote_off": counted_and_wrote_off,
    "exported_after_expiry": exported_after_expiry,
    "closed_own_matter": closed_own_matter,
    "dated_back": back_dated,
    "both_sides": both_sides,
    "decided_own_application": decided_own_application,
    "resurrected": resurrected,
    "witnessed_own": witnessed_own,
    "not_countersigned": not_countersigned,
}


def found(facts: Facts) -> list[Breach]:
    """All breaches of the facts."""
    return [breach for rule in RULES.values() for breach in rule(facts)]
