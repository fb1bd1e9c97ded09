"""How long a record is kept, and who may still open it: one table of rules by instrument, the longest adopted rule wins.

Protocol art. 7: at least ten years. ITI para. 12: manufacture thirty years, everything else twenty. Directive (EU) 2021/555
art. 4(5): thirty years after destruction; licensing and customs authorities may open the record for ten of them, the
authorities of criminal law for all thirty. Nothing may be deleted while any adopted rule, or a legal hold, still holds. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Starts = Literal["record", "destruction"]

ANY: Final = "any"
"""The kind of record of a rule that holds for every kind that the same instrument does not name itself."""

RECORDS: Final = ("manufacture", "transfer", "import", "export", "licence", "destruction", "owner", "firearm")
"""The kinds of record that ifar asks about: `transfer` is every change of owner or keeper that is none of the others, `owner` the
personal data of whoever owned or kept something, `firearm` the whole record of a thing, as the windows of access speak of it."""


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
class RetentionPeriod:
    """The outcome: the last day on which the record must be kept (None: no end in sight), and the rules that say so.

    `because` are their codes (`hold` for a legal hold, `no_rule_adopted`), `rules` the rules themselves, for instrument and article.
    """

    until: dt.date | None
    because: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def lapses_on(self) -> dt.date | None:
        """The first day on which personal data may lapse; None while there is no end in sight."""
        return None if self.until is None else self.until + dt.timedelta(days=1)

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
) -> RetentionPeriod:
    """How long a record of this kind, made on `made`, about a thing destroyed on `destroyed`, is kept.

    Without any adopted rule there is no end: a register that adopted nothing deletes nothing. A rule that starts with the
    destruction has no end while the thing exists.
    """
    ends: list[tuple[dt.date, str, Rule | None]] = []
    endless: list[tuple[str, Rule | None]] = []
    for rule in applicable(rules, record):
        start = made if rule.starts == "record" else destroyed
        if rule.years is None or start is None:
            endless.append((rule.code, rule))
        else:
            ends.append((years_after(start, rule.years), rule.code, rule))
    for hold in holds:
        if hold.until is None:
            endless.append(("hold", None))
        else:
            ends.append((hold.until, "hold", None))
    if endless or not ends:
        return _kept(None, endless or [("no_rule_adopted", None)])
    last = max(end for end, _, _ in ends)
    return _kept(last, [(code, rule) for end, code, rule in ends if end == last])


def _kept(until: dt.date | None, rows: Iterable[tuple[str, Rule | None]]) -> RetentionPeriod:
    values = dict(rows)
    return RetentionPeriod(until, tuple(values), tuple(rule for rule in values.values() if rule is not None))


def longest(kept: Iterable[RetentionPeriod]) -> RetentionPeriod:
    """What several records of one person come to: the last of their ends, or none while one of them has none.

    Raises:
        ValueError: there is no record.
    """
    records = list(kept)
    last = (
        None
        if any(record.until is None for record in records)
        else max(record.until for record in records if record.until)
    )
    those = [record for record in records if record.until == last]
    because = tuple(dict.fromkeys(code for record in those for code in record.because))
    return RetentionPeriod(
        last, because, tuple({rule.code: rule for record in those for rule in record.rules}.values())
    )


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
    last = opens_until(rules, record=record, agency_kind=agency_kind, made=made, destroyed=destroyed)
    return last is None or today <= last


def opens_until(
    rules: Iterable[Rule],
    *,
    record: str,
    agency_kind: str,
    made: dt.date,
    destroyed: dt.date | None = None,
) -> dt.date | None:
    """The last day on which an agency of this kind may open the record; None where no adopted rule ends it.

    The database has a copy for windows that begin with the destruction (`registry_open_since`); a test compares the two.
    """
    ends = []
    for rule in applicable(rules, record):
        years = rule.access.get(agency_kind)
        start = made if rule.starts == "record" else destroyed
        if years is not None and start is not None:
            ends.append(years_after(start, years))
    return min(ends, default=None)
