"""Which source a table is from, by its headings, and which column of an unknown one may say what: suggestions that a person settles on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ifar.hotspots.feeds.acled import Acled
from ifar.hotspots.feeds.iafq import Iafq
from ifar.hotspots.feeds.reading import Feed
from ifar.hotspots.feeds.ucdp import Ucdp
from ifar.hotspots.headings import plain

SOURCES: Final[tuple[Feed, ...]] = (Ucdp(), Acled(), Iafq())
"""Sources with an adapter of their own."""
HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({
        "case id", "case no", "case number", "event id", "id", "incident id", "incident key", "incident no", "incident number", "key",
        "reference",
    }),
    "date": frozenset({
        "date", "date of event", "date of incident", "date start", "day", "event date", "incident date", "occur date", "occurred at",
        "occurred on", "start date",
    }),
    "date_end": frozenset({"date end", "end date", "until"}),
    "longitude": frozenset({"lng", "lon", "long", "longitude", "point x", "x"}),
    "latitude": frozenset({"lat", "latitude", "point y", "y"}),
    "kind": frozenset({"category", "event type", "incident type", "kind", "offence", "offense", "type"}),
    "killed_flag": frozenset({"fatal", "killed flag", "statistical murder flag"}),
    "place_precision": frozenset({"geo precision", "place precision", "precision", "where prec"}),
    "count.killed": frozenset({"best", "dead", "deaths", "fatalities", "killed"}),
    "count.wounded": frozenset({"injured", "wounded"}),
    "count.firearms": frozenset({"arms seized", "firearms", "guns", "number of firearms", "weapons"}),
    "text.country": frozenset({"country"}),
    "text.province": frozenset({"adm 1", "admin1", "boro", "governorate", "province", "region", "state"}),
    "text.district": frozenset({"adm 2", "admin2", "county", "district", "police district", "precinct"}),
    "text.place": frozenset({"city", "location", "neighborhood", "neighbourhood", "place", "town", "village"}),
}  # fmt: skip
"""Field of a mapping -> headings of which it is known, as `headings.plain` writes them."""


def source_of(headings: Sequence[str]) -> Feed | None:
    """The source that has all its columns among the headings; None where a mapping is needed."""
    return next((feed for feed in SOURCES if not feed.missing(headings)), None)


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """Field -> heading, for each field of which a heading is known; an exact word of the field's own wins over another."""
    result: dict[str, str] = {}
    for field, known in HEADINGS.items():
        fitting = [
            heading for heading in headings if plain(heading) in known and heading not in result.values()
        ]
        if fitting:
            result[field] = min(fitting, key=lambda heading: plain(heading) != field.rpartition(".")[2])
    if ("longitude" in result) != ("latitude" in result):
        result.pop("longitude", None)
        result.pop("latitude", None)
    return result
