"""Until when personal data of a party are kept, and why: every record of every firearm that it ever held, and the longest wins.

Protocol art. 7 and ITI para. 12 count from each record, Directive (EU) 2021/555 art. 4(5) from the destruction of each firearm;
`reference/retention.py` holds the rules. Whoever never held anything is kept as the record of an owner, counted from what was
last recorded about them. A licence keeps its holder while it may still be used, and then as a record from the day of its end. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.reference.retention import Hold, RetentionPeriod, Rule, applicable, keep_until, longest

RECORD_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("production_planned", "production_started", "production_completed"), "manufacture"),
    **dict.fromkeys(("imported", "import_marked", "temporarily_imported", "stay_extended"), "import"),
    **dict.fromkeys(
        ("exported", "reexported", "temporarily_exported", "absence_extended", "delivery_confirmed"), "export"
    ),
    "destroyed": "destruction",
}
"""Kind of event -> the kind of record that it is; every other one is a transfer."""
LICENCE: Final = "licence"
"""Why a party is kept whose licence may still be used."""


@dataclass(frozen=True, slots=True)
class Link:
    """A firearm that a party held: when it was destroyed (None: not yet), and the records that named the party, by kind and day."""

    firearm: str
    destroyed: dt.date | None
    records: Sequence[tuple[str, dt.date]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long a party is kept, how many firearms and licences it ever held, and the day of the destruction that counts last, where one does."""

    kept: RetentionPeriod
    firearms: int
    destroyed: dt.date | None
    licences: int = 0

    def lapsed(self, today: dt.date) -> bool:
        """Whether nothing asks for it any more on `today`."""
        return self.kept.deletable(today)


def outlook(
    rules: Iterable[Rule],
    links: Sequence[Link],
    *,
    recorded: dt.date,
    holds: Sequence[Hold] = (),
    licences: Sequence[dt.date | None] = (),
) -> Outlook:
    """How long the personal data of a party are kept.

    Args:
        links: the firearms that it ever held, under any of its records.
        recorded: when something was last recorded about the party itself; counts where it never held anything.
        licences: the last day of each licence that it ever held; None while something may still become of it.
    """
    rules = tuple(rules)
    if links:
        kept = [_kept(rules, link, holds) for link in links]
    else:
        # What never was cannot be destroyed: rules that count from there say nothing of somebody who held nothing.
        kept = [keep_until(_from_record(rules), record="owner", made=recorded, holds=holds)]
    kept += [record for ended in licences if (record := _licence(rules, ended)) is not None]
    days = [link.destroyed for link in links]
    last = max((day for day in days if day is not None), default=None) if None not in days else None
    return Outlook(longest(kept), len(links), last, len(licences))


def _from_record(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.starts == "record"]


def _licence(rules: Sequence[Rule], ended: dt.date | None) -> RetentionPeriod | None:
    """How long a licence keeps its holder; None where no adopted rule speaks of the records of licences."""
    if ended is None:
        return RetentionPeriod(None, (LICENCE,))
    # A licence is destroyed by nobody, so that rules which count from there say nothing of it.
    if not applicable(counted := _from_record(rules), "licence"):
        return None
    return keep_until(counted, record="licence", made=ended)


def _kept(rules: Sequence[Rule], link: Link, holds: Sequence[Hold]) -> RetentionPeriod:
    rows = [(RECORD_OF.get(kind, "transfer"), day) for kind, day in link.records]
    latest = max(day for _, day in rows)
    return longest(
        keep_until(rules, record=record, made=day, destroyed=link.destroyed, holds=holds)
        for record, day in (*rows, ("owner", latest))
    )
