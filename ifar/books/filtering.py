"""What narrows a bound book: a number, a name or a licence; days; and what an inspector looks for: what came late, was corrected, left in a period, was in stock on a day.

A day is that of the event, at the clock of whoever said it; a day of entry that of the register's zone. In stock on a day means at its close: what came on it counts,
what left on it does not (`BookLine`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ifar.books.lines import CORRECTS, DESCRIBED, TAKES_BACK
from ifar.ledger.models import Entry
from ifar.registry.models import BookLine, Event, Mark
from ifar.rights import Actor

DAYS: Final = ("since", "until", "entered_since", "entered_until", "left_since", "left_until", "stock_on")
FLAGS: Final = ("late", "corrected")


@dataclass(frozen=True, slots=True)
class BookFilter:
    """What narrows a book; what is not said narrows nothing.

    Attributes:
        text: a serial number, a name or the number of a licence.
        since, until: something came or left on these days.
        entered_since, entered_until: its coming or its leaving was entered on these days.
        left_since, left_until: it left on these days: disposals alone.
        stock_on: it was in stock at the close of this day.
        late, corrected: a side of it was entered late; an entry of it was corrected or annulled.
    """

    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    entered_since: dt.date | None = None
    entered_until: dt.date | None = None
    left_since: dt.date | None = None
    left_until: dt.date | None = None
    stock_on: dt.date | None = None
    late: bool = False
    corrected: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether it narrows anything."""
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def is_more(self) -> bool:
        """Whether it narrows by more than a text and the days on which something happened."""
        return any(getattr(self, name) for name in (*DAYS[2:], *FLAGS))

    @property
    def said(self) -> dict[str, str]:
        """What was asked, by name, as it stands in an address."""
        result = {name: getattr(self, name) for name in DAYS}
        days = {name: day.isoformat() for name, day in result.items() if day}
        return {
            **({"q": self.text} if self.text else {}),
            **days,
            **{name: "1" for name in FLAGS if getattr(self, name)},
        }


def read(value: Callable[[str], str]) -> BookFilter:
    """What narrows the book, of the values of an address by their names; a day that is none narrows nothing."""
    days = {name: _day(value(name)) for name in DAYS}
    flags = {name: value(name) == "1" or value("only") == name for name in FLAGS}
    return BookFilter(value("q").strip()[:100], **days, **flags)  # type: ignore[arg-type]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def apply(actor: Actor, lines: QuerySet[BookLine], asked: BookFilter) -> QuerySet[BookLine]:
    """Those of some lines that fit what is asked, but for its text. A trader is told of its own lateness alone."""
    for condition in _conditions(actor, asked):
        lines = lines.filter(condition)
    return lines


def _conditions(actor: Actor, asked: BookFilter) -> Iterator[Any]:
    if asked.since or asked.until:
        between = _between(asked.since, asked.until)
        yield Q(came_on__range=between) | Q(left_on__range=between)
    if asked.left_since or asked.left_until:
        yield Q(left_on__range=_between(asked.left_since, asked.left_until))
    if asked.entered_since or asked.entered_until:
        first, last = _between(asked.entered_since, asked.entered_until)
        written = (_first_of(first), _first_of(last + dt.timedelta(days=1)) if last < dt.date.max else _LAST)
        yield Q(entered__gte=written[0], entered__lt=written[1]) | Q(
            left_by__gte=written[0], left_by__lt=written[1]
        )
    if asked.stock_on:
        after = _first_of(asked.stock_on + dt.timedelta(days=1)) if asked.stock_on < dt.date.max else _LAST
        # Where no day is told, it is the day of the entry.
        yield Q(came_on__lte=asked.stock_on) | Q(came_on=None, entered__lt=after)
        yield Q(until=None) | Q(left_on__gt=asked.stock_on) | Q(left_on=None, left_by__gte=after)
    if asked.late:
        events = Event.objects.filter(firearm=OuterRef("firearm_id"), checks__has_key="lateness")
        if actor.own_book_only:
            events = events.filter(Exists(Entry.objects.filter(entry=OuterRef("pk"), agency=actor.agency)))
        yield Exists(events.filter(Q(n=OuterRef("since")) | Q(n=OuterRef("until"))))
    if asked.corrected:
        events = Event.objects.filter(firearm=OuterRef("firearm_id"), n__gt=OuterRef("since"))
        result = Q(kind=CORRECTS, changes__has_any_keys=[*DESCRIBED, *(f"{name}_raw" for name in DESCRIBED)])
        # A number that is corrected leaves behind what it said, with the correction as its event.
        number = Q(kind=CORRECTS) & Exists(
            Mark.objects.filter(firearm=OuterRef("firearm_id"), event=OuterRef("pk"), kind="serial")
        )
        within = Q(n__lte=OuterRef("until"))
        open_still = events.filter(result | number | Q(kind=TAKES_BACK))
        closed = events.filter(
            ((result | number | Q(kind=TAKES_BACK)) & within) | Q(kind=TAKES_BACK, n=OuterRef("until") + 1)
        )
        yield (Q(until=None) & Exists(open_still)) | (Q(until__isnull=False) & Exists(closed))


_LAST: Final = uuid.UUID(int=(1 << 128) - 1)


def _between(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    return first or dt.date.min, last or dt.date.max


def _first_of(day: dt.date) -> uuid.UUID:
    """The smallest entry that can be of a day or of one after it."""
    if day.year < 1971:
        return uuid.UUID(int=0)
    begins = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
    return uuid.UUID(int=int(begins.timestamp() * 1000) << 80)
