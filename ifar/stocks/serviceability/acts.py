"""What is done with the serviceability of an arm of the State: set aside, inspected, repaired (MOSAIC 05.20).

The record bears the identifier of the arm, and an arm has one or none: of what nobody inspected yet nothing is said. Whoever repaired an arm does not inspect it afterwards. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ifar.acts import Act, Another, Filled, Listed, OfOffice, Record, Rule, to
from ifar.errors import Reason

SERVICEABLE: Final = "serviceable"
INSPECTION: Final = "arm_inspection"
"""What rows of the State's list of terms are about that say within how many days of its last inspection an arm is issued."""
FAULTS: Final = ("barrel", "action", "trigger", "safety", "magazine", "sights", "stock", "corrosion", "other")
"""What an inspection finds wanting."""
KINDS: Final = ("passed", "found_repairable", "condemned", "set_aside", "repair_begun", "repaired")
"""What may be recorded of many at once, in the order in which it is offered."""
OLDEST: Final = 366
"""So many days back an inspection may lie that is recorded now."""
_LAW: Final = "MOSAIC 05.20"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_RECORD: Final = "stocks:issue:record"
_SELF: Final = "nobody, because it stands on the page of the arm and in the list of the armoury"
_FOUND: Final = ("", "awaiting_inspection", "serviceable", "repairable")
_INSPECTED: Final = (
    _OWN,
    Filled(code="stocks.serviceability.day", column="inspected_on", field="inspected_on"),
    Another(
        code="stocks.serviceability.own_repair", than_whoever=("repaired",), since=("passed",), article=_LAW
    ),
)
_FAULT: Final = Listed(code="stocks.serviceability.fault", column="fault", values=FAULTS, field="fault")


def uninspected(
    arms: Collection[str], inspected: Mapping[str, dt.date], within: int | None, day: dt.date
) -> list[str]:
    """Those of some arms whose last inspection does not lie within so many days of a day; none where the State's list of terms asks for no inspection."""
    if within is None:
        return []
    oldest = day - dt.timedelta(days=within)
    return [arm for arm in arms if inspected.get(arm, dt.date.min) < oldest]


def _inspected_in_time(
    _was: Mapping[str, Any] | None, is_now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterator[Reason]:
    inspected = {arm: dt.date.fromisoformat(day) for arm, day in seen["inspected"].items()}
    for arm in uninspected(is_now["arms"], inspected, seen["within"], dt.date.fromisoformat(seen["day"])):
        yield Reason("stocks.not_inspected", field="scanned", params={"given": arm})


INSPECTED: Final = Rule({1: _inspected_in_time}, seen=("within", "day", "inspected"))
"""Where the State's list says within how many days of its last inspection an arm is issued, none is issued that was never inspected, or longer ago; elsewhere nothing."""

RECORD: Final = Record("serviceability", "F")
SERVICEABILITY: Final = (
    Act(
        "serviceability",
        "set_aside",
        to("awaiting_inspection", "", "serviceable", "repairable", "unserviceable"),
        ("agency", "compartment"),
        guards=(_OWN,),
        article=_LAW,
        hears=_SELF,
    ),
    Act(
        "serviceability",
        "passed",
        to(SERVICEABLE, "", "awaiting_inspection", "serviceable"),
        ("agency", "compartment", "inspected_on", "mark"),
        clears=("fault", "workshop"),
        stamps={"inspector": "actor"},
        guards=(
            *_INSPECTED,
            Filled(code="stocks.serviceability.mark", column="mark", field="mark"),
        ),
        permission=_RECORD,
        article=_LAW,
        hears=_SELF,
    ),
    *(
        Act(
            "serviceability",
            kind,
            to(state, *_FOUND),
            ("agency", "compartment", "inspected_on", "fault"),
            clears=("mark", "workshop"),
            stamps={"inspector": "actor"},
            guards=(*_INSPECTED, _FAULT),
            permission=_RECORD,
            article=_LAW,
            hears=_SELF,
        )
        for kind, state in (("found_repairable", "repairable"), ("condemned", "unserviceable"))
    ),
    Act(
        "serviceability",
        "repair_begun",
        to("in_repair", "repairable"),
        ("agency", "compartment", "workshop"),
        guards=(
            _OWN,
            Filled(code="stocks.serviceability.workshop", column="workshop", field="workshop"),
        ),
        article=_LAW,
        hears=_SELF,
    ),
    Act(
        "serviceability",
        "repaired",
        to("awaiting_inspection", "in_repair"),
        ("agency", "compartment"),
        guards=(_OWN,),
        permission=_RECORD,
        article=_LAW,
        hears=_SELF,
    ),
)
