"""UCDP's Georeferenced Event Dataset: its CSV editions (also as HDX cuts them) and the rows of its API.

Sundberg, R. & Melander, E. (2013), *Introducing the UCDP Georeferenced Event Dataset*, Journal of Peace Research 50(4), 523-532;
Högbladh, S., *UCDP GED Codebook*. Licence CC BY 4.0: the source is named wherever its data are shown. The API answers
`{"TotalCount", "TotalPages", "NextPageUrl", "Result": [row …]}` with the CSV's columns; it asks for a token. Pure.
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
from ifar.hotspots.feeds.values import cell, code, count, day, identifier, point

PLACE_OF: Final[Mapping[str, Place]] = {
    "1": "exact", "2": "near", "3": "district", "4": "province", "5": "province", "6": "country", "7": "unknown",
}  # fmt: skip
"""`where_prec` -> place. 5 is a long or fuzzy area (a road, a border, an informal region), 7 open sea or airspace."""
DATE_PRECISIONS: Final = ("1", "2", "3", "4", "5")
"""`date_prec`: the day; 2-6 days; a week; a month; more than a month, a year at most."""
KIND_OF: Final[Mapping[str, Kind]] = {
    "1": "state_conflict", "2": "non_state_conflict", "3": "one_sided_violence",
}  # fmt: skip
_COUNTS: Final[tuple[tuple[Count, str], ...]] = (
    ("killed", "best"), ("killed_low", "low"), ("killed_high", "high"), ("killed_civilians", "deaths_civilians"),
)  # fmt: skip
_TEXTS: Final[tuple[tuple[Text, str], ...]] = (
    ("country", "country"), ("province", "adm_1"), ("district", "adm_2"), ("place", "where_coordinates"),
    ("conflict", "conflict_name"),
)  # fmt: skip
_NEEDED: Final = (
    "id", "type_of_violence", "where_prec", "latitude", "longitude", "date_prec", "date_start", "date_end", "best",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ucdp:
    """The feed."""

    code: str = "ucdp.ged"
    together: Literal["one", "victims"] = "one"
    states_place: bool = True
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Code of `where_prec` -> place, where a person said what a code means that the codebook does not have."""

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that are needed and not there."""
        return tuple(name for name in _NEEDED if name not in headings)

    def incident(self, row: Row, today: date) -> Incident:
        """The incident of a row."""
        cells = row.cells
        named = identifier(cells, "id")
        if not named:
            raise Unreadable("id.missing")
        word = code(cells, "where_prec")
        place = PLACE_OF.get(word) or self.places.get(word.lower())
        if place is None:
            raise Unreadable("precision.unknown", field="where_prec", word=word)
        kind = KIND_OF.get(code(cells, "type_of_violence"))
        if kind is None:
            raise Unreadable("kind.unknown", field="type_of_violence")
        first = day(cell(cells, "date_start"), "ymd", today, field="date_start")
        last = day(cell(cells, "date_end"), "ymd", today, field="date_end")
        if last < first:
            raise Unreadable("date.reversed")
        first, last = _widened(first, last, code(cells, "date_prec"))
        at = point(cell(cells, "longitude"), cell(cells, "latitude"))
        if at is None:
            raise Unreadable("place.missing")
        texts: dict[Text, str] = {noun: text for noun, name in _TEXTS if (text := cell(cells, name))}
        sides = [side for name in ("side_a", "side_b") if (side := cell(cells, name))]
        if sides:
            texts["parties"] = " – ".join(sides)
        counts: dict[Count, int] = {
            noun: value
            for noun, name in _COUNTS
            if (value := count(cell(cells, name), field=name)) is not None
        }
        return Incident(
            self.code, named, first, last, *at, place, kind, counts, texts, (row.number,),
            cell(cells, "ged_version"),
        )  # fmt: skip


def _widened(first: date, last: date, precision: str) -> tuple[date, date]:
    """The range that is stated, or where it is shorter than its precision says, as much as that allows."""
    if precision not in DATE_PRECISIONS:
        raise Unreadable("precision.unknown", field="date_prec", word=precision)
    if last > first or precision in ("1", "2"):
        return first, last
    if precision == "3":
        return first - timedelta(days=3), first + timedelta(days=3)
    if precision == "4":
        return first.replace(day=1), first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return date(first.year, 1, 1), date(first.year, 12, 31)


def rows_of(answer: Mapping[str, Any]) -> list[Row]:
    """The rows of one page of the API, numbered from 1, every cell as the CSV has it.

    Raises:
        Unreadable: this is no answer of that API.
    """
    result = answer.get("Result")
    if not isinstance(result, list) or not all(isinstance(item, Mapping) for item in result):
        raise Unreadable("answer.form")
    return [
        Row(at, {name: "" if value is None else str(value) for name, value in item.items()})
        for at, item in enumerate(result, 1)
    ]
