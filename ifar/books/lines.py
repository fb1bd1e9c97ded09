"""A line of a bound book: what came, from whom, and to whom it went, as the events of a firearm's life say it. Pure.

The electronic record of acquisition and disposition (ATF Rul. 2016-1; EU 2021/555 art. 4(6)): a correction is another entry, and what was entered first
stays beside it. A line holds both, and a reader chooses which to see.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ifar.registry.occurred import local_moment

DESCRIBED: Final = ("make", "model", "type", "calibre", "part_kind")
"""Columns of a firearm that a book tells, beside its serial number; of an essential part, which part it is (EU 2021/555 art. 4(4)-(6))."""
OF_PARTS: Final = ("part_fitted", "part_removed")
"""Kinds of event by which a part leaves the book into a firearm, and comes back out of one: the firearm is what it went into."""
CORRECTS: Final = "corrected"
TAKES_BACK: Final = "annulled"
OPENS: Final = "stock_declared"
"""Kinds of event: what was entered falsely is corrected; an event is taken back; stock is declared."""
PROOF: Final = "proof_returned"
"""The kind of event by which something comes back from proof."""
EXACT: Final = ("instant", "minute", "day")
"""How precisely it is said where a day is told."""


@dataclass(frozen=True, slots=True)
class Entered:
    """One event of the life, as far as the reader of the book may read it."""

    entry: uuid.UUID
    n: int
    kind: str
    precision: str
    zone: str
    occurred_from: dt.datetime | None
    occurred_to: dt.datetime | None
    agency: str
    paper: str
    details: Mapping[str, Any]
    changes: Mapping[str, Any]
    late: Mapping[str, str] = field(default_factory=dict)
    """What it notes of its lateness: the last day in time, and the code of why it is late."""


def day_of(event: Entered) -> dt.date | None:
    """The day on which it happened, where it was said, as it was said: in the zone of whoever said it."""
    if event.occurred_from is None or event.precision not in EXACT:
        return None
    return local_moment(event.occurred_from, event.zone).date()


@dataclass(frozen=True, slots=True)
class DescribedFirearm:
    """What a firearm was entered as: codes of its columns, what the source said of them, and its serial number."""

    columns: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line: the event that says it, the other party by its identifier, and whether another entry took it back."""

    event: Entered
    whom: str
    struck: bool = False
    late: Mapping[str, str] = field(default_factory=dict)
    """What the trader itself noted of its lateness; of what others recorded for it nothing is said here."""

    @property
    def reference(self) -> str:
        """The licence under which the other party acts, else the document that is named, else the firearm of a part; empty where nothing is told."""
        details = self.event.details
        firearm = details.get("firearm") if self.event.kind in OF_PARTS else ""
        return str(details.get("licence") or self.event.paper or firearm or "")

    @property
    def opening(self) -> bool:
        """Whether it is stock that the trader declared as it stood when the record was opened."""
        return self.event.n == 1 and self.event.kind == OPENS


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a book. `original` is the firearm as it was entered, `corrected` as the corrections of the line's time have it, which `corrections` are."""

    firearm: str
    holder: str
    since: int
    acquisition: Side
    disposal: Side | None
    original: DescribedFirearm
    corrected: DescribedFirearm
    corrections: tuple[Entered, ...] = ()
    texts: frozenset[str] = frozenset()
    """Every serial number that it was entered with."""
    parts: frozenset[str] = frozenset()
    """Every serial number of a part that was read on it."""
    state: str = ""
    owned: bool = True
    """Its named state and whether it is the trader's own, as the last event of the line leaves them."""
    failed: bool = False
    """Whether it failed when it was last at proof."""

    @property
    def is_corrected(self) -> bool:
        """Whether a correction changed what a book tells."""
        return self.original != self.corrected

    @property
    def is_struck(self) -> bool:
        """Whether the acquisition itself was taken back: the line says of itself that it never was."""
        return self.acquisition.struck


@dataclass(slots=True)
class _Snapshot:
    columns: dict[str, Any] = field(default_factory=dict)
    marks: dict[int, dict[str, Any]] = field(default_factory=dict)

    def then(self, changes: Mapping[str, Any]) -> None:
        self.columns |= {name: change for name, change in changes.items() if name != "marks"}
        for mark in changes.get("marks") or ():
            self.marks[mark["n"]] = {**self.marks.get(mark["n"], {}), **mark}

    def described(self) -> DescribedFirearm:
        return DescribedFirearm(
            {name: str(self.columns.get(name) or "") for name in DESCRIBED},
            {name: str(self.columns.get(f"{name}_raw") or "") for name in DESCRIBED},
            next(self.serials(), ""),
        )

    def serials(self) -> Iterator[str]:
        """Serial numbers that stand, by their number; of a part those that it bears as one."""
        yield from self._of("serial")
        if self.columns.get("part_kind"):
            yield from self.parts()

    def parts(self) -> Iterator[str]:
        """Serial numbers of parts."""
        yield from self._of("part_serial")

    def _of(self, kind: str) -> Iterator[str]:
        for _n, mark in sorted(self.marks.items()):
            if mark.get("kind") == kind and mark.get("text") and not mark.get("retired"):
                yield str(mark["text"])


def compose(
    firearm: str,
    holder: str,
    since: int,
    until: int | None,
    *,
    came_from: str,
    went_to: str,
    events: Sequence[Entered],
) -> Line:
    """The line of a book that the events of a life make.

    Args:
        since, until: the events that put it into the book and took it out.
        came_from, went_to: the other parties by their identifiers.
        events: those up to the end of the line in recorded order, and the one after it where it takes back the end.
    """
    first, now, texts, parts = _Snapshot(), _Snapshot(), set[str](), set[str]()
    corrections = []
    for event in events:
        if until is not None and event.n > until:
            continue
        is_correction = event.kind == CORRECTS and event.n > since
        was = now.described()
        now.then(event.changes)
        if is_correction:
            corrections += [event] if now.described() != was else []
        else:
            first.then(event.changes)
        if event.n >= since:
            texts |= {*now.serials(), *first.serials()}
            parts |= {*now.parts(), *first.parts()}
    taken_back = {
        str(entered.details.get("event"))
        for entered in events
        if entered.kind == TAKES_BACK and entered.n > since
    }
    proofs = [
        entered.details.get("result")
        for entered in events
        if entered.kind == PROOF and str(entered.entry) not in taken_back
    ]
    by_number = {entered.n: entered for entered in events}
    begins, ends = by_number[since], by_number.get(until) if until is not None else None
    original, corrected = first.described(), now.described()
    return Line(
        firearm=firearm,
        holder=holder,
        since=since,
        acquisition=_side(holder, begins, came_from, taken_back),
        disposal=_side(holder, ends, went_to, taken_back) if ends else None,
        original=original,
        corrected=corrected,
        corrections=tuple(corrections) if original != corrected else (),
        texts=frozenset(texts),
        parts=frozenset(parts),
        state=str(now.columns.get("state") or ""),
        owned=now.columns.get("owner") == holder,
        failed=proofs[-1:] == ["failed"],
    )


def _side(holder: str, event: Entered, whom: str, taken_back: Collection[str]) -> Side:
    return Side(event, whom, str(event.entry) in taken_back, event.late if event.agency == holder else {})
