"""A hotspot: a place and a time that an analyst confirmed, with what drives it, what it is connected with, and how sure that is. Pure.

The drivers are those that the *Global Strategy on Illicit Firearms and Interconnected Threats 2023-2030* names; levels of the traffic light
protocol are those of FIRST's TLP 2.0. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ifar.errors import Reason

STATES: Final = ("active", "responding", "sustained", "closed")
"""Confirmed; a response is under way; the response is over and a long-term plan runs; its exit criteria are met."""
DRIVERS: Final = ("geopolitics", "climate", "technology", "accumulation", "demand_price", "unknown")
CONFIDENCES: Final = ("low", "moderate", "high")
TLP: Final = ("red", "amber_strict", "amber", "green", "clear")
"""Whom it may be told: the recipients alone, their office, their office and its clients, the community, everybody (TLP 2.0)."""
LEAVES: Final = frozenset({"green", "clear"})
"""Levels under which small numbers are kept back, because whoever reads it may be anybody."""
LONGEST_TITLE: Final = 120
MOST_AREAS: Final = 60


def wrongs(values: Mapping[str, Any], *, threats: Collection[str]) -> list[Reason]:
    """What is wrong with what is said of a hotspot.

    Args:
        values: title, areas, first, last, drivers, threats, confidence, basis, tlp.
        threats: codes of the list of interconnected threats.
    """
    out: list[Reason] = []
    title = str(values.get("title", "")).strip()
    if not title or len(title) > LONGEST_TITLE:
        out.append(Reason("hotspots.hotspot.title", field="title"))
    if not values.get("areas") or len(values["areas"]) > MOST_AREAS:
        out.append(Reason("hotspots.hotspot.areas", field="areas"))
    first, last = values.get("first"), values.get("last")
    if not isinstance(first, date) or (last is not None and last < first):
        out.append(Reason("hotspots.hotspot.period", field="first"))
    if not values.get("drivers") or set(values["drivers"]) - set(DRIVERS):
        out.append(Reason("hotspots.hotspot.drivers", field="drivers"))
    elif "unknown" in values["drivers"] and len(values["drivers"]) > 1:
        out.append(Reason("hotspots.hotspot.unknown_driver", field="drivers"))
    if set(values.get("threats", ())) - set(threats):
        out.append(Reason("hotspots.hotspot.threats", field="threats"))
    if values.get("confidence") not in CONFIDENCES:
        out.append(Reason("hotspots.hotspot.confidence", field="confidence"))
    if values.get("tlp") not in TLP:
        out.append(Reason("hotspots.hotspot.tlp", field="tlp"))
    if not str(values.get("basis", "")).strip():
        out.append(Reason("hotspots.hotspot.basis", field="basis"))
    return out


def suggested_confidence(
    *, observed: int, signals: int, sources: Collection[str], own: Collection[str]
) -> str:
    """How sure a first brief says that it is: high needs two kinds of signals and two sources, one of them not our own recoveries."""
    independent = set(sources) - set(own)
    if observed >= 20 and signals >= 2 and len(set(sources)) >= 2 and independent:
        return "high"
    if observed >= 10 and (signals >= 2 or independent):
        return "moderate"
    return "low"


def after_response(open_responses: int, plans: int) -> str:
    """The state of a hotspot that is not closed, from what is under way."""
    if open_responses:
        return "responding"
    return "sustained" if plans else "active"


def closing(open_responses: int, open_plans: int, criteria: Sequence[str]) -> list[Reason]:
    """What speaks against closing: something is still under way, or an exit criterion is not met."""
    out = []
    if open_responses:
        out.append(Reason("hotspots.hotspot.response_open", params={"n": open_responses}))
    if open_plans:
        out.append(Reason("hotspots.hotspot.plan_open", params={"n": open_plans}))
    if any(criterion != "met" for criterion in criteria):
        out.append(
            Reason(
                "hotspots.hotspot.criteria", params={"n": sum(criterion != "met" for criterion in criteria)}
            )
        )
    return out
