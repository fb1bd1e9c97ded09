"""A suspicious parcel or listing that a carrier or a marketplace reports: what it may say, who is asked, what the reporter sees of it. Pure.

Cooperation with commercial carriers: Firearms Protocol art. 13(3). A report is about a thing: no field asks for a sender, a recipient or a seller.
Its words, the reporter's own reference, the address and the marks stand apart from the log and can be erased, as words of a tip do
(`hotspots/services/tips.py`); the log holds what, which goods, the day and the countries of the route. Whose data are behind a parcel, the authority
asks for by its own powers. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WHATS: Final = ("parcel", "listing")
GOODS: Final = ("firearm", "parts", "ammunition", "conversion", "other", "not_known")
"""What it seems to be: a firearm; essential parts; ammunition; a blank-firing or deactivated arm, or a kit, that is converted; other; not known."""
DESKS: Final[Mapping[str, str]] = {"parcel": "customs", "listing": "police"}
"""Which kind of office a report is for; an analyst of hotspots may take either."""
SHOWN: Final[Mapping[str, str]] = {
    "sent": "received",
    "taken": "looked_into",
    "passed": "ended",
    "closed": "ended",
}
"""State -> what its reporter is told. What came of it is not theirs to know: it could warn somebody."""
REASONS: Final = ("lawful", "nothing_found", "twice", "too_little", "passed_on")
"""Why a report was closed without a tip: the trade was lawful; nothing came of it; it was reported already; it says too little; another office has it."""
LEAST: Final = 10
"""Characters that words must have, as a tip's."""
MARKS: Final = 20
OLDEST: Final = dt.timedelta(days=366)
_PEOPLE: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w])\+\d[\d ()./-]{7,}\d")
"""Addresses of electronic mail and telephone numbers: they say who somebody is."""


@dataclass(frozen=True, slots=True)
class SightingReport:
    """What a reporter says."""

    what: str
    goods: str
    happened_on: dt.date
    told: str
    reference: str = ""
    where: str = ""
    marks: Sequence[str] = ()
    countries: Sequence[str] = ()


def wrong(item: SightingReport, today: dt.date) -> tuple[tuple[str, str], ...]:
    """Every (reason, field) against a report: `choice`, `day`, `told`, `people`, `marks`, `countries`."""
    rows = [
        ("choice", name)
        for name, ok in (("what", item.what in WHATS), ("goods", item.goods in GOODS))
        if not ok
    ]
    if not today - OLDEST <= item.happened_on <= today:
        rows.append(("day", "happened_on"))
    if len(item.told.strip()) < LEAST:
        rows.append(("told", "told"))
    rows += [
        ("people", name)
        for name, text in (("told", item.told), ("where", item.where), ("reference", item.reference))
        if _PEOPLE.search(text)
    ]
    if len(item.marks) > MARKS or any(len(mark) > 60 for mark in item.marks):
        rows.append(("marks", "marks"))
    if any(len(code) != 2 or not code.isascii() or not code.isupper() for code in item.countries):
        rows.append(("countries", "countries"))
    return tuple(rows)


def may_take(desk: str, agency_kind: str, *, analyst: bool) -> bool:
    """Whether somebody may take on a report: at an office of the kind that it is for, or as an analyst of hotspots."""
    return analyst or desk == agency_kind


def as_tip(row: Mapping[str, str], reporter: str, public_id: str) -> str:
    """A report as the words of a tip: what was told, what is on it, and from which report it comes."""
    lines = [row.get("told", "").strip()]
    lines += [f"{label}: {row[name]}" for name, label in (("where", "Where"), ("marks", "Marks"), ("reference", "Reference")) if row.get(name)]  # fmt: skip
    return "\n".join([*lines, f"{reporter}, {public_id}"])
