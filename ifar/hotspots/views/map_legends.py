"""What the map of incidents can be coloured by and laid over with: classes, legends, and the switches of the interactive map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from ifar.hotspots import flow_labels
from ifar.hotspots.maps import drawing
from ifar.hotspots.selectors.map_data import MapView

PER: Final = 100_000
MOST_LAYERS: Final = 12


def layers(chosen: Sequence[str], precise: bool) -> list[tuple[str, Any, str, bool]]:
    """What can be laid over the interactive map: name, words, how its key looks, whether it is on."""
    chosen = chosen[:MOST_LAYERS] or ["hotspot", "names"]
    rows: list[tuple[str, Any, str]] = [
        ("points", _("Incidents known at a point"), "map-point"),
        ("hotspot", _("Hotspots"), "map-hotspot"),
        ("alert", _("Alerts"), "map-alert"),
        *((name, flow_labels.SIGNALS[name], f"map-{name}") for name in ("gi", "emerging")),
        ("names", _("Names of places"), ""),
    ]
    return [(*row, row[0] in chosen) for row in rows if precise or row[0] != "points"]


def legends(
    seen: MapView,
    before: MapView | None,
    breaks: list[int],
    most: int,
    figures: Mapping[str, tuple[int, int]],
    precise: bool,
) -> dict[str, Any]:
    """The classes of each way to colour the map: the first of each, and their rows. Rates are in tenths: a class is made of whole numbers."""
    least = 1 if precise else settings.IFAR_SMALL_CELL
    rates = [
        round(count * PER * 10 / figures[code][0])
        for code, count in seen.areas.items()
        if figures.get(code, (0,))[0]
    ]
    kinds = {
        "areas": [count for code, count in seen.areas.items() if code],
        "rates": [rate for rate in rates if rate],
    }
    if before:
        kinds["difference"] = drawing.differences(seen.cells, before.cells)
        kinds["areas_difference"] = drawing.differences(seen.areas, before.areas)
    result = {"cells": (breaks, drawing.legend(breaks, most))}
    for name, counts in kinds.items():
        steps = drawing.breaks_of(counts, 1 if name == "rates" else least)
        result[name] = (steps, drawing.legend(steps, max(counts, default=0)))
    return {
        name: {"breaks": steps, "rows": rows if name != "rates" else [(tone, first / 10, last / 10 if last else None) for tone, first, last in rows]}
        for name, (steps, rows) in result.items()
    }  # fmt: skip
