"""The map of recoveries: where cases happened, by cells, and the same in words by area. Nothing is fetched from anywhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil, cos, floor, radians, sqrt
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from ifar.form_errors import actor_of
from ifar.recoveries import kinds, selectors
from ifar.recoveries.views.forms import LISTED
from ifar.recoveries.views.lists import list_filter
from ifar.reference import selectors as reference
from ifar.rights import require

WIDE: Final = 960.0
"""Width of the drawing, in its own units."""
MOST_DRAWN: Final = 1500
"""Cells that are drawn; where there are more, four become one until there are not."""
LARGEST: Final = 26.0
SMALLEST: Final = 5.0
EDGE: Final = 30
"""Room around the drawing, so that no circle is cut off."""
_CIRCLE: Final = '<circle class="cell" cx="{}" cy="{}" r="{}"><title>{}: {}</title></circle>'
PER_DEGREE: Final = 1_000_000 // kinds.CELL


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Where cases of a list happened; filters stand in the address, as those of the list do."""
    actor = actor_of(request)
    require(actor, "recoveries:case:read")
    which, form, narrow = list_filter(request)
    rows = selectors.placed(selectors.narrowed(actor, which, by_key=True, **narrow))
    cells: Counter[tuple[int, int]] = Counter()
    areas: Counter[str] = Counter()
    for area, cell, count in rows:
        areas[area] += count
        if cell is not None:
            cells[cell] += count
    spoken = reference.words("area") if areas else {}
    query = request.GET.copy()
    context = {
        "form": form,
        "which": which,
        "tabs": LISTED.items(),
        "query": query.urlencode(),
        "drawn": drawing(cells),
        "total": sum(areas.values()),
        "placed": cells.total(),
        "areas": _areas(areas, spoken),
    }
    return render(request, "recoveries/map.html", context)


def _areas(areas: Mapping[str, int], spoken: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = [{"name": spoken.get(code, code), "code": code, "count": count} for code, count in areas.items()]
    return sorted(rows, key=lambda row: (-row["count"], str(row["name"])))


def drawing(cells: Mapping[tuple[int, int], int]) -> dict[str, Any]:
    """Circles, lines of whole degrees and the size of the drawing; numbers as text, so that no language writes them otherwise."""
    size = 1
    counted: Mapping[tuple[int, int], int] = cells
    while len(counted) > MOST_DRAWN:
        size *= 2
        coarser: Counter[tuple[int, int]] = Counter()
        for (x, y), count in cells.items():
            coarser[x // size, y // size] += count
        counted = coarser
    if not counted:
        return {}
    step = size / PER_DEGREE
    west, east = _around(x * step for x, _ in counted)
    south, north = _around(y * step for _, y in counted)
    # A degree of longitude is shorter away from the equator.
    scale = WIDE / ((east - west) * cos(radians((north + south) / 2)) or 1)
    across = scale * cos(radians((north + south) / 2))
    most = max(counted.values())
    # Where no place has many cases, no circle is large.
    room = min(LARGEST - SMALLEST, 2.0 * sqrt(most))
    # Hundreds of circles: put together here, which the template takes three times as long for.
    rows = [
        (
            f"{((x + 0.5) * step - west) * across:.1f}",
            f"{(north - (y + 0.5) * step) * scale:.1f}",
            f"{SMALLEST + room * sqrt(count / most):.1f}",
            f"{(y + 0.5) * step:.2f}, {(x + 0.5) * step:.2f}",
            count,
        )
        for (x, y), count in sorted(counted.items(), key=lambda row: -row[1])
    ]
    return {
        "box": f"{-EDGE} {-EDGE} {WIDE + 2 * EDGE:.0f} {(north - south) * scale + 2 * EDGE:.0f}",
        "width": f"{WIDE:.0f}",
        "height": f"{(north - south) * scale:.0f}",
        "circles": format_html_join("", _CIRCLE, rows),
        "meridians": [(f"{(n - west) * across:.1f}", f"{n}°") for n in range(west, east + 1)],
        "parallels": [(f"{(north - n) * scale:.1f}", f"{n}°") for n in range(south, north + 1)],
    }


def _around(values: Iterable[float]) -> tuple[int, int]:
    """The whole degrees around some values."""
    results = list(values)
    first, last = floor(min(results)), ceil(max(results) + 1 / PER_DEGREE)
    return first, max(last, first + 1)
