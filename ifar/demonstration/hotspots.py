"""Incidents of the demonstration country: five years of two invented sources and of the register's own recoveries, with what they are held against.

Three stories are in them: the docks of the capital, where it has always been so; the Mining Basin, which grew calmer; and the Eastern March by the
disputed triangle, where it rises since last winter. Some incidents stand in both sources.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils import timezone

from ifar.demonstration import geography
from ifar.demonstration.country import PROVINCES
from ifar.demonstration.recoveries import on_duty
from ifar.hotspots.models import Layer, Source
from ifar.hotspots.services import deliveries, layers, own, sources
from ifar.rights import Actor

PEOPLE: Final = 8_400_000
YEARS: Final = 5
POLICE: Final = 2600
OBSERVED: Final = 900
_POLICE_MAPPING: Final[Mapping[str, Any]] = {
    "columns": {
        "id": "report", "date": "day", "longitude": "lon", "latitude": "lat", "kind": "what", "place_precision": "known",
        "count.killed": "dead", "count.wounded": "hurt", "text.place": "town", "text.province": "province",
    },
    "order": "ymd",
    "kinds": {"shooting": "shooting", "seizure": "seizure", "find": "find", "robbery": "other"},
    "places": {"block": "exact", "town": "near", "province": "province"},
}  # fmt: skip
_OBSERVED_MAPPING: Final[Mapping[str, Any]] = {
    "columns": {
        "id": "event", "date": "date", "longitude": "x", "latitude": "y", "count.killed": "fatalities", "text.place": "location", "text.parties": "actors",
    },
    "order": "dmy",
    "kind": "shooting",
    "place": "near",
}  # fmt: skip
Row = tuple[dt.date, str, str, float, float]


def load(officers: Mapping[str, Actor]) -> None:
    """Load them, where there are none yet."""
    if Source.objects.exists():
        return
    with on_duty(officers["analyst"]) as analyst:
        if not Layer.objects.exists():
            _places(analyst)
        draw = random.Random(20260101)  # noqa: S311
        today = timezone.localdate()
        rows = sorted(_happened(draw, today), key=lambda row: row[0])
        _police(analyst, draw, rows)
        _observatory(analyst, draw, rows)
        source = sources.register_source(
            actor=analyst,
            kind="recoveries",
            said={
                "name": "Seizures and finds on record",
                "reliability": "A",
                "credibility": "2",
                "redistribution": False,
            },
        )
        own.renew(actor=analyst, source=source)


def _places(analyst: Actor) -> None:
    values: dict[str, Any] = {
        "actor": analyst,
        "year": 2024,
        "country": "",
        "origin": "Institute of Cartography of Kestria, 2024",
    }
    layers.load_areas(**values, name="Kestria and its neighbours", level=0, content=[geography.states()])
    layers.load_areas(
        **{**values, "country": "XX"}, name="Provinces of Kestria", level=1, content=[geography.provinces()]
    )
    this_year = timezone.localdate().year
    lines = ["area,year,value"]
    for year in range(this_year - YEARS, this_year + 1):
        grown = PEOPLE * (1 + 0.015 * (year - this_year))
        lines += [f"{province.code},{year},{round(grown * province.share / 1000)}" for province in PROVINCES]
    layers.load_figures(
        actor=analyst,
        name="Population by province",
        what="population",
        origin="Statistical Office of Kestria, census of 2021, carried on",
        content=["\n".join(lines).encode()],
    )


def _happened(draw: random.Random, today: dt.date) -> Iterator[Row]:
    """Day, kind, town, longitude, latitude."""
    towns = list(geography.towns())
    share = {province.code: province.share for province in PROVINCES}
    weights = [share[code] / len([town for town in towns if town[0] == code]) for code, *_ in towns]
    since = today - dt.timedelta(days=365 * YEARS)
    for _ in range(POLICE):
        day = since + dt.timedelta(days=draw.randrange(365 * YEARS))
        story = draw.random()
        late = (today - day).days
        if story < 0.10:
            at = next(town for town in towns if town[1] == "Les Docks")
        elif story < 0.20 and draw.random() < 0.3 + 0.7 * late / (365 * YEARS):
            at = next(town for town in towns if town[1] == "Fosse-Noire")
        elif story < 0.32 and draw.random() < (1.0 if late < 270 else 0.12):
            at = next(town for town in towns if town[1] == "Bordj Sabra")
        else:
            at = draw.choices(towns, weights)[0]
        spread = 0.03 if draw.random() < 0.7 else 0.25
        kind = draw.choices(("shooting", "seizure", "find", "robbery"), (50, 28, 12, 10))[0]
        yield day, kind, at[1], at[2] + draw.gauss(0, spread), at[3] + draw.gauss(0, spread)


def _police(analyst: Actor, draw: random.Random, rows: list[Row]) -> None:
    source = sources.register_source(
        actor=analyst,
        kind="table",
        said={
            "name": "Reports of the National Police", "reliability": "B", "credibility": "2", "redistribution": False,
            "licence": "Order 114/2023 of the Ministry of the Interior", "attribution": "National Police of Kestria",
            "terms": "Rows stay within the offices of the State; sums may leave.",
        },
    )  # fmt: skip
    sources.map_source(actor=analyst, source=source, mapping=_POLICE_MAPPING)
    provinces = {
        town: next(province.name for province in PROVINCES if province.code == code)
        for code, town, *_ in geography.towns()
    }
    results = []
    for number, (day, kind, town, x, y) in enumerate(rows, 1):
        dead = draw.choices((0, 1, 2), (80, 17, 3))[0] if kind == "shooting" else 0
        hurt = draw.choices((0, 1, 2, 3), (55, 32, 10, 3))[0] if kind == "shooting" else 0
        known = draw.choices(("block", "town", "province"), (80, 15, 5))[0]
        results.append(
            (
                f"NP-{day.year}-{number:05}",
                day.isoformat(),
                f"{x:.5f}",
                f"{y:.5f}",
                kind,
                known,
                dead,
                hurt,
                town,
                provinces[town],
            )
        )
    results.append(results[40])
    results.append(
        ("NP-X-1", "2024-02-30", "9.1", "12.1", "shooting", "block", 0, 1, "Medina Nova", "Capital District")
    )
    head = ("report", "day", "lon", "lat", "what", "known", "dead", "hurt", "town", "province")
    _loaded(analyst, source, "police-reports.csv", _csv(head, results))


def _observatory(analyst: Actor, draw: random.Random, rows: list[Row]) -> None:
    source = sources.register_source(
        actor=analyst,
        kind="table",
        said={
            "name": "Observatory of Armed Violence", "reliability": "C", "credibility": "3", "redistribution": True, "licence": "CC BY 4.0",
            "attribution": "Observatory of Armed Violence, University of Medina Nova",
        },
    )  # fmt: skip
    sources.map_source(actor=analyst, source=source, mapping=_OBSERVED_MAPPING)
    shootings = [row for row in rows if row[1] == "shooting"]
    results = []
    for number, (seen, _kind, town, east, north) in enumerate(
        draw.sample(shootings, min(OBSERVED, len(shootings))), 1
    ):
        day, x, y = seen, east, north
        if draw.random() < 0.95:  # most of what it knows is its own: other days, other corners
            day -= dt.timedelta(days=draw.randrange(5, 40))
            x, y = x + draw.gauss(0, 0.2), y + draw.gauss(0, 0.2)
        results.append(
            (f"OAV{number:04}", day.strftime("%d/%m/%Y"), f"{x:.4f}", f"{y:.4f}", draw.randrange(3), town, "")
        )
    head = ("event", "date", "x", "y", "fatalities", "location", "actors")
    _loaded(analyst, source, "observatory.csv", _csv(head, results))


def _csv(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _loaded(analyst: Actor, source: str, name: str, content: bytes) -> None:
    trial = deliveries.begin(actor=analyst, source=source, name=name, content=[content])
    tried = deliveries.try_out(trial)
    if tried.state != "tried":
        raise ValueError(f"{name}: {tried.report}")
    deliveries.load(actor=analyst, trial=str(tried.pk), accepts=True)
