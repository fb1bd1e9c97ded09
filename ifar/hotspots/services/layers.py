"""Boundaries and figures of areas: loaded from a file that a country supplies, checked whole, undone whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from ifar import copytext
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.hotspots import incident_status
from ifar.hotspots.feeds.reading import Unreadable
from ifar.hotspots.feeds.values import count, number
from ifar.hotspots.maps.boundaries import Bounded, areas_of
from ifar.hotspots.models import Layer
from ifar.hotspots.selectors import places, signals
from ifar.hotspots.services import locating
from ifar.hotspots.services.sources import PERMISSION, reason_of
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.source_inputs import WithReason
from ifar.rights import Actor, require

PURPOSE: Final = "boundaries"
LAYER: Final = Offers(
    RECORDER, "layer", places.layer_for, page="hotspots:layers", on=lambda _found: (), name="map_layer"
)
WHATS: Final = ("population", "households", "licences", "firearms", "officers")
"""What figures count: who lives there, what could be counted against, who is there to record."""
MOST: Final = 10**12
"""More of anything are counted in no area."""
MOST_FIGURES: Final = 50_000
"""Rows of one file of figures: more than there are areas of a country and years of a census together."""
NAMED: Final = 20
"""So many faults of a file are told at once."""
_AREAS: Final = (
    "COPY hotspots_area (layer_id, code, name, parent, disputed, shape, west, south, east, north) FROM STDIN"
)
_FIGURES: Final = "COPY hotspots_denominator (layer_id, area, year, what, value) FROM STDIN"


def load_areas(
    *,
    actor: Actor,
    name: str,
    country: str,
    level: int,
    origin: str,
    year: int | None,
    content: Arrived | Path | Iterable[bytes],
    file_name: str = "areas.geojson",
) -> str:
    """Load boundaries from GeoJSON; returns the layer's identifier.

    Raises:
        Invalid: it is no such file, or a feature of it is wrong; every one is named, and nothing is loaded.
    """
    require(actor, PERMISSION)
    _check_said(name, origin, level)
    kept = files.keep(actor=actor, purpose=PURPOSE, name=file_name, content=content)
    areas, wrong = areas_of(kept.path.read_text("utf-8-sig", errors="replace"))
    if wrong:
        raise RECORDER.invalid(
            *(Reason(reason.code, field="file", params=reason.params) for reason in wrong[:NAMED])
        )
    return _load(actor, "areas", name, country, level, origin, year, kept.sha256, areas=areas)


def load_figures(
    *,
    actor: Actor,
    name: str,
    what: str,
    origin: str,
    content: Arrived | Path | Iterable[bytes],
    file_name: str = "figures.csv",
) -> str:
    """Load a table of figures: `area`, `year`, and the figure under the heading `value` or what it counts.

    Raises:
        Invalid: it is no such table, or a row of it is wrong; rows are named, and nothing is loaded.
    """
    require(actor, PERMISSION)
    _check_said(name, origin, 1)
    if what not in WHATS:
        raise RECORDER.invalid(Reason("hotspots.figures.what", field="what"))
    kept = files.keep(actor=actor, purpose=PURPOSE, name=file_name, content=content)
    look = tables.look(kept.path, kept.kind)
    headings = [heading.casefold() for heading in look.headings]
    value = next((name for name in ("value", what) if name in headings), None)
    if "area" not in headings or "year" not in headings or value is None:
        raise RECORDER.invalid(Reason("hotspots.figures.columns", field="file", params={"what": what}))
    at = {"area": headings.index("area"), "year": headings.index("year"), "value": headings.index(value)}
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(kept.path, look.layout, Path(folder), MOST_FIGURES) as staging,
    ):
        rows = [
            (int(row["n"]), _cell(row, at["area"]), _cell(row, at["year"]), _cell(row, at["value"]))
            for _number, part in staging.parts()
            for row in part.iter_rows(named=True)
        ]
    if staging.staged is None or staging.staged.more:
        raise RECORDER.invalid(Reason("hotspots.feed.many", field="file", params={"most": MOST_FIGURES}))
    figures = _figures(rows, what)
    latest = max(year for _area, year, _what, _value in figures)
    return _load(actor, "figures", name, "", 1, origin, latest, kept.sha256, figures=figures)


def _cell(row: Mapping[str, Any], at: int) -> str:
    return str(row.get(f"c{at}") or "").strip()


def _figures(rows: Sequence[tuple[int, str, str, str]], what: str) -> list[tuple[str, int, str, int]]:
    wrong: list[Reason] = []
    result: dict[tuple[str, int], int] = {}
    lines: dict[tuple[str, int], int] = {}
    for line, area, said_year, said_value in rows:
        year = number(said_year)
        try:
            value = count(said_value, field="value")
        except Unreadable:
            value = None
        if (
            not area
            or year is None
            or year != int(year)
            or not 1900 <= year <= 2100
            or value is None
            or value > MOST
        ):
            wrong.append(Reason("hotspots.figures.row", field="file", params={"row": line}))
        elif (area, int(year)) in result:
            params = {"row": line, "other": lines[area, int(year)]}
            wrong.append(Reason("hotspots.figures.twice", field="file", params=params))
        else:
            result[area, int(year)], lines[area, int(year)] = value, line
    if not rows:
        wrong.append(Reason("hotspots.figures.empty", field="file"))
    if wrong:
        raise RECORDER.invalid(*wrong[:NAMED])
    return [(area, year, what, value) for (area, year), value in result.items()]


def _check_said(name: str, origin: str, level: int) -> None:
    wrong = []
    if not name.strip():
        wrong.append(Reason("hotspots.layer.name", field="name"))
    if not origin.strip():
        wrong.append(Reason("hotspots.layer.origin", field="origin"))
    if level not in (0, 1):
        wrong.append(Reason("hotspots.layer.level", field="level"))
    if wrong:
        raise RECORDER.invalid(*wrong)


@transaction.atomic
def _load(
    actor: Actor,
    kind: str,
    name: str,
    country: str,
    level: int,
    origin: str,
    year: int | None,
    file: str,
    *,
    areas: Sequence[Bounded] = (),
    figures: Sequence[tuple[str, int, str, int]] = (),
) -> str:
    values = {
        "kind": kind,
        "name": name.strip(),
        "country": country,
        "level": level,
        "origin": origin.strip(),
        "year": year,
    }
    made = RECORDER.record(
        actor, "layer", "opened", changes={**values, "file": file, "count": len(areas) + len(figures)}
    ).subject
    layer = Layer.objects.get(public_id=made)
    with connection.cursor() as cursor:
        with cursor.copy(_AREAS) as copy:
            copy.write(
                copytext.rows(
                    (
                        layer.pk,
                        area.code,
                        area.name,
                        area.parent,
                        area.disputed,
                        Jsonb(area.shape),
                        *area.bounds,
                    )
                    for area in areas
                )
            )
        with cursor.copy(_FIGURES) as copy:
            copy.write(copytext.rows((layer.pk, *figure) for figure in figures))
        cursor.execute(
            f"SELECT {incident_status.LAYER_DIGEST} FROM hotspots_layer l WHERE l.id = %s", [layer.pk]
        )
        digest = cursor.fetchone()[0]
    RECORDER.record(actor, "layer", "loaded", layer, changes={"digest": digest})
    if kind == "areas" and level == 1:
        locating.anew()
    return made


@LAYER.act(
    "withdrawn",
    WithReason,
    _("Undo the layer"),
    permission=PERMISSION,
    done=_("It is undone: it is drawn and divided by no more."),
    when=signals.is_own,
    danger=True,
)
@transaction.atomic
def withdraw(*, actor: Actor, layer_id: str, reason: str) -> None:
    """Undo a layer: its areas are drawn no more, its figures divide nothing."""
    require(actor, PERMISSION)
    layer = places.own_layer_for(actor, layer_id)
    RECORDER.record(actor, "layer", "withdrawn", layer, changes={"reason": reason_of(reason)})
    if layer.kind == "areas" and layer.level == 1:
        locating.anew()


def geojson(areas: Iterable[tuple[str, str, str, Any]]) -> bytes:
    """Areas (code, name, parent, rings in degrees) as the GeoJSON that `load_areas` takes."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "parent": parent},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, name, parent, rings in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
