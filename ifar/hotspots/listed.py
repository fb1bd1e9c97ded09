"""The lists from which one chooses in hotspots, by the names under which their inputs ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ifar.hotspots import detection_run, flow_labels, labels, record
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.faults import AS_STATED
from ifar.hotspots.feeds.incident import KINDS, PLACES


def _shared(group: str, codes: tuple[str, ...]) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [(code, flow_labels.coded(group, code)) for code in codes]


def _first_up(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


_LISTS: Final[Mapping[str, Callable[[], Any]]] = {
    "hotspots.source_kinds": labels.SOURCE_KINDS.items,
    "hotspots.reliabilities": labels.RELIABILITY.items,
    "hotspots.credibilities": labels.CREDIBILITY.items,
    "hotspots.orders": labels.ORDERS.items,
    "hotspots.kinds": lambda: [(kind, _first_up(fed.KINDS[kind])) for kind in KINDS],
    "hotspots.places": lambda: [(place, _first_up(fed.PLACES[place])) for place in PLACES],
    "hotspots.decisions": lambda: [
        ("undecided", labels.UNDECIDED),
        (AS_STATED, _first_up(labels.AS_STATED)),
        *((place, _first_up(fed.PLACES[place])) for place in PLACES[2:]),
    ],
    "hotspots.layer_files": labels.LAYER_FILES.items,
    "hotspots.layers": flow_labels.LAYERS.items,
    "hotspots.units": flow_labels.UNITS.items,
    "hotspots.signals": lambda: [(name, flow_labels.SIGNALS[name]) for name in detection_run.ALL],
    "hotspots.dismissals": flow_labels.DISMISSALS.items,
    "hotspots.drivers": _shared("driver", record.DRIVERS),
    "hotspots.confidences": _shared("confidence", record.CONFIDENCES),
    "hotspots.tlp": _shared("tlp", record.TLP),
    "hotspots.levels": _shared("level", ("none", "watch", "response", "urgent")),
    "hotspots.answers": flow_labels.ANSWERS.items,
    "hotspots.outcomes": flow_labels.OUTCOMES.items,
}
NAMES: Final = tuple(_LISTS)


def choices(name: str) -> list[tuple[str, Any]]:
    """Code and words of each choice of a list."""
    return list(_LISTS[name]())
