"""The real files of incidents, read by the adapters that the import uses."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from pathlib import Path

from ifar.hotspots.feeds.custom_table import Mapped
from ifar.hotspots.feeds.incident import ANY, Use
from ifar.hotspots.feeds.reading import Feed, Reading, Row, read
from ifar.hotspots.feeds.ucdp import Ucdp

TODAY = dt.date(2026, 8, 1)
PHILADELPHIA = Mapped(
    "philadelphia",
    {"id": "id", "date": "occurred_at", "longitude": "longitude", "latitude": "latitude", "killed_flag": "fatal",
     "text.district": "police_district", "text.place": "neighborhood"},
    kind="shooting", place="exact",
)  # fmt: skip
NEW_YORK = Mapped(
    "nypd",
    {"id": "INCIDENT_KEY", "date": "OCCUR_DATE", "longitude": "Longitude", "latitude": "Latitude",
     "killed_flag": "STATISTICAL_MURDER_FLAG", "text.province": "BORO", "text.district": "PRECINCT"},
    kind="shooting", place="exact", together="victims",
)  # fmt: skip
FILES: dict[str, tuple[Feed, tuple[str, ...]]] = {
    "Iraq": (Ucdp(), ("ucdp_ged_iraq_1989_2018.csv",)),
    "Syria": (Ucdp(), ("ucdp_ged_syria_2016_2017.csv", "ucdp_ged_syria_2018_2019.csv")),
    "Central African Republic": (Ucdp(), ("ucdp_ged_central_african_republic_1989_2022.csv",)),
    "World": (Ucdp(), ("ucdp_ged_world_sample_1000.csv",)),
    "Philadelphia": (PHILADELPHIA, ("philadelphia_shooting_victims_2015_2022.csv",)),
    "New York": (NEW_YORK, ("nypd_shooting_incidents_2006_2020.csv",)),
}


@functools.cache
def rows(folder: Path, name: str) -> tuple[Row, ...]:
    """The rows of one table; where it comes in several files, one after another."""
    results = []
    for file in FILES[name][1]:
        with (folder / "incidents" / file).open(encoding="utf-8", newline="") as stream:
            results += [Row(len(results) + 2, cells) for cells in csv.DictReader(stream)]
    return tuple(Row(at, row.cells) for at, row in enumerate(results, 2))


@functools.cache
def reading(folder: Path, name: str, use: Use = ANY) -> Reading:
    """One table, read."""
    return read(FILES[name][0], rows(folder, name), today=TODAY, use=use)
