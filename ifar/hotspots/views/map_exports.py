"""What the map shows as files for other map programs: cells, areas, and incidents at points as far as rights and terms let them leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ifar.hotspots.maps import atlas, cells, geofiles
from ifar.hotspots.maps.geofiles import GeoLayer
from ifar.hotspots.selectors import map_data
from ifar.hotspots.selectors.map_data import MapFilter
from ifar.hotspots.views.map_legends import PER
from ifar.numbers import number_words
from ifar.rights import Actor

FORMS: Final[Mapping[str, str]] = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
MOST_POINTS: Final = 20_000


def exported(actor: Actor, context: Mapping[str, Any], lines: Sequence[str], form: str) -> HttpResponse:
    """What is seen, as a file.

    Args:
        lines: what the figures are, of when and whose, as a picture says it below.
    """
    shown = context["pictures"][-1]
    layers = [_cells(shown), _areas(context, shown)]
    said = list(lines)
    if context["precise"]:
        points, left_out = _points(actor, context["asked"].asked)
        if points.features:
            layers.append(points)
        if left_out:
            text = ngettext(
                "%(number)s incident is left out, because the terms of its source forbid to hand rows on.",
                "%(number)s incidents are left out, because the terms of their sources forbid to hand rows on.",
                left_out,
            )
            said.append(text % {"number": number_words(left_out)})
    if form == "geojson":
        content = geofiles.geojson(layers, {"title": str(_("Map of incidents")), "notes": said})
    else:
        moment = timezone.now().astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        content = geofiles.geopackage(layers, "\n".join(said), moment)
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="incidents.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cells(shown: Mapping[str, Any]) -> GeoLayer:
    rows = []
    for cell in shown["cells"]:
        corners = [[round(x, 5), round(y, 5)] for x, y in cells.outline(int(cell.name, 16))]
        rows.append(([[[*corners, corners[0]]]], (cell.name, cell.count, shown["from"], shown["to"])))
    return GeoLayer(
        "cells", str(_("Incidents by cell")), {"cell": str, "incidents": int, "from": str, "to": str}, rows
    )


def _areas(context: Mapping[str, Any], shown: Mapping[str, Any]) -> GeoLayer:
    counted = {area["code"]: area["count"] for area in context["areas"]}
    figures = context["figures"]
    rows = []
    for code, name, polygons in atlas.areas(context["asked"].view):
        count, people = counted.get(code, 0), figures.get(code, (0, 0))[0]
        rate = round(count * PER / people, 2) if people else None
        rows.append((polygons, (code, name, count, rate, shown["from"], shown["to"])))
    columns: dict[str, type] = {
        "code": str,
        "name": str,
        "incidents": int,
        "rate_100000": float,
        "from": str,
        "to": str,
    }
    return GeoLayer("areas", str(_("Incidents by area")), columns, rows)


def _points(actor: Actor, asked: MapFilter) -> tuple[GeoLayer, int]:
    """Incidents that may be handed on, one by one, and how many may not; none where there are too many."""
    every = map_data.points(actor, asked, MOST_POINTS)
    some = map_data.points(actor, asked, MOST_POINTS, handed_on=True) or []
    rows = [
        ((x / 1e6, y / 1e6), (number, f"{month // 12:04}-{month % 12 + 1:02}", precision))
        for number, x, y, month, precision in some
    ]
    columns: dict[str, type] = {"incident": int, "month": str, "precision": str}
    layer = GeoLayer("points", str(_("Incidents known at a point")), columns, rows)
    return layer, len(every) - len(some) if every is not None else 0
