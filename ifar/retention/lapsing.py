"""Until when personal data of a party are kept, and why: every record of every firearm that it ever held, and the longest wins.

Protocol art. 7 and ITI para. 12 count from each record, Directive (EU) 2021/555 art. 4(5) from the destruction of each firearm;
`reference/retention.py` holds the rules. Whoever never held anything is kept as the record of an owner, counted from what was
last recorded about them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.reference.retention import Hold, Kept, Rule, keep_until, longest

RECORD_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("production_planned", "production_started", "production_completed"), "manufacture"),
    **dict.fromkeys(("imported", "import_marked", "temporarily_imported"), "import"),
    **dict.fromkeys(("exported", "reexported", "temporarily_exported", "delivery_confirmed"), "export"),
    "destroyed": "destruction",
}
"""Kind of event -> the kind of record that it is; every other one is a transfer."""


@dataclass(frozen=True, slots=True)
class Link:
    """A firearm that a party held: when it was destroyed (None: not yet), and the records that named the party, by kind and day."""

    firearm: str
    destroyed: dt.date | None
    records: Sequence[tuple[str, dt.date]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long a party is kept, how many firearms it ever held, and the day of the destruction that counts last, where one does."""

    kept: Kept
    firearms: int
    destroyed: dt.date | None

    def lapsed(self, today: dt.date) -> bool:
        """Whether nothing asks for it any more on `today`."""
        return self.kept.deletable(today)


def outlook(
    rules: Iterable[Rule], links: Sequence[Link], *, recorded: dt.date, holds: Sequence[Hold] = ()
) -> Outlook:
    """How long the personal data of a party are kept.

    Args:
        links: the firearms that it ever held, under any of its records.
        recorded: when something was last recorded about the party itself; counts where it never held anything.
    """
    rules = tuple(rules)
    if links:
        kept = [_kept(rules, link, holds) for link in links]
    else:
        # What never was cannot be destroyed: rules that count from there say nothing of somebody who held nothing.
        counted = [rule for rule in rules if rule.starts == "record"]
        kept = [keep_until(counted, record="owner", made=recorded, holds=holds)]
    days = [link.destroyed for link in links]
    last = max((day for day in days if day is not None), default=None) if None not in days else None
    return Outlook(longest(kept), len(links), last)


def _kept(rules: Sequence[Rule], link: Link, holds: Sequence[Hold]) -> Kept:
    said = [(RECORD_OF.get(kind, "transfer"), day) for kind, day in link.records]
    latest = max(day for _, day in said)
    return longest(
        keep_until(rules, record=record, made=day, destroyed=link.destroyed, holds=holds)
        for record, day in (*said, ("owner", latest))
    )
