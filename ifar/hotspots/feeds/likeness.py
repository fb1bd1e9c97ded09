"""Incidents of two sources that may be one event: candidates with a score and its reasons, for a person to decide.

Two sources never agree exactly: one has the town, the other the district; one the day of the attack, the other that of the report; and each
its own count of the dead. So nothing is joined by itself. The score is an order of review, not a probability. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ifar.hotspots.feeds.incident import PLACES, SPANS, Incident, Kind, Place

_KM: Final = 111.2
REACH_KM: Final[Mapping[Place, float]] = {"exact": 5.0, "near": 25.0, "district": 40.0, "province": 0.0, "country": 0.0, "unknown": 0.0}  # fmt: skip
"""How far from its point an incident may be; two may be one where their reaches touch. From a province on nothing is proposed."""
APART: Final = 2
"""So many days may lie between two ranges: a report comes later than its event."""
_FAMILIES: Final[Sequence[frozenset[Kind]]] = (
    frozenset({"state_conflict", "non_state_conflict", "battle", "remote_violence"}),
    frozenset({"one_sided_violence", "violence_against_civilians", "remote_violence", "riot"}),
    frozenset(
        {"shooting", "violence_against_civilians", "battle", "one_sided_violence", "non_state_conflict"}
    ),
    frozenset({"seizure", "find", "trace"}),
    frozenset({"protest", "riot"}),
)
"""Kinds that different sources may give to the same event."""
LIKELY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two incidents that may be one: the score from 0 to 1 and its parts by reason (`place`, `time`, `kind`, `killed`), each from 0 to 1."""

    one: Incident
    other: Incident
    score: float
    reasons: Mapping[str, float]
    km: float
    days: int


def candidates(
    incidents: Iterable[Incident], other: Iterable[Incident], *, least: float = LIKELY
) -> list[Pair]:
    """Pairs of two sources that may be one event, likeliest first; incidents known to a province or a year only are in none.

    Args:
        incidents: incidents of one source.
        other: incidents of the other.
        least: the lowest score that is proposed.
    """
    cells: dict[tuple[int, int, int], list[Incident]] = {}
    for incident in other:
        if _placeable(incident):
            for day in range(incident.first.toordinal(), incident.last.toordinal() + 1):
                cells.setdefault((day, *_cell(incident)), []).append(incident)
    pairs: list[Pair] = []
    for incident in incidents:
        if not _placeable(incident):
            continue
        near: dict[tuple[str, str], Incident] = {}
        x, y = _cell(incident)
        first, last = incident.first - timedelta(days=APART), incident.last + timedelta(days=APART)
        across = _across(incident)
        for day in range(first.toordinal(), last.toordinal() + 1):
            for column in range(x - across, x + across + 1):
                for row in (y - 1, y, y + 1):
                    for some in cells.get((day, column % 360, row), ()):
                        near[some.source, some.source_id] = some
        pairs += [
            pair for some in near.values() if (pair := likeness(incident, some)) and pair.score >= least
        ]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one.source_id, pair.other.source_id))


def likeness(incident: Incident, other: Incident) -> Pair | None:
    """How like two incidents are; None where they cannot be one."""
    days = max(0, (max(incident.first, other.first) - min(incident.last, other.last)).days)
    kinds = _kinds(incident.kind, other.kind)
    if days > APART or kinds == 0 or not (_placeable(incident) and _placeable(other)):
        return None
    km = _distance(incident, other)
    reach = REACH_KM[incident.place] + REACH_KM[other.place]
    if km > reach:
        return None
    coarse = max(PLACES.index(incident.place), PLACES.index(other.place))
    place = (1 - 0.5 * km / reach) * (1, 0.9, 0.7)[coarse]
    spread = max(SPANS.index(incident.span), SPANS.index(other.span))
    time = (1, 0.6, 0.4)[days] * (1, 0.8, 0.5)[spread]
    reasons = {"place": place, "time": time, "kind": kinds}
    weights = {"place": 0.4, "time": 0.35, "kind": 0.1}
    killed = _killed(incident, other)
    if killed is not None:
        reasons["killed"], weights["killed"] = killed, 0.15
    score = sum(weights[name] * value for name, value in reasons.items()) / sum(weights.values())
    return Pair(
        incident, other, round(score, 3), {name: round(value, 3) for name, value in reasons.items()}, km, days
    )


def _placeable(incident: Incident) -> bool:
    return (
        incident.longitude is not None
        and REACH_KM[incident.place] > 0
        and SPANS.index(incident.span) <= SPANS.index("month")
    )


def _cell(incident: Incident) -> tuple[int, int]:
    """A cell of a degree: wider than what two reaches span from south to north."""
    return math.floor(incident.longitude or 0.0) % 360, math.floor(incident.latitude or 0.0)


def _across(incident: Incident) -> int:
    """Cells to look at east and west: degrees are narrower towards the poles."""
    narrow = max(0.05, math.cos(math.radians(min(89.0, abs(incident.latitude or 0.0) + 1))))
    return min(180, math.ceil(2 * max(REACH_KM.values()) / (_KM * narrow)))


def _distance(incident: Incident, other: Incident) -> float:
    """Great-circle kilometres."""
    a, b = math.radians(incident.latitude or 0.0), math.radians(other.latitude or 0.0)
    turn = math.radians((incident.longitude or 0.0) - (other.longitude or 0.0))
    half = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


def _kinds(kind: Kind, other: Kind) -> float:
    if kind == other:
        return 1.0
    if any(kind in family and other in family for family in _FAMILIES):
        return 0.7
    return 0.3 if "other" in (kind, other) else 0.0


def _killed(item: Incident, other: Incident) -> float | None:
    """How well the counts of the dead agree; None where one says nothing."""
    a, b = item.counts.get("killed"), other.counts.get("killed")
    if a is None or b is None:
        return None
    low, high = sorted((a, b))
    for incident, value in ((item, b), (other, a)):
        bounds = incident.counts.get("killed_low"), incident.counts.get("killed_high")
        if bounds[0] is not None and bounds[1] is not None and bounds[0] <= value <= bounds[1]:
            return 1.0
    return (low + 1) / (high + 1)
