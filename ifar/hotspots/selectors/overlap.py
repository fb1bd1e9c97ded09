"""Which hotspots and alerts cover the same ground, whatever their places are: areas of the first division, or cells of one size or another."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Hotspot
from ifar.hotspots.selectors import places


def open_hotspots(alert: Alert) -> list[Hotspot]:
    """The open hotspots of an alert's office and compartment that cover some of its places. For services."""
    some = Hotspot.objects.filter(agency=alert.agency_id, compartment=alert.compartment)
    return those_at(alert, some.exclude(state="closed").order_by("-id"))


def those_at(alert: Alert, hotspots: Iterable[Hotspot]) -> list[Hotspot]:
    """Those of some hotspots that cover places of an alert; of a flow none."""
    if alert.signal == "flow":
        return []
    return [
        hotspot for hotspot in hotspots if overlap(alert.layer, alert.places, hotspot.layer, hotspot.areas)
    ]


def overlap(layer: str, some: Collection[str], other_layer: str, others: Collection[str]) -> bool:
    """Whether places of two layers have ground in common: cells by the larger of their sizes, a cell and an area by the middle of the cell."""
    if layer == other_layer:
        return not set(some).isdisjoint(others)
    if layer == "area":
        return overlap(other_layer, others, layer, some)
    own = [cell for code in some if (cell := cells.of_code(code))]
    if other_layer == "area":
        middles = [cells.centre(cell) for cell in own]
        longitudes, latitudes = ([round(middle[n] * 1e6) for middle in middles] for n in (0, 1))
        return bool(own) and not set(places.finder().areas_at(longitudes, latitudes)).isdisjoint(others)
    theirs = [cell for code in others if (cell := cells.of_code(code))]
    size = min((cells.resolution_of(cell) for cell in (*own, *theirs)), default=0)
    return not {cells.parent(cell, size) for cell in own}.isdisjoint(
        cells.parent(cell, size) for cell in theirs
    )
