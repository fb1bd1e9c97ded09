"""What is wrong with a delivery as a whole, though each of its rows could be right: every finding names its rows.

A row tells by itself that it lies off the Earth, in the future, or on a day that does not exist (`values`). Here rows are held against each other
and against what is known of their country: points that fall into place with their axes swapped, days and months the wrong way round for the whole file,
and many rows on one point that claim to know it exactly (a country's or a province's middle, or a whole degree).

A source that says row by row how exactly places are known is believed: Baghdad lies near the middle of its province and is no less a place
for that. What looks suspicious is shown, and a person decides for each point; the decision is kept with the source. Pure.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

from ifar.hotspots.feeds.incident import PLACES, Incident, Place
from ifar.hotspots.feeds.reading import Reading, Reason

MANY: Final = 100
"""So many rows on one point are told of, and so is a share of `SHARE` of the file where that is fewer (but `LEAST` at least)."""
SHARE: Final = 0.02
LEAST: Final = 20
_WHOLE: Final = (0.5, 1.0)
_SAME_KM: Final = 0.5
"""A point no further from the middle of an area is taken for that middle: gazetteers differ by their rounding, towns by kilometres."""
_KM: Final = 111.2
_MOST: Final = 0.9


class Box(NamedTuple):
    """An extent in degrees. One that crosses 180° has its west greater than its east."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies within, its edge included."""
        across = (
            self.west <= longitude <= self.east
            if self.west <= self.east
            else longitude >= self.west or longitude <= self.east
        )
        return across and self.south <= latitude <= self.north

    def wider(self, degrees: float) -> Box:
        """The extent with a margin."""
        return Box(self.west - degrees, self.south - degrees, self.east + degrees, self.north + degrees)


class Extent(Protocol):
    """Where points may lie: a box, or something finer such as a polygon."""

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies within."""


class Centre(NamedTuple):
    """A point that stands for an area: of which kind the area is, and what it is called."""

    longitude: float
    latitude: float
    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class FileContext:
    """What is known beside the file; all of it may be missing.

    Attributes:
        extent: where points may lie at all, such as the country of the deployment with its surroundings.
        countries: extents, with some margin, by the name that the source writes.
        centres: middles of countries and divisions, as gazetteers and boundary files have them.
    """

    extent: Extent | None = None
    countries: Mapping[str, Extent] = dataclasses.field(default_factory=dict)
    centres: Sequence[Centre] = ()


Why = Literal["centre", "whole_degrees", "many"]
AS_STATED: Final = "as_stated"
"""The decision that incidents at a point are as exactly placed as the source states."""
Point = tuple[int, int]
"""Longitude and latitude in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Incidents that lie on one point though they claim to know it.

    Attributes:
        why: `centre`: it is the middle of an area that is known; `whole_degrees`: its coordinates are whole or half degrees; `many`: it is just many, as
            a town may have them.
        name: what the area is called whose middle it is.
        area: which kind of area that is.
        decided: what a person decided for this point of this source: `as_stated`, or how exactly it is known; empty while nobody has.
        held: how exactly the point is taken to be known without a decision; None where it is taken as the source states it.
    """

    longitude: float
    latitude: float
    incidents: tuple[Incident, ...]
    why: Why
    name: str = ""
    area: Place | None = None
    decided: str = ""
    held: Place | None = None

    @property
    def place(self) -> Place | None:
        """How exactly it is taken to be known; None: as the source states it."""
        if self.decided:
            return next((place for place in PLACES if place == self.decided), None)
        return self.held

    @property
    def code(self) -> str:
        """Code of the reason that tells of it."""
        return "pile.decided" if self.decided else "pile.held" if self.held else f"pile.{self.why}"

    @property
    def rows(self) -> tuple[int, ...]:
        """Numbers of the rows that lie there."""
        return tuple(sorted(row for incident in self.incidents for row in incident.rows))


def faults(
    reading: Reading, known: FileContext | None = None, results: Sequence[Pile] | None = None
) -> tuple[Reason, ...]:
    """Everything that is to be told about a delivery beside its single rows: axes, places outside, days and months, pile-ups.

    Args:
        reading: the delivery.
        known: what is known beside it.
        results: its piles, where they were looked for already.
    """
    around = known or FileContext()
    at = piles(reading.incidents, around.centres) if results is None else results
    return (
        *misplaced(reading.incidents, around),
        *_turned_file(reading),
        *_never_past_12(reading.incidents),
        *map(_pile_reason, at),
    )


# where ---------------------------------------------------------------------------------------------------------------------


def misplaced(incidents: Sequence[Incident], known: FileContext) -> list[Reason]:
    """Points that lie outside of where they must: with the axes swapped within it, or not.

    A row is held against its country's extent or the whole one; where neither is known, against where most of the file lies (a few rows that
    are swapped show so, all of them do not).
    """
    own = _own_extent(incidents) if known.extent is None and not known.countries else None
    swapped: list[int] = []
    outside: list[int] = []
    for incident in incidents:
        if incident.longitude is None or incident.latitude is None:
            continue
        x, y = incident.longitude, incident.latitude
        extent = known.countries.get(incident.texts.get("country", "")) or known.extent
        if extent is not None and not extent.holds(x, y):
            (swapped if extent.holds(y, x) else outside).extend(incident.rows)
        elif extent is None and own is not None and own.holds(y, x) and not own.holds(x, y):
            swapped.extend(incident.rows)
    reasons = []
    if swapped:
        reasons.append(Reason("place.swapped", tuple(swapped)))
    if outside:
        reasons.append(Reason("place.outside", tuple(outside)))
    return reasons


def _own_extent(incidents: Sequence[Incident]) -> Box | None:
    """Where the points of a file lie if they are not far out (Tukey's fences); None where it has too few to say.

    A quarter of the rows may be wrong and does not move them.
    """
    points = [
        (i.longitude, i.latitude) for i in incidents if i.longitude is not None and i.latitude is not None
    ]
    if len(points) < LEAST:
        return None
    west, east = _fences(sorted(x for x, _ in points))
    south, north = _fences(sorted(y for _, y in points))
    return Box(west, south, east, north)


def _fences(ordered: Sequence[float]) -> tuple[float, float]:
    """The middle half, and one and a half times as much on either side, half a degree at least."""
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    beyond = max(0.5, 1.5 * (high - low))
    return low - beyond, high + beyond


def piles(
    incidents: Iterable[Incident],
    centres: Sequence[Centre] = (),
    *,
    stated: bool = True,
    decided: Mapping[Point, str] | None = None,
) -> list[Pile]:
    """Points with suspiciously many incidents whose place is said to be exact or near, the largest first.

    Where a source itself says that only the country is known, nothing is wrong, and nothing is told.

    Args:
        incidents: those of a delivery.
        centres: middles of areas.
        stated: whether the source says row by row how exactly places are known. It is believed then; where it says nothing, what lies on
            the middle of an area is held back until a person decides.
        decided: point -> what a person decided before, `as_stated` or a place.
    """
    at: dict[tuple[float, float], list[Incident]] = {}
    claimed = 0
    for incident in incidents:
        if incident.longitude is None or incident.latitude is None or incident.place not in ("exact", "near"):
            continue
        claimed += 1
        at.setdefault((incident.longitude, incident.latitude), []).append(incident)
    limit = max(LEAST, min(MANY, math.ceil(SHARE * claimed)))
    results = []
    for (x, y), some in at.items():
        before = (decided or {}).get(point_of(x, y), "")
        if len(some) >= limit or before:
            results.append(dataclasses.replace(_pile(x, y, tuple(some), centres, stated), decided=before))
    return sorted(results, key=lambda pile: (pile.why == "many", -len(pile.incidents)))


def point_of(longitude: float, latitude: float) -> Point:
    """The point as decisions about it are kept."""
    return round(longitude * 1_000_000), round(latitude * 1_000_000)


def _pile(x: float, y: float, some: tuple[Incident, ...], centres: Sequence[Centre], stated: bool) -> Pile:
    near = [centre for centre in centres if _km(x, y, centre) <= _SAME_KM]
    if near:
        centre = max(near, key=lambda row: PLACES.index(row.place))
        return Pile(x, y, some, "centre", centre.name, centre.place, held=None if stated else centre.place)
    if all(value % _WHOLE[0] == 0 for value in (x, y)):
        return Pile(x, y, some, "whole_degrees")
    return Pile(x, y, some, "many")


def _km(x: float, y: float, centre: Centre) -> float:
    across = (x - centre.longitude) * math.cos(math.radians(y))
    return math.hypot(across, y - centre.latitude) * _KM


def coarsened(incidents: Iterable[Incident], results: Iterable[Pile]) -> tuple[Incident, ...]:
    """The incidents with the place of those in piles as it was decided or is held; all others stay as the source states them."""
    place_at = {(pile.longitude, pile.latitude): pile.place for pile in results if pile.place is not None}
    return tuple(
        dataclasses.replace(incident, place=place)
        if incident.longitude is not None
        and incident.latitude is not None
        and incident.place in ("exact", "near")
        and (place := place_at.get((incident.longitude, incident.latitude)))
        else incident
        for incident in incidents
    )


def _pile_reason(pile: Pile) -> Reason:
    params = {
        "longitude": pile.longitude,
        "latitude": pile.latitude,
        "name": pile.name,
        "decided": pile.decided,
    }
    return Reason(pile.code, pile.rows, params)


# when ----------------------------------------------------------------------------------------------------------------------


def _turned_file(reading: Reading) -> list[Reason]:
    """Days and months the other way round in the whole file: its rows that cannot be read all could be, turned."""
    wrong = [r for r in reading.reasons if r.code in ("date.swapped", "date.future_swapped")]
    rows = sorted(row for reason in wrong for row in reason.rows)
    good = [i for i in reading.incidents if i.span == "day"]
    late = sum(i.first.day > 12 for i in good)
    if not rows or late or len(rows) + len(good) < LEAST:
        return []
    return [Reason("date.turned", tuple(rows), {"loaded": len(good)})]


def _never_past_12(incidents: Sequence[Incident]) -> list[Reason]:
    """Days that never go past the 12th, though months change: day and month were read the wrong way round, or swapped by who wrote the file.

    By chance twenty days have none after the 12th once in a hundred million.
    """
    days = [i for i in incidents if i.span == "day"]
    if len(days) < LEAST or any(i.first.day > 12 for i in days):
        return []
    if Counter(i.first.day for i in days).most_common(1)[0][1] > _MOST * len(days):
        return []  # all on the first of the month: monthly figures
    return [Reason("date.never_past_12", tuple(row for i in days for row in i.rows))]


# rows in words -------------------------------------------------------------------------------------------------------------


def spans(rows: Sequence[int], most: int = 8) -> tuple[str, int]:
    """Numbers of rows as a person writes them, 2-401, 405, and how many are not named any more.

    Args:
        rows: their numbers.
        most: so many numbers and ranges are named.
    """
    ordered = sorted(set(rows))
    ranges: list[tuple[int, int]] = []
    for row in ordered:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    named = ranges[:most]
    text = ", ".join(str(a) if a == b else f"{a}-{b}" if b > a + 1 else f"{a}, {b}" for a, b in named)
    return text, len(ordered) - sum(b - a + 1 for a, b in named)
