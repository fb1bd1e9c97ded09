"""What the interface says from a signal to an effect: refusals, signals, levels, questions, acts. Shared words of reports: `report_texts.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as lazy

from ifar.hotspots import report_texts
from ifar.numbers import number_words
from ifar.templatetags.days import day_words

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")

REASONS: Final[Mapping[str, Any]] = {
    "hotspots.run.broken": lazy(
        "The run broke off because of a fault in the program. Nothing was kept of it. Ask your administrator to look into the worker's log, then ask for a run again."
    ),
    "hotspots.run.asked": lazy(
        "Choose places, a unit of time, and a period that does not end before it begins."
    ),
    "hotspots.run.periods": lazy(
        "That is too much time for this unit: at most %(most)s periods. Choose weeks or months."
    ),
    "hotspots.run.short": lazy("That is too little time: choose a period of at least two units."),
    "hotspots.run.cells": lazy("Incidents lie in more than %(most)s cells. Choose larger cells, or areas."),
    "hotspots.run.signals": lazy("Choose at least one signal."),
    "hotspots.run.source": lazy("One of these sources is not there."),
    "hotspots.run.weights": lazy("Give weights between 0 and 100, and at least one above 0."),
    "hotspots.run.parameters": lazy("One of these parameters is not known."),
    "hotspots.parameters": lazy(
        "A level lies above 0 and at most at 0.2, a finding needs two cases at least, a run 19 to 9,999 replicates."
    ),
    "hotspots.alert.run": lazy("The run that found it is over, or it is another office's."),
    "hotspots.alert.reason": lazy("Give the reason for dismissal."),
    "hotspots.alert.other": lazy("Say in words what the reason is."),
    "hotspots.alert.again": lazy("Say on which day somebody looks again."),
    "hotspots.alert.again_when": lazy("The day to look again lies after today and within %(days)s days."),
    "hotspots.hotspot.alerts": lazy("A hotspot is confirmed from at least one alert."),
    "hotspots.hotspot.mixed": lazy("These alerts look at different kinds of places; confirm them apart."),
    "hotspots.hotspot.open_there": lazy(
        "A hotspot is open at this place already: %(hotspots)s. Have the alert belong to it, or dismiss it as a duplicate; "
        "if it is another problem, say so."
    ),
    "hotspots.hotspot.title": lazy("Give it a name of at most 120 characters."),
    "hotspots.hotspot.areas": lazy("A hotspot covers between one and 60 places."),
    "hotspots.hotspot.period": lazy("It begins on a day, and does not end before it begins."),
    "hotspots.hotspot.drivers": lazy("Say what drives it, or that it is not known yet."),
    "hotspots.hotspot.unknown_driver": lazy("Either a driver is known or it is not: choose one."),
    "hotspots.hotspot.threats": lazy("One of these threats is not on the list."),
    "hotspots.hotspot.confidence": lazy("Say how sure it is."),
    "hotspots.hotspot.tlp": lazy("Choose the handling (TLP 2.0)."),
    "hotspots.hotspot.basis": lazy("Describe the evidence."),
    "hotspots.hotspot.level": lazy("There is no such level."),
    "hotspots.hotspot.level_reason": lazy("A person sets a level with a reason."),
    "hotspots.hotspot.own_sources": lazy(
        "It stands on our own recoveries and traces alone, which rise where we look. A level above watch needs a second, independent source, or your reason here."
    ),
    "hotspots.hotspot.response_open": lazy("A response is under way: close it first, or discard it."),
    "hotspots.hotspot.plan_open": lazy("A long-term plan is under way: end it first."),
    "hotspots.hotspot.criteria": lazy("An exit criterion of a plan is not met."),
    "hotspots.report.tlp": lazy("That would tell more people than the hotspot's record lets."),
    "hotspots.response.closed_hotspot": lazy("The hotspot is closed; open it again first."),
    "hotspots.response.title": lazy("Give the response a name."),
    "hotspots.response.owner": lazy("Say which office leads."),
    "hotspots.response.measures": lazy("Choose at least one measure of the catalogue."),
    "hotspots.response.needs": lazy("Assess at least one need, with the answers that its questions have."),
    "hotspots.response.budget": lazy("A budget is a whole number with its currency."),
    "hotspots.response.tasks": lazy("A response has at most 60 tasks."),
    "hotspots.response.unchecked": lazy(
        "The human-rights check stands before the approval, and it is not done."
    ),
    "hotspots.response.own_check": lazy(
        "You proposed or changed this response: somebody else answers its human-rights check."
    ),
    "hotspots.response.same_person": lazy(
        "You drafted or checked this yourself; another person approves it."
    ),
    "hotspots.response.open_tasks": lazy("Tasks are still open: finish or drop each first."),
    "hotspots.response.entry": lazy("Write what happened today."),
    "hotspots.task.words": lazy("Say what is to be done."),
    "hotspots.task.owner": lazy("Say who does it."),
    "hotspots.task.measure": lazy("A task belongs to a measure of the response."),
    "hotspots.task.due": lazy("Give a day that is not past."),
    "hotspots.task.none": lazy("There is no such open task."),
    "hotspots.rights.unanswered": lazy("Answer this question."),
    "hotspots.rights.stops": lazy(
        "The answer must be yes, or the response is not approved: change the response."
    ),
    "hotspots.rights.mitigation": lazy("Say what is done about it."),
    "hotspots.review.missing": lazy("The after-action review answers this too."),
    "hotspots.plan.title": lazy("Give the plan a name."),
    "hotspots.plan.outcomes": lazy("Say which outcome of the strategy it serves."),
    "hotspots.plan.measures": lazy("Choose at least one measure of the catalogue."),
    "hotspots.plan.milestones": lazy("A plan has at least one milestone."),
    "hotspots.plan.indicators": lazy("A plan has at least one indicator."),
    "hotspots.plan.criteria": lazy("A plan has at least one criterion for its end."),
    "hotspots.plan.many": lazy("At most %(most)s of these."),
    "hotspots.plan.milestone": lazy("A milestone has words and a day."),
    "hotspots.plan.indicator": lazy("An indicator has a name and a unit."),
    "hotspots.plan.indicator_due": lazy("An indicator has a day by which its target is to be met."),
    "hotspots.plan.baseline": lazy("Without a baseline and a target nobody can say whether it helped."),
    "hotspots.plan.direction": lazy(
        "Choose whether the target is a decrease or an increase; it lies on that side of the baseline."
    ),
    "hotspots.plan.criterion": lazy("A criterion says in words when the plan may end."),
    "hotspots.plan.unjudged": lazy("Say of each criterion whether it is met."),
    "hotspots.plan.unmet": lazy("A criterion is not met: say why the plan ends all the same."),
    "hotspots.plan.no_milestone": lazy("There is no such milestone that is still to be reached."),
    "hotspots.plan.no_indicator": lazy("There is no such indicator, or the value is below 0."),
    "hotspots.plan.no_criterion": lazy("There is no such criterion."),
    "hotspots.effect.not_begun": lazy("It has not begun yet, so it has no effect."),
    "hotspots.effect.days": lazy("The day from which it works lies within the time that is looked at."),
    "hotspots.effect.short": lazy("Too few weeks: at least three before it began and three after."),
    "hotspots.effect.nothing": lazy(
        "No case was recorded at the hotspot, or nowhere else to compare it with."
    ),
}

STATES: Final[Mapping[tuple[str, str], Any]] = {
    ("run", "asked"): lazy("Waiting or running"),
    ("run", "done"): pgettext_lazy("a run", "Done"),
    ("run", "failed"): lazy("Not carried out"),
    ("alert", "raised"): lazy("Waiting for an analyst"),
    ("alert", "watched"): pgettext_lazy("an alert", "Watched"),
    ("alert", "confirmed"): pgettext_lazy("an alert", "Confirmed"),
    ("alert", "dismissed"): pgettext_lazy("an alert", "Dismissed"),
    ("alert", "withdrawn"): pgettext_lazy("an alert", "Withdrawn"),
}
TONES: Final[Mapping[str, str]] = {
    "raised": "warn", "watched": "info", "confirmed": "bad", "failed": "bad", "done": "good", "asked": "info", "active": "bad",
    "responding": "warn", "sustained": "info", "closed": "good", "proposed": "info", "approved": "good", "running": "info", "ended": "good",
    "urgent": "bad", "response": "warn", "watch": "info",
}  # fmt: skip
"""State or level -> how its badge looks."""

SIGNALS: Final[Mapping[str, Any]] = {
    "scan_permutation": lazy("Space-time permutation scan"),
    "scan_poisson": lazy("Space-time scan, against the population"),
    "scan_retrospective": lazy("Space-time scan of the past"),
    "gi": lazy("Hot spots (Getis-Ord Gi*)"),
    "moran": lazy("Local Moran clusters and outliers"),
    "emerging": lazy("Emerging hot spots"),
    "ears": lazy("Sudden rise of one place (EARS C2)"),
    "cusum": lazy("Slow rise of one place (CUSUM)"),
    "farrington": lazy("More than the same season of past years (Farrington)"),
    "groups": lazy("Groups of events (ST-DBSCAN)"),
    "flow": lazy("A new route or source in traces"),
    "types": lazy("Another mix of types of firearms"),
    "calibres": lazy("A shift of calibres"),
    "made": lazy("More converted or privately made firearms"),
    "parcels": lazy("More firearms in parcels"),
    "time_to_crime": lazy("Shorter time-to-crime"),
    "prices": lazy("A break in prices"),
}
MEANINGS: Final[Mapping[str, Any]] = {
    "scan_permutation": lazy("Somewhere, lately, more cases came together than place and season explain."),
    "scan_poisson": lazy(
        "Somewhere, lately, more cases came together than the number of people there explains."
    ),
    "scan_retrospective": lazy(
        "Somewhere, at some time, more cases came together than place and season explain."
    ),
    "gi": lazy("These neighbouring places together hold more of the latest cases than their share."),
    "moran": lazy("This place is high and so are its neighbours; or it is high and they are not."),
    "emerging": lazy("This place became hot, stayed hot or grows hotter over the latest steps of time."),
    "ears": lazy("The latest count is far above the weeks before."),
    "cusum": lazy("Counts have been a little too high for so long that it tells."),
    "farrington": lazy("The latest count is above what the same season of five past years leads to."),
    "groups": lazy("These cases lie close to each other in space and in time."),
    "flow": lazy("Traces lead from somewhere to somewhere, and did not before, or far less often."),
    "types": lazy("A type of firearm is in a larger share of the latest cases here than before."),
    "calibres": lazy("A calibre is in a larger share of the latest cases here than before."),
    "made": lazy(
        "Converted, craft-made, printed or assembled firearms are in a larger share of the latest cases here than before."
    ),
    "parcels": lazy("A larger share of the latest cases here came by post or courier than before."),
    "time_to_crime": lazy(
        "More of the firearms that were lately recovered here had been sold within three years before."
    ),
    "prices": lazy("What is asked or paid here for the same thing has changed."),
}
"""What each signal says in plain words."""

LAYERS: Final[Mapping[str, Any]] = {
    "area": lazy("Areas of the first division"),
    "cell4": lazy("Cells of some 1,770 km²"),
    "cell5": lazy("Cells of some 253 km²"),
    "cell6": lazy("Cells of some 36 km²"),
}
UNITS: Final[Mapping[str, Any]] = {"day": lazy("Days"), "week": lazy("Weeks"), "month": lazy("Months")}
DISMISSALS: Final[Mapping[str, Any]] = {
    "enforcement": lazy("More was searched for"),
    "data_error": lazy("The data are wrong"),
    "known_event": lazy("An event that is known and over"),
    "chance": lazy("Too few cases to say anything"),
    "duplicate": lazy("Told already by another alert"),
    "seasonal": lazy("The season explains it"),
    "other": lazy("Another reason"),
}
NEEDS: Final[Mapping[str, Any]] = {
    "stock_security": lazy("Security of stocks"),
    "border": lazy("Border"),
    "legal": lazy("Law"),
    "forensic": lazy("Forensics"),
    "community": lazy("Community"),
}
ANSWERS: Final[Mapping[str, Any]] = {
    "yes": lazy("Yes"),
    "partly": lazy("Partly"),
    "no": lazy("No"),
    "unknown": lazy("Not known"),
}
RIGHTS: Final[Mapping[str, Any]] = {
    "legal_basis": lazy("Does the law allow each measure, and is it named?"),
    "necessary": lazy("Is each measure necessary, and is no milder one enough?"),
    "proportionate": lazy("Is what it does to people in proportion to what it prevents?"),
    "no_profiling": lazy("Is nobody singled out by origin, faith, language, age or poverty?"),
    "force": lazy("Are orders on the use of force given, and known to everybody who takes part?"),
    "privacy": lazy(
        "Are only such data of persons collected as are needed, and is it settled when they are deleted?"
    ),
    "vulnerable": lazy("Was it asked what it means for women, children and minorities?"),
    "remedy": lazy("Can whoever is affected complain, and is told how?"),
    "oversight": lazy("Does somebody independent look at it, a court or an ombudsperson?"),
    "consulted": lazy("Were people of the place asked, as far as that does not defeat the purpose?"),
}
REVIEW: Final[Mapping[str, Any]] = {
    "intended": lazy("What was intended?"),
    "happened": lazy("What happened?"),
    "worked": lazy("What worked?"),
    "better": lazy("What should be done better?"),
    "harm": lazy("Was anybody harmed, and what was done about it?"),
    "lessons": lazy("What can others learn from it?"),
}
OUTCOMES: Final[Mapping[str, Any]] = {
    "1": lazy("Outcome 1: regimes that follow international standards"),
    "2": lazy("Outcome 2: practitioners with the expertise that they need"),
    "3": lazy("Outcome 3: communities that take part and are safer"),
    "4": lazy("Outcome 4: public bodies and private stakeholders together"),
}
CRITERIA: Final[Mapping[str, Any]] = {
    "open": lazy("Not judged yet"),
    "met": lazy("Met"),
    "not_met": lazy("Not met"),
}
TASKS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("a task", "Open"),
    "done": pgettext_lazy("a task", "Done"),
    "dropped": lazy("Dropped"),
}
TRIGGERS: Final[Mapping[str, Any]] = {
    "observed": pgettext_lazy("counted incidents", "Cases"),
    "risk": lazy("Times what was expected"),
    "signals": lazy("Kinds of signals that agree"),
    "areas": lazy("Places"),
    "sources": lazy("Kinds of sources, each with two cases or more and a tenth of all"),
}
"""What the level of a signal follows from (list `response_trigger`)."""
INDICATORS: Final[Mapping[str, Any]] = {
    "rate": lazy("Cases, for the population where it is known"),
    "growth": lazy("Rise of the latest quarter of the time"),
    "persistence": lazy("Share of periods with a case"),
    "findings": lazy("Findings of this run"),
}
MODELS: Final[Mapping[str, Any]] = {
    "mean": lazy("Mean so far (the baseline)"),
    "last season": lazy("The same season"),
    "smoothing": lazy("Exponential smoothing"),
    "regression": lazy("Trend and yearly wave"),
}
EFFECTS: Final[Mapping[str, Any]] = {
    "difference": lazy("Change here less change elsewhere, in cases a week for each place"),
    "level": lazy("Change of level at the day it began, in cases a week"),
    "slope": lazy("Change of slope, in cases a week for each week"),
}
SHOWN: Final[Mapping[tuple[str, bool], Any]] = {
    ("none", True): lazy(
        "Weak evidence: there is too little to compare with for an interval, so no effect is shown."
    ),
    ("nothing", True): lazy(
        "Beside comparable places no effect is shown for certain: the interval (95 %) of that comparison holds zero."
    ),
    ("fell", True): lazy(
        "Weak evidence: incidents fell beside comparable places, and the whole interval (95 %) lies below zero, but see the caveats below."
    ),
    ("rose", True): lazy(
        "Weak evidence: incidents rose beside comparable places, and the whole interval (95 %) lies above zero, but see the caveats below."
    ),
    ("fell", False): lazy(
        "Incidents fell beside comparable places: the whole interval (95 %) lies below zero. That is a comparison, and no experiment."
    ),
    ("rose", False): lazy(
        "Incidents rose beside comparable places: the whole interval (95 %) lies above zero. That is a comparison, and no experiment."
    ),
}
"""What the interval of an effect shows (`intervention_effect.shown`), and whether it is weak -> words."""
ALONE: Final = lazy(
    "The other rows look at these places alone: what changed here may have changed elsewhere too, and is no effect by itself."
)
DOUBTS: Final[Mapping[str, Any]] = {
    "few": lazy("There are fewer than eight weeks before or after, so the interval is itself uncertain."),
    "one_area": lazy(
        "There is one place, or one to compare with: nothing tells its own changes from the measure's."
    ),
    "unparallel": lazy("Before the measure the places did not move alike, so comparing them is doubtful."),
    "regression": lazy("Measures begin where counts are high; part of a fall is a return to what is usual."),
}
ACTS: Final[Mapping[tuple[str, str], tuple[str, Any]]] = {
    ("alert", "raised"): ("bell", lazy("Raised by a run")),
    ("alert", "seen"): ("refresh", pgettext_lazy("an alert", "Found again")),
    ("alert", "lessened"): ("circle-minus", lazy("Some of its cases were withdrawn")),
    ("alert", "withdrawn"): ("x", lazy("Withdrawn: its cases were withdrawn")),
    ("alert", "watched"): ("eye", pgettext_lazy("an alert", "Watched")),
    ("alert", "confirmed"): ("circle-check", pgettext_lazy("an alert", "Confirmed")),
    ("alert", "dismissed"): ("x", pgettext_lazy("an alert", "Dismissed")),
    ("alert", "reopened"): ("arrow-back-up", pgettext_lazy("an alert", "Taken up again")),
    ("hotspot", "opened"): ("flag", lazy("Confirmed as a hotspot")),
    ("hotspot", "revised"): ("edit", lazy("Revised, another version")),
    ("hotspot", "levelled"): ("alert-triangle", lazy("Level set by a person")),
    ("hotspot", "responded"): ("heart-handshake", lazy("A response is under way")),
    ("hotspot", "sustained"): ("calendar", lazy("A long-term plan is under way")),
    ("hotspot", "eased"): ("circle-minus", lazy("Nothing is under way any more")),
    ("hotspot", "closed"): ("lock", pgettext_lazy("a hotspot", "Closed")),
    ("hotspot", "reopened"): ("lock-open", pgettext_lazy("a hotspot", "Opened again")),
    ("response", "proposed"): ("plus", pgettext_lazy("a response", "Proposed")),
    ("response", "amended"): ("edit", pgettext_lazy("a response", "Changed")),
    ("response", "checked"): ("scale", lazy("Human-rights check done")),
    ("response", "approved"): ("circle-check", lazy("Approved by another person")),
    ("response", "returned"): ("arrow-back-up", pgettext_lazy("a response", "Sent back")),
    ("response", "withdrawn"): ("x", pgettext_lazy("a response", "Discontinued")),
    ("response", "begun"): ("flag", pgettext_lazy("a response", "Begun")),
    ("response", "tasked"): ("plus", lazy("Task added")),
    ("response", "worked"): ("check", lazy("Task settled")),
    ("response", "logged"): ("note", lazy("Daily log")),
    ("response", "closed"): ("lock", lazy("Closed with its after-action review")),
    ("plan", "drafted"): ("plus", lazy("Drafted")),
    ("plan", "amended"): ("edit", pgettext_lazy("a plan", "Changed")),
    ("plan", "begun"): ("flag", pgettext_lazy("a plan", "Begun")),
    ("plan", "reached"): ("check", lazy("Milestone reached")),
    ("plan", "reported"): ("chart-bar", lazy("Value reported")),
    ("plan", "judged"): ("scale", lazy("Criterion judged")),
    ("plan", "ended"): ("lock", pgettext_lazy("a plan", "Ended")),
}
"""(record type, kind) -> icon, what was done."""


def language() -> str:
    """The language of the page, as the shared words know it."""
    return (get_language() or "en")[:2]


def coded(group: str, code: str) -> str:
    """The shared words of a code, in the language of the page."""
    return report_texts.coded(group, code, language())


def sentences(rows: Any) -> list[str]:
    """A brief in the language of the page."""
    return [report_texts.sentence(row, language()) for row in map(_isolated, rows)]


def state_of(record_type: str, state: str) -> str:
    """The name of a state, from either table."""
    return str(STATES.get((record_type, state), "")) or coded("state", f"{record_type}.{state}")


def _formatted(value: Any) -> str:
    """A day in words, a number with the separators of the page's language; a sign before it stays ("<0.1")."""
    text = str(value)
    if _DAY.fullmatch(text):
        return day_words(dt.date.fromisoformat(text)).replace(" ", "\u00a0")
    sign, plain = (text[0], text[1:]) if text.startswith(("<", ">")) else ("", text)
    return sign + number_words(plain) if _NUMBER.fullmatch(plain) else text.replace("-", "\u2011")


def _isolated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence whose figures and days keep their direction in any script, and whose days are not broken at the end of a line."""
    params = {
        name: value if name in report_texts.CODED else f"\u2068{_formatted(value)}\u2069"
        for name, value in row["params"].items()
    }
    return {**row, "params": params}
