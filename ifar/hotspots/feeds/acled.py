"""ACLED's events: its CSV exports and the rows of its API.

Raleigh, C. et al. (2010), *Introducing ACLED*, Journal of Peace Research 47(5), 651-660; ACLED, *Codebook*. Access needs a registration,
and the terms of use forbid handing the rows on: what is shown outside is sums, with the source named. The API answers
`{"status", "success", "count", "data": [row …]}` with the CSV's columns (`iso3` and others beside them); a second address names
rows that were withdrawn (`event_id_cnty`, `deleted_timestamp`). A row keeps its `event_id_cnty` when it is revised; `timestamp` moves.

Precision of time: 1 the day; 2 a week or weekend, coded on a day in its middle; 3 a month, coded on its middle, beginning or end.
Precision of place: see `incident`. Only `actor1` and `actor2` are taken over, which are groups; `notes` may name persons and are left out. Pure.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from ifar.hotspots.feeds.incident import Count, Incident, Kind, Place, Text
from ifar.hotspots.feeds.reading import Row, Unreadable
from ifar.hotspots.feeds.values import Order, cell, code, count, day, point

PLACE_OF: Final[Mapping[str, Place]] = {"1": "exact", "2": "district", "3": "province"}
"""`geo_precision` -> place."""
KIND_OF: Final[Mapping[str, Kind]] = {
    "battles": "battle",
    "explosions/remote violence": "remote_violence",
    "violence against civilians": "violence_against_civilians",
    "riots": "riot",
    "protests": "protest",
    "strategic developments": "development",
}
"""`event_type`, in lower case -> kind."""
_TEXTS: Final[tuple[tuple[Text, str], ...]] = (
    ("country", "country"), ("province", "admin1"), ("district", "admin2"), ("place", "location"), ("type", "sub_event_type"),
)  # fmt: skip
_NEEDED: Final = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "latitude", "longitude", "geo_precision", "fatalities",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acled:
    """The feed.

    Attributes:
        order: how a date with two small numbers is read; exports say 2019-05-17 or 17 May 2019.
    """

    order: Order = "dmy"
    code: str = "acled"
    together: Literal["one", "victims"] = "one"
    states_place: bool = True
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Code of `geo_precision` -> place, where a person said what a code means that the codebook does not have."""

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that are needed and not there; capitals do not matter."""
        known = {heading.lower() for heading in headings}
        return tuple(name for name in _NEEDED if name not in known)

    def incident(self, row: Row, today: date) -> Incident:
        """The incident of a row."""
        cells = {name.lower(): value for name, value in row.cells.items()}
        identifier = cell(cells, "event_id_cnty")
        if not identifier:
            raise Unreadable("id.missing")
        word = code(cells, "geo_precision")
        place = PLACE_OF.get(word) or self.places.get(word.lower())
        if place is None:
            raise Unreadable("precision.unknown", field="geo_precision", word=word)
        kind = KIND_OF.get(cell(cells, "event_type").lower())
        if kind is None:
            raise Unreadable("kind.unknown", field="event_type")
        on = day(cell(cells, "event_date"), self.order, today, field="event_date")
        first, last = _range(on, code(cells, "time_precision"))
        at = point(cell(cells, "longitude"), cell(cells, "latitude"))
        if at is None:
            raise Unreadable("place.missing")
        killed = count(cell(cells, "fatalities"), field="fatalities")
        counts: dict[Count, int] = {} if killed is None else {"killed": killed}
        texts: dict[Text, str] = {noun: text for noun, name in _TEXTS if (text := cell(cells, name))}
        actors = [actor for name in ("actor1", "actor2") if (actor := cell(cells, name))]
        if actors:
            texts["parties"] = " – ".join(actors)
        return Incident(
            self.code, identifier, first, last, *at, place, kind, counts, texts, (row.number,),
            cell(cells, "timestamp"),
        )  # fmt: skip


def _range(on: date, precision: str) -> tuple[date, date]:
    if precision == "1":
        return on, on
    if precision == "2":
        return on - timedelta(days=3), on + timedelta(days=3)
    if precision == "3":
        return on.replace(day=1), on.replace(day=calendar.monthrange(on.year, on.month)[1])
    raise Unreadable("precision.unknown", field="time_precision", word=precision)


def rows_of(answer: Mapping[str, Any]) -> list[Row]:
    """The rows of one page of the API, numbered from 1, every cell as the CSV has it.

    Raises:
        Unreadable: the API says that it failed, or this is no answer of that API.
    """
    if answer.get("success") is False or (answer.get("error")):
        raise Unreadable("answer.failed")
    return [
        Row(at, {name: "" if value is None else str(value) for name, value in row.items()})
        for at, row in enumerate(_data(answer), 1)
    ]


def withdrawn_in(answer: Mapping[str, Any]) -> frozenset[str]:
    """Identifiers of the rows that the API's list of deletions names."""
    return frozenset(str(row["event_id_cnty"]) for row in _data(answer) if row.get("event_id_cnty"))


def _data(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    data = answer.get("data")
    if not isinstance(data, list) or not all(isinstance(item, Mapping) for item in data):
        raise Unreadable("answer.form")
    return data
