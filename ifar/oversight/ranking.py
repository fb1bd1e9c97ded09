"""What an inspector's list shows on a day: the signals of one person joined into one row, the heaviest first, as many as the desk can look at. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.oversight.facts import Facts
from ifar.oversight.rule import Given, Rule
from ifar.oversight.rules import BY_CODE
from ifar.oversight.weighing import Signal, weighed

CAPACITY: Final = 20
"""How many rows a desk looks at in a week, where nothing else is set."""
SHARE: Final = 0.25
"""Which share of false discoveries is borne, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person, office, trader or holder with what asks for a look; the heaviest signal first."""

    who: str
    weight: float
    signals: tuple[Signal, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts on which its signals stand (`Fact.id`), each once."""
        return tuple(dict.fromkeys(name for signal in self.signals for name in signal.tally.evidence))

    @property
    def people(self) -> frozenset[str]:
        """Everybody of whom it speaks: whom it is about, and who else took part."""
        return frozenset({self.who, *(name for signal in self.signals for name in signal.tally.others)})


def joined(signals: Iterable[Signal]) -> list[Row]:
    """The signals of each person in one row, the heaviest row first. The strongest counts whole, each further one half of what the one before it counted for."""
    of_whom: dict[str, list[Signal]] = {}
    for signal in signals:
        of_whom.setdefault(signal.tally.who, []).append(signal)
    rows = []
    for who, theirs in of_whom.items():
        theirs.sort(key=lambda signal: (-signal.weight, signal.p, signal.rule))
        weight = sum(signal.weight / 2**at for at, signal in enumerate(theirs))
        rows.append(Row(who, weight, tuple(theirs)))
    return sorted(rows, key=lambda row: (-row.weight, row.signals[0].p, row.who))


def found(
    facts: Facts,
    given: Mapping[str, Given] | None = None,
    rules: Mapping[str, Rule] = BY_CODE,
    share: float = SHARE,
) -> list[Signal]:
    """All signals of the facts, the least likely first."""
    stated = {code: {**rule.given, **(given or {}).get(code, {})} for code, rule in rules.items()}
    tallies = {code: list(rule.look(facts, stated[code])) for code, rule in rules.items()}
    return weighed(tallies, rules, stated, share)


def ranked(facts: Facts, day: dt.date | None = None, capacity: int = CAPACITY) -> list[Row]:
    """The list of a day, by what was recorded until then, with the parameters with which the rules begin."""
    seen = facts if day is None else Facts(facts, facts.standing, day)
    return joined(found(seen))[:capacity]
