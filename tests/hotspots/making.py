"""Sources, files and layers for the tests, made through the real services."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ifar.hotspots.services import deliveries, layers, sources
from tests import cast

MAPPING: dict[str, Any] = {
    "columns": {
        "id": "id", "date": "day", "longitude": "x", "latitude": "y", "count.killed": "dead", "text.place": "town",
    },
    "kind": "shooting",
}  # fmt: skip
SAID: dict[str, Any] = {
    "name": "Police reports", "reliability": "B", "credibility": "2", "licence": "Order 1", "attribution": "The police",
    "redistribution": False,
}  # fmt: skip


def a_source(
    name: str = "Police reports", *, who: str = "quentin", kind: str = "table", **mapping: Any
) -> str:
    """A source whose files are tables with the columns of `MAPPING`."""
    actor = cast.actor(who)
    made = sources.register_source(actor=actor, kind=kind, said={**SAID, "name": name})
    if kind in ("table", "geojson"):
        sources.map_source(actor=actor, source=made, mapping={**MAPPING, **mapping})
    return made


def table(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Rows of id, day, x, y, dead, town as a file."""
    lines = [
        "id,day,x,y,dead,town",
        *(",".join("" if cell is None else str(cell) for cell in row) for row in rows),
    ]
    return ("\n".join(lines) + "\n").encode()


def tried(source: str, rows: Iterable[tuple[Any, ...]], *, who: str = "quentin", whole: bool = False) -> Any:
    """A file that was tried."""
    trial = deliveries.begin(
        actor=cast.actor(who), source=source, name="rows.csv", content=[table(rows)], whole=whole
    )
    return deliveries.try_out(trial)


def loaded(source: str, rows: Iterable[tuple[Any, ...]], *, who: str = "quentin", whole: bool = False) -> str:
    """A file that was loaded; the identifier of its delivery."""
    trial = tried(source, rows, who=who, whole=whole)
    assert trial.state == "tried", trial.report
    return deliveries.load(actor=cast.actor(who), trial=str(trial.pk), accepts=True)


def square(code: str, west: float, south: float, size: float = 1.0, **more: Any) -> dict[str, Any]:
    """A square area as a feature."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    properties: Mapping[str, Any] = {"code": code, "name": f"Province {code}", **more}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def a_layer(*features: dict[str, Any], level: int = 1) -> str:
    """A layer of areas; two squares beside each other where none are given."""
    some = features or (square("P1", 9, 11), square("P2", 10, 11))
    content = json.dumps({"type": "FeatureCollection", "features": list(some)}).encode()
    return layers.load_areas(
        actor=cast.actor("quentin"),
        name="Provinces",
        country="XX",
        level=level,
        origin="Cartography",
        year=2024,
        content=[content],
    )


ROWS = [(f"r{n}", f"2026-0{1 + n % 6}-1{n % 10}", 9.2 + n * 0.01, 11.3, n % 2, "Medina") for n in range(12)]
"""Twelve shootings in the first square, two in each of six months."""
