"""How a firearm's life is laid out as a picture: the band in proportion of time, and the events with their gaps.

The stroke after an event shows the custody that the event began. Where custody is lost, or where an event finds the firearm
elsewhere than the register knew it, the line has a gap; a gap is never smoothed over (custody is one of the four facts, and
a hole in it is what a tracing officer looks for).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Custody = Literal["maker", "trade", "holder", "state", "moving", "gap", "ended"]
CUSTODIES: Final[tuple[Custody, ...]] = ("maker", "trade", "holder", "state", "moving", "gap", "ended")
"""The strokes of the line: a few kinds of custody that an eye can keep apart."""

STROKES: Final[Mapping[str, Custody]] = {
    "maker": "maker",
    "proof_house": "maker",
    "importer": "trade",
    "wholesaler": "trade",
    "retailer": "trade",
    "repairer": "trade",
    "depositary": "trade",
    "holder": "holder",
    "borrower": "holder",
    "with_firearm": "holder",
    "carrier": "moving",
    "consignee": "trade",
    "abroad": "moving",
    "store": "state",
    "unit": "state",
    "licensing_authority": "state",
    "police": "state",
    "customs": "state",
    "military": "state",
    "laboratory": "state",
    "court": "state",
    "disposal_store": "state",
    "nobody": "gap",
    "unlawful": "gap",
    "none": "ended",
}
"""Custody of the life cycle -> stroke."""

NARROWEST: Final = 0.6
"""Percent of the band below which a stretch of custody is not drawn narrower, so that a day in 40 years is still seen."""

_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100)
_MOST_YEARS: Final = 8
_ROOM_FOR_A_YEAR: Final = 13.0
_CHARACTERS_IN_THE_BAND: Final = 130


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event as the picture needs it.

    `at`: the first day on which it may have happened, None where unknown. `custody`, `holder`: who has it afterwards.
    `found_elsewhere`: the event met the firearm elsewhere than the register believed, so custody before it is not known.
    `given_by`: the number of the earlier event that gave this custody, where this one left it as it was, as a correction does;
    0 where it began here.
    """

    n: int
    at: dt.date | None
    custody: Custody
    holder: str = ""
    found_elsewhere: bool = False
    given_by: int = 0


class Stretch(NamedTuple):
    """A stretch of one custody in the band. `x` and `width` are percentages of the band's length, as text for SVG; `edge`
    is where it begins in the direction of reading.
    """

    x: str
    edge: str
    width: str
    custody: Custody
    holder: str
    labelled: bool


class Tick(NamedTuple):
    """A mark on the band: where, and what stands there (a year, or the number of an event)."""

    x: str
    text: str


class Band(NamedTuple):
    """The band: stretches of custody, one tick for each event, and the years below."""

    stretches: tuple[Stretch, ...]
    events: tuple[Tick, ...]
    years: tuple[Tick, ...]


class Item(NamedTuple):
    """One place in the row of events: an event (its number), a gap of so many days after it, or today."""

    kind: Literal["event", "gap", "now"]
    n: int
    custody: Custody
    days: int | None


def row(events: Sequence[LifeEvent], today: dt.date) -> tuple[Item, ...]:
    """The events in recorded order, with a gap put in wherever custody is not known, and today at the end of a life
    that goes on.
    """
    items: list[Item] = []
    for position, event in enumerate(events):
        following = events[position + 1] if position + 1 < len(events) else None
        broken = _broken(events, position)
        items.append(Item("event", event.n, "gap" if broken else event.custody, None))
        if broken:
            items.append(Item("gap", event.n, "gap", _days(event.at, following.at if following else today)))
    if events and events[-1].custody not in ("ended", "gap"):
        last = events[-1]
        given = next((life_event for life_event in events if life_event.n == last.given_by), last)
        items.append(Item("now", last.n, last.custody, _days(given.at, today)))
    return tuple(items)


def band(events: Sequence[LifeEvent], today: dt.date, *, mirrored: bool = False) -> Band | None:
    """The band of a life, or None where fewer than two of its days are known. `mirrored` turns it for right to left."""
    dated = [event for event in events if event.at is not None and event.at <= today]
    dated.sort(key=lambda event: (event.at or today, event.n))
    if not dated:
        return None
    first = dated[0].at or today
    last = _end(dated[-1], today)
    length = (last - first).days
    if length <= 0:
        return None

    def place(day: dt.date) -> float:
        return 100 * (day - first).days / length

    return Band(
        tuple(_stretches(dated, last, place, mirrored)),
        tuple(Tick(_percent(_turn(place(event.at or first), mirrored)), str(event.n)) for event in dated),
        tuple(Tick(_percent(_turn(x, mirrored)), text) for x, text in _years(first, last, place)),
    )


def _end(last_event: LifeEvent, today: dt.date) -> dt.date:
    """Where the band ends: today, or shortly after the end of a life that is over."""
    if last_event.custody == "ended" and last_event.at is not None:
        return min(today, last_event.at + dt.timedelta(days=90))
    return today


def _stretches(
    dated: Sequence[LifeEvent], last: dt.date, place: Callable[[dt.date], float], mirrored: bool
) -> Iterator[Stretch]:
    """Neighbouring events of one custody and one holder make one stretch."""
    position = 0
    while position < len(dated):
        end = position + 1
        while end < len(dated) and _same(dated[position], dated[end]) and not _broken(dated, end):
            end += 1
        until = dated[end].at if end < len(dated) else None
        yield _stretch(dated[position], place(until or last), place, _broken(dated, position), mirrored)
        position = end


def _stretch(
    event: LifeEvent, end_x: float, place: Callable[[dt.date], float], broken: bool, mirrored: bool
) -> Stretch:
    start_x = place(event.at) if event.at else 0.0
    width = max(end_x - start_x, NARROWEST)
    start_x = min(start_x, 100 - width)
    return Stretch(
        x=_percent(100 - start_x - width if mirrored else start_x),
        edge=_percent(_turn(start_x, mirrored)),
        width=_percent(width),
        custody="gap" if broken else event.custody,
        holder="" if broken else event.holder,
        labelled=not broken and 0 < len(event.holder) <= width / 100 * _CHARACTERS_IN_THE_BAND,
    )


def _broken(dated: Sequence[LifeEvent], position: int) -> bool:
    """Whether custody after this event is not known: it was lost, or the next event found the firearm elsewhere."""
    following = dated[position + 1] if position + 1 < len(dated) else None
    return dated[position].custody == "gap" or (following is not None and following.found_elsewhere)


def _same(life_event: LifeEvent, other: LifeEvent) -> bool:
    return (
        life_event.custody == other.custody
        and life_event.holder == other.holder
        and not other.found_elsewhere
    )


def _years(first: dt.date, last: dt.date, place: Callable[[dt.date], float]) -> Iterator[tuple[float, str]]:
    """The first year, round years between that have room, and the last year."""
    span = max(1, last.year - first.year)
    step = next((step for step in _YEAR_STEPS if span / step <= _MOST_YEARS), _YEAR_STEPS[-1])
    yield 0.0, str(first.year)
    for year in range(first.year + 1, last.year + 1):
        x = place(dt.date(year, 1, 1))
        if year % step == 0 and _ROOM_FOR_A_YEAR < x < 100 - _ROOM_FOR_A_YEAR:
            yield x, str(year)
    if last.year > first.year:
        yield 100.0, str(last.year)


def _days(start: dt.date | None, end: dt.date | None) -> int | None:
    return None if start is None or end is None or end < start else (end - start).days


def _turn(x: float, mirrored: bool) -> float:
    return 100 - x if mirrored else x


def _percent(value: float) -> str:
    return f"{value:.2f}%"
