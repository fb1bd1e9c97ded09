"""How long a record is kept, and who may still open it: one table of rules by instrument, the longest adopted rule wins.

Protocol art. 7: at least ten years. ITI para. 12: manufacture thirty years, everything else twenty. Directive (EU) 2021/555
art. 4(5): thirty years after destruction; licensing and customs authorities may open the record for ten of them, the
authorities of criminal law for all thirty. Nothing may be deleted while any adopted rule, or a legal hold, still holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Starts = Literal["record", "destruction"]

ANY: Final = "any"
"""The kind of record of a rule that holds for every kind that the same instrument does not name itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one instrument.

    `record` is the kind of record it speaks of (`manufacture`, `import`, `export` …, or `any`), `years` how long (None is
    without end), `starts` from when: the record's own date, or the destruction of the thing. `access` gives, by kind of agency,
    for how many years after that start it may open the record; an agency that is not named is not restricted.
    """

    code: str
    instrument: str
    record: str
    years: int | None
    starts: Starts
    adopted: bool
    article: str
    access: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: an order that a record be kept from a day on; without `until` it holds till it is lifted."""

    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome: the last day on which the record must be kept (None: no end in sight), and the rules that say so."""

    until: dt.date | None
    because: tuple[str, ...]

    def deletable(self, today: dt.date) -> bool:
        """Whether nothing holds the record any more on `today`."""
        return self.until is not None and today > self.until


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day, `years` later; 29 February becomes 1 March, so that a term is never a day too short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def applicable(rules: Iterable[Rule], record: str) -> tuple[Rule, ...]:
    """The adopted rules for a kind of record: of each instrument those that name it, else those for any record."""
    adopted = [rule for rule in rules if rule.adopted]
    named = [rule for rule in adopted if rule.record == record]
    instruments = {rule.instrument for rule in named}
    return (*named, *(rule for rule in adopted if rule.record == ANY and rule.instrument not in instruments))


def keep_until(
    rules: Iterable[Rule],
    *,
    record: str,
    made: dt.date,
    destroyed: dt.date | None = None,
    holds: Iterable[Hold] = (),
) -> Kept:
    """How long a record of this kind, made on `made`, about a thing destroyed on `destroyed`, is kept.

    Without any adopted rule there is no end: a register that adopted nothing deletes nothing. A rule that starts with the
    destruction has no end while the thing exists.
    """
    ends: list[tuple[dt.date, str]] = []
    endless = []
    for rule in applicable(rules, record):
        start = made if rule.starts == "record" else destroyed
        if rule.years is None or start is None:
            endless.append(rule.code)
        else:
            ends.append((years_after(start, rule.years), rule.code))
    for hold in holds:
        if hold.until is None:
            endless.append("hold")
        else:
            ends.append((hold.until, "hold"))
    if endless or not ends:
        return Kept(None, tuple(endless) or ("no_rule_adopted",))
    last = max(end for end, _ in ends)
    return Kept(last, tuple(code for end, code in ends if end == last))


def may_open(
    rules: Iterable[Rule],
    *,
    record: str,
    agency_kind: str,
    today: dt.date,
    made: dt.date,
    destroyed: dt.date | None = None,
) -> bool:
    """Whether an agency of this kind may still open the record on `today`.

    Every adopted rule that names the agency's kind must allow it; the last day of a window is inside it. While the event that a
    window counts from has not happened, the window is open.
    """
    for rule in applicable(rules, record):
        years = rule.access.get(agency_kind)
        start = made if rule.starts == "record" else destroyed
        if years is not None and start is not None and today > years_after(start, years):
            return False
    return True
