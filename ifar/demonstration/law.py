"""A State's law against the Firearms Protocol as it would grow over some years, and due diligence of projects that support security forces.

Invented from end to end: laws, articles, gaps, units, risks. Part of the strategy that `strategy.py` loads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from ifar.demonstration.many import Many
from ifar.programme import diligence
from ifar.programme.services.writing import today
from ifar.reference.protocol import ASSESSED, provisions_of
from ifar.rights import Actor

SINCE: Final = 2020
"""The first year that is assessed."""
ELSEWHERE: Final = "XA"
"""A neighbour that assesses itself too, later and less."""
_ARMS: Final = "Firearms Act (No. 14 of 2012)"
_PENAL: Final = "Penal Code (amended by No. 9 of 2021)"
_MARKS: Final = "Marking Regulation (No. 31 of 2023)"
_RECORDS: Final = "Record-keeping Decree (No. 7 of 2024)"
_TRADE: Final = "Strategic Trade Act (No. 22 of 2022)"
_DEACT: Final = "Deactivation Order (No. 3 of 2025)"
_PLACE: Final = "https://laws.example/kestria/{}"
_STORY: Final[Mapping[str, tuple[int, int, str, str, str]]] = {
    "3.a": (2012, 2012, _ARMS, "art. 2", ""),
    "3.b": (2012, 2022, _ARMS, "art. 2(4)", "Sound suppressors and bolts are not among the parts."),
    "3.c": (2012, 2012, _ARMS, "art. 2(6)", ""),
    "3.d": (2012, 2021, _PENAL, "art. 301", "Manufacture from trafficked parts is not named."),
    "3.e": (2012, 2021, _PENAL, "art. 302", "Unmarked arms are not named."),
    "3.f": (2024, 2024, _RECORDS, "art. 3", "Tracing is not defined."),
    "5.1.a": (2012, 2021, _PENAL, "art. 301", "Parts and components are left out."),
    "5.1.b": (2012, 2021, _PENAL, "art. 302", "Ammunition is left out."),
    "5.1.c": (2021, 2021, _PENAL, "art. 304", "It is no crime to alter a mark."),
    "5.2.a": (2012, 2012, _PENAL, "art. 28", ""),
    "5.2.b": (2012, 2021, _PENAL, "art. 29", "Counselling and facilitating are not named."),
    "6.1": (2012, 2012, _ARMS, "art. 61", ""),
    "6.2": (2012, 0, _ARMS, "art. 62", "Arms may be sold by order of the court without being marked, and the disposal is not recorded."),
    "7": (2012, 2024, _RECORDS, "art. 5", "Records are kept for five years."),
    "7.a": (2023, 2024, _RECORDS, "art. 6", "The mark of import is not entered."),
    "7.b": (2022, 2024, _RECORDS, "art. 7", "The final recipient is not entered."),
    "8.1.a": (2012, 2023, _MARKS, "art. 4", "Parts made for sale are not marked."),
    "8.1.b": (2023, 0, _MARKS, "art. 6", "Arms imported before 2023 bear no mark of import."),
    "8.1.c": (0, 0, _MARKS, "", "No rule asks for a mark where arms leave the State’s stocks."),
    "8.2": (2023, 2025, _MARKS, "art. 11", "Nothing is asked of manufacturers."),
    "9.a": (2025, 2025, _DEACT, "art. 3", "No standard says what deactivated is."),
    "9.b": (2025, 2025, _DEACT, "art. 5", "Nobody verifies a deactivation."),
    "9.c": (2025, 2025, _DEACT, "art. 6", "No certificate is given."),
    "10.1": (2012, 2022, _TRADE, "art. 9", "Transit needs no authorization."),
    "10.2": (2022, 2022, _TRADE, "art. 12", "The import licence is not asked for before an export."),
    "10.3": (2012, 2022, _TRADE, "annex 2", "Transit countries are not named on the licence."),
    "10.4": (2022, 2025, _TRADE, "art. 16", "Nobody answers on behalf of the importer."),
    "10.5": (2022, 0, _TRADE, "art. 17", "Paper licences bear no feature that can be verified."),
    "10.6": (2012, 2012, _TRADE, "art. 21", ""),
    "11.a": (2012, 2022, _ARMS, "art. 33", "Arms in transit need no guard."),
    "11.b": (2012, 0, _TRADE, "art. 30", "No rule lets police and customs of both sides of a border work together."),
    "12.1": (2022, 2022, _TRADE, "art. 26", "No rule allows it."),
    "12.2": (2012, 2022, _TRADE, "art. 27", "Only by letters rogatory."),
    "12.3": (2022, 2022, _TRADE, "art. 27(3)", "No rule allows it."),
    "12.4": (2012, 2024, _RECORDS, "art. 14", "No term is set for an answer."),
    "12.5": (2012, 2012, _TRADE, "art. 28", ""),
    "13.1": (2012, 2012, _ARMS, "art. 70", ""),
    "13.2": (2021, 2021, _ARMS, "art. 71", "No body is named."),
    "13.3": (2024, 0, _RECORDS, "art. 18", "Only dealers are consulted."),
    "14": (2020, 2020, _ARMS, "art. 72", ""),
    "15.1.a": (2022, 2025, _TRADE, "art. 41", "Brokers are not registered."),
    "15.1.b": (0, 0, _TRADE, "", "Brokering needs no licence."),
    "15.1.c": (0, 0, _TRADE, "", "No licence names a broker."),
    "15.2": (2025, 0, _TRADE, "art. 44", "Brokers are in the records, and not in what is exchanged."),
}  # fmt: skip
"""Provision -> year from which it is in force in part, year from which wholly (0: not yet), law, its article, what is missing till then."""
_WANTED: Final[Mapping[str, str]] = {
    "6.2": "Help to draft the rule on disposal, and to set up a register of what was disposed of.",
    "8.1.c": "A model rule on marking at transfer from State stocks, and two marking machines.",
    "10.5": "Advice on licences that can be verified across borders.",
    "15.1.b": "Experience of States that license brokers.",
}


def answers(article: str, year: int, *, late: int = 0) -> dict[str, dict[str, str]]:
    """The answers to an article in a year; `late`: years by which a State lags behind the story."""
    result: dict[str, dict[str, str]] = {}
    for provision in provisions_of(article):
        part, whole, law, number, gap = _STORY[provision.key]
        year_there = year - late
        standing = "in_force" if whole and year_there >= whole else "partial" if part and year_there >= part else "absent"  # fmt: skip
        values = {"standing": standing}
        if standing != "absent":
            values |= {"law": law, "article": number, "link": _PLACE.format(law.split("(")[0].strip().lower().replace(" ", "-"))}  # fmt: skip
        if standing != "in_force":
            values["gap"] = gap or "The rule is older than the Protocol, and narrower."
            if provision.key in _WANTED and not late:
                values["wanted"] = _WANTED[provision.key]
        result[provision.key] = {name: text for name, text in values.items() if text}
    return result


def assess(many: Many, writes: Actor, approves: Actor) -> None:
    """The articles over the years: approved up to last year; this year half written, and some of it waits."""
    now = today().year
    for place, since, late in ((settings.IFAR_COUNTRY, SINCE, 0), (ELSEWHERE, now - 2, 3)):
        for year in range(min(since, now - 1), now + 1):
            for n, article in enumerate(ASSESSED):
                if place == ELSEWHERE and (n + year) % 4 == 0:
                    continue
                if year == now and n % 3 == 2:
                    continue
                changes = {
                    "place": place,
                    "year": year,
                    "article": article,
                    "answers": answers(article, year, late=late),
                }
                kind = "drafted" if year == now and n % 3 == 1 else "stated"
                subject = many.add(writes, "assessment", kind, changes)
                if year < now:
                    many.add(approves, "assessment", "approved", on=subject)


# --- support to security forces ------------------------------------------------------------------------------------------
WITH_AN_ACTIVITY: Final = "GF-006"
SUPPORTING: Final[Mapping[str, str]] = {
    "GF-010": "released",
    "GF-011": "ending",
    "GF-012": "held",
    "GF-013": "waiting",
    "GF-014": "renewed",
    "GF-032": "uncovered",
    "GF-033": "draft",
}
"""Reference of a project that supports security forces -> how far its due diligence is."""
_UNITS: Final[Mapping[str, tuple[str, str, str]]] = {
    "GF-010": ("Northern Border Brigade", "border", "training"),
    "GF-011": ("Harbour Police, searches section", "police", "equipment"),
    "GF-012": ("Third Gendarmerie Region", "gendarmerie", "logistics"),
    "GF-013": ("Coastal Customs Guard", "customs", "equipment"),
    "GF-014": ("Police Firearms Unit", "police", "training"),
    "GF-033": ("Military Police, depot guards", "military", "advice"),
}
_MEDIUM: Final[Mapping[str, tuple[str, str]]] = {
    "detention": ("Reports of the human-rights commission of two years name detention beyond the lawful term in this region.", "Records of custody are opened to the commission; training on the lawful term comes first."),
    "force": ("Complaints after operations at the crossing were not all looked into.", "Rules on the use of force are part of the training; each complaint is told to the adviser within a week."),
    "misuse": ("Stock records of the unit were not complete at the last count.", "What is given is entered in the register and counted every quarter."),
}  # fmt: skip


def supports(reference: str) -> bool:
    """Whether a project of the demonstration supports security forces."""
    return reference in SUPPORTING


def receive(
    many: Many, officers: Mapping[str, Actor], project: str, reference: str, responsible: str
) -> None:
    """Who receives the support of a project: offices without forces, which the adviser confirms, and units of forces where it supports any."""
    officer, adviser = officers["programme"], officers["rights"]
    unit = _UNITS.get(reference, ("National Police, riot company", "police", "equipment"))
    named = (
        [unit]
        if supports(reference)
        else [(responsible, "ministry", "advice"), ("Courts of the region", "justice", "training")]
    )
    for called, kind, support in named:
        changes = {"project": project, "activity": "", "name": called, "kind": kind, "support": [support]}
        subject = many.add(officer, "recipient", "named", changes)
        if not supports(reference):
            many.add(adviser, "recipient", "confirmed", on=subject)


def begins(reference: str) -> bool:
    """Whether it may begin: what is held was held later."""
    return SUPPORTING.get(reference, "released") in ("released", "ending", "held", "renewed")


def _risks(reference: str) -> list[dict[str, str]]:
    high = reference == "GF-013"
    rows = []
    for risk in diligence.RISKS:
        grounds, measures = _MEDIUM.get(risk, ("", ""))
        before = "medium" if grounds else "low"
        if high and risk == "force":
            before = "high"
        after = "low" if risk in ("detention", "misuse") else "medium" if before != "low" else before
        rows.append({"risk": risk, "before": before, "after": after, "grounds": grounds, "measures": measures})  # fmt: skip
    return rows


def assess_support(many: Many, officers: Mapping[str, Actor], project: str, reference: str) -> str:
    """What precedes the beginning of a project that supports security forces; the assessment, empty where nobody made one."""
    how, officer, adviser = SUPPORTING[reference], officers["programme"], officers["rights"]
    if how == "uncovered":
        return ""
    unit, force, kind = _UNITS[reference]
    now = today()
    looked = now - dt.timedelta(days=20 if how in ("waiting", "draft") else 150)
    changes: dict[str, Any] = {
        "project": project,
        "activity": "",
        "recipients": [unit],
        "forces": [force],
        "support": [kind],
        "words": "Courses in the classroom and exercises, without arms or ammunition.",
        "risks": [] if how == "draft" else _risks(reference),
        "assessed_on": looked,
    }
    made = "drafted" if how == "draft" else "assessed"
    subject = many.add(officer, "diligence", made, changes)
    if how in ("waiting", "draft"):
        return subject
    until = now + dt.timedelta(days=25 if how in ("ending", "renewed") else 200)
    reason = "The measures answer the risks, and the commission agreed to follow them."
    many.add(adviser, "diligence", "released", {"released_until": until}, note=reason, on=subject)  # fmt: skip
    if how == "renewed":
        again = {"risks": changes["risks"], "assessed_on": now}
        many.add(officer, "diligence", "reviewed", again, on=subject)
        later = {"released_until": now + dt.timedelta(days=300)}
        many.add(adviser, "diligence", "renewed", later, note="Nothing was reported, and both counts were right.", on=subject)  # fmt: skip
    return subject


def assess_activity(many: Many, officers: Mapping[str, Actor], project: Mapping[str, Any]) -> None:
    """One activity with police in a project that otherwise supports none: it alone is assessed and released."""
    officer, adviser, now = officers["programme"], officers["rights"], today()
    stated = {
        "project": project["id"],
        "parent": "",
        "level": "activity",
        "title": "Training of the tracing section of the National Police",
        "outcome": project["outcomes"][0],
        "cells": project["cells"],
        "assumptions": "",
        "risks": "",
        "responsible": project["responsible"],
        "security_forces": True,
    }
    activity = many.add(officer, "result", "stated", stated)
    unit = {
        "project": project["id"],
        "activity": activity,
        "name": "National Police, tracing section",
        "kind": "police",
        "support": ["training"],
    }
    many.add(officer, "recipient", "named", unit)
    changes = {
        "project": project["id"],
        "activity": activity,
        "recipients": ["National Police, tracing section"],
        "forces": ["police"],
        "support": ["training"],
        "words": "Courses in the classroom and exercises, without arms or ammunition.",
        "risks": _risks(project["reference"]),
        "assessed_on": now - dt.timedelta(days=40),
    }
    subject = many.add(officer, "diligence", "assessed", changes)
    until = {"released_until": now + dt.timedelta(days=250)}
    many.add(adviser, "diligence", "released", until, note="The section arrests nobody; what remains is low or followed.", on=subject)  # fmt: skip


def hold(many: Many, officers: Mapping[str, Actor], made: Mapping[str, str]) -> None:
    """Hold what is held by now; `made`: reference of a project -> its assessment."""
    adviser = officers["rights"]
    for reference, how in SUPPORTING.items():
        if how == "held" and reference in made:
            reason = "Two complaints of September name this region. Held until the commission has heard both sides."
            many.add(adviser, "diligence", "held", note=reason, on=made[reference])  # fmt: skip
