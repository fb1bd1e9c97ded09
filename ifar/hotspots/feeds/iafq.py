"""Country-years of the Illicit Arms Flows Questionnaire, as UNODC publishes them (dataunodc.un.org, firearms trafficking).

UNODC, *Illicit Arms Flows Questionnaire* (IAFQ), data collection for SDG indicator 16.4.2. A row is a country, a year, an indicator, one way
to divide it and a number. What is taken over are the totals of arms seized, found and surrendered, each a fact of a whole country and a whole
year: no map and no scan may place it, and it says so. Rows that divide a total would count the same arms again, and are accounted for as
repeats. A value of 0 is a count; an empty one is not known. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ifar.hotspots.feeds.incident import Incident, Kind
from ifar.hotspots.feeds.reading import Repeated, Row, Unreadable
from ifar.hotspots.feeds.values import EARLIEST, cell, count

KIND_OF: Final[Mapping[str, Kind]] = {
    "arms seized": "seizure", "arms found": "find", "arms surrendered": "find",
}  # fmt: skip
"""Indicator, in lower case -> kind."""
TOTALS: Final[Mapping[str, str]] = {
    "arms seized": "total", "arms found": "by type", "arms surrendered": "by type",
}  # fmt: skip
"""Indicator -> the dimension under which its total stands."""
_NEEDED: Final = ("iso3_code", "country", "indicator", "dimension", "category", "year", "value")


@dataclass(frozen=True, slots=True)
class Iafq:
    """The feed."""

    code: str = "unodc.iafq"
    together: Literal["one", "victims"] = "one"
    states_place: bool = True

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that are needed and not there; capitals do not matter."""
        known = {heading.strip().lower() for heading in headings}
        return tuple(name for name in _NEEDED if name not in known)

    def incident(self, row: Row, today: date) -> Incident:
        """What a country reports of a year, of a row that is a total."""
        cells = {name.strip().lower(): value for name, value in row.cells.items()}
        country, indicator = cell(cells, "iso3_code").upper(), cell(cells, "indicator").lower()
        if len(country) != 3 or not country.isalpha():
            raise Unreadable("iafq.country")
        kind = KIND_OF.get(indicator)
        if kind is None:
            raise Unreadable("iafq.indicator")
        if (cell(cells, "dimension").lower(), cell(cells, "category").lower()) != (
            TOTALS[indicator],
            "total",
        ):
            raise Repeated("iafq.part")
        year = _year(cell(cells, "year"), today)
        number = count(cell(cells, "value"), field="VALUE")
        if number is None:
            raise Unreadable("iafq.value")
        return Incident(
            self.code,
            f"{country} {year} {indicator}",
            date(year, 1, 1),
            date(year, 12, 31),
            None,
            None,
            "country",
            kind,
            {"firearms": number},
            {"country": cell(cells, "country"), "type": cell(cells, "indicator")},
            (row.number,),
        )


def _year(text: str, today: date) -> int:
    """A year that is over."""
    number = count(text, field="Year")
    if number is None:
        raise Unreadable("date.missing", field="Year")
    if number < EARLIEST:
        raise Unreadable("date.early", field="Year")
    if number >= today.year:
        raise Unreadable("date.future", field="Year")
    return number
