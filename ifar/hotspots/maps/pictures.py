"""Small maps of a few places with what lies around them: on pages, and on the paper that leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.template.loader import render_to_string

from ifar.hotspots.maps import atlas, cells, drawing
from ifar.hotspots.maps.drawing import Lines, View
from ifar.hotspots.models import Area
from ifar.hotspots.selectors import places

AROUND: Final = 0.6
"""How much of its width and height is shown around the places."""


def outlines(groups: Sequence[tuple[str, Sequence[str]]]) -> list[Lines]:
    """The outlines of several groups of places (layer, codes), in one query; none for areas whose boundary nobody supplied."""
    named = {code for layer, codes in groups if layer == "area" for code in codes}
    shapes: dict[str, list[Any]] = {}
    if named:
        standing = [standing_layer.pk for standing_layer in places.standing_layers(1)]
        rows = Area.objects.filter(layer__in=standing, code__in=named).order_by("id")
        for code, shape in rows.values_list("code", "shape"):
            shapes[code] = [ring for polygon in shape for ring in polygon]
    return [
        Lines(
            ring
            for code in codes
            for ring in (
                shapes.get(code, ()) if layer == "area" else map(_ring, filter(None, [cells.of_code(code)]))
            )
        )
        for layer, codes in groups
    ]


def _ring(cell: int) -> list[tuple[int, int]]:
    corners = [(round(x * 1e6), round(y * 1e6)) for x, y in cells.outline(cell)]
    return [*corners, corners[0]]


def small_map(layer: str, codes: Sequence[str]) -> dict[str, Any] | None:
    """A map of some places with what lies around; None where no boundary is known."""
    (outline,) = outlines([(layer, codes)])
    box = outline.bounds()
    if box is None:
        return None
    view = drawing.fitted(box.grown(AROUND))
    return {**ground_of(view), "paths": [outline.path(view, closed=True)]}


def ground_of(view: View) -> dict[str, Any]:
    """What lies in a view, the size of the picture, and its scale bar."""
    kilometres, length = view.kilometres()
    return {
        "ground": atlas.ground(view),
        "size": (f"{drawing.WIDTH:.0f}", f"{drawing.HEIGHT:.0f}"),
        "scale": {
            "kilometres": kilometres,
            "length": f"{16 + length:.1f}",
            "y": f"{drawing.HEIGHT - 16:.0f}",
        },
    }


def svg_of(small_map: dict[str, Any]) -> str:
    """A small map as a picture of its own, which needs no style sheet; without words but the scale's."""
    return render_to_string("hotspots/small_map_file.svg", {"small_map": small_map})
