"""A rapid response: from a need that was assessed to measures that were taken and looked back at. Pure.

The states are proposed → approved → active → closed. The deadlines (a plan within 14 days of the hotspot's confirmation, the first measure
within 30) are this program's proposals and settings, no instrument's. The human-rights check stands before approval: the measures touch
people's homes, movements and property, and weapons are carried to them (ICCPR art. 2, 9, 12, 17, 26; Basic Principles on the Use of Force
and Firearms by Law Enforcement Officials, 1990; Human Rights Due Diligence Policy, A/67/775-S/2013/110). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from ifar.errors import Reason
from ifar.typed import BIGINT, whole_number

STATES: Final = ("proposed", "approved", "active", "closed", "withdrawn")
OPEN: Final = frozenset({"proposed", "approved", "active"})
NEEDS: Final = ("stock_security", "border", "legal", "forensic", "community")
"""Templates of the needs assessment; the questions of each are the list `need_question`."""
ANSWERS: Final = ("yes", "no", "partly", "unknown")
PLAN_DAYS: Final = 14
FIRST_MEASURE_DAYS: Final = 30
TASK_STATES: Final = ("open", "done", "dropped")
REVIEW: Final = ("intended", "happened", "worked", "better", "harm", "lessons")
"""What an after-action review says: what was intended, what happened, what worked, what to do better, whether anybody was harmed, what
others can learn."""
MOST_TASKS: Final = 60
UNANSWERED: Final = "hotspots.rights.unanswered"
"""Code of a question of the human-rights check that has no answer."""
RIGHTS: Final[Mapping[str, tuple[str, bool]]] = {
    "legal_basis": ("yes", True),
    "necessary": ("yes", True),
    "proportionate": ("yes", True),
    "no_profiling": ("yes", True),
    "force": ("yes", True),
    "privacy": ("yes", False),
    "vulnerable": ("yes", False),
    "remedy": ("yes", True),
    "oversight": ("yes", False),
    "consulted": ("yes", False),
}
"""Question of the human-rights check -> the answer that lets the response pass, and whether no mitigation can stand for it."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a plan must be approved and the first measure done, and whether each is late."""

    plan: date
    first_measure: date
    plan_late: bool
    first_late: bool


def due(
    confirmed: date,
    today: date,
    *,
    approved: date | None = None,
    first_done: date | None = None,
    plan_days: int = PLAN_DAYS,
    first_days: int = FIRST_MEASURE_DAYS,
) -> Due:
    """The deadlines of a response to a hotspot that was confirmed on a day."""
    plan, first = confirmed + timedelta(days=plan_days), confirmed + timedelta(days=first_days)
    return Due(plan, first, (approved or today) > plan, (first_done or today) > first)


def kept(day: date, done: date | None, today: date) -> str:
    """How a deadline was kept: `in_time`, `late` (done after its day, or the day is past), or `open` while there is time."""
    if (done or today) > day:
        return "late"
    return "open" if done is None else "in_time"


def checked(answers: Mapping[str, str], mitigations: Mapping[str, str]) -> list[Reason]:
    """What the human-rights check leaves open: nothing, and a response may be put before the second person.

    Args:
        answers: question -> `yes`, `no`, `partly` or `unknown`.
        mitigations: question -> what is done about it, in words.
    """
    out: list[Reason] = []
    for question, (wanted, stops) in RIGHTS.items():
        text = answers.get(question, "")
        if text not in ANSWERS:
            out.append(Reason(UNANSWERED, field=f"answers-{question}"))
        elif text != wanted and stops:
            out.append(Reason("hotspots.rights.stops", field=f"answers-{question}"))
        elif text != wanted and not mitigations.get(question, "").strip():
            out.append(Reason("hotspots.rights.mitigation", field=f"mitigations-{question}"))
    return out


def wrongs(values: Mapping[str, Any], *, measures: Collection[str], today: date) -> list[Reason]:
    """What is wrong with a response that is proposed.

    Args:
        values: title, owner, partners, measures, needs, budget_line, budget, currency, tasks.
        measures: codes of the catalogue.
    """
    out: list[Reason] = []
    if not str(values.get("title", "")).strip():
        out.append(Reason("hotspots.response.title", field="title"))
    if not str(values.get("owner", "")).strip():
        out.append(Reason("hotspots.response.owner", field="owner"))
    if not values.get("measures") or set(values["measures"]) - set(measures):
        out.append(Reason("hotspots.response.measures", field="measures"))
    needs = values.get("needs", {})
    if not needs or set(needs) - set(NEEDS):
        out.append(Reason("hotspots.response.needs", field="needs"))
    budget = values.get("budget", "")
    if budget and whole_number(budget, most=BIGINT) is None:
        out.append(Reason("hotspots.response.budget", field="budget"))
    elif budget and not str(values.get("currency", "")).strip():
        out.append(Reason("hotspots.response.budget", field="currency"))
    for task in values.get("tasks", ()):
        out += task_wrongs(task, measures=values.get("measures", ()), today=today)
    if len(values.get("tasks", ())) > MOST_TASKS:
        out.append(Reason("hotspots.response.tasks", field="tasks"))
    return out


def task_wrongs(task: Mapping[str, Any], *, measures: Collection[str], today: date) -> list[Reason]:
    """What is wrong with a task: it has words, an owner, a day to come, and belongs to a measure of the response."""
    out = []
    if not str(task.get("words", "")).strip():
        out.append(Reason("hotspots.task.words", field="words"))
    if not str(task.get("owner", "")).strip():
        out.append(Reason("hotspots.task.owner", field="owner"))
    if task.get("measure") not in measures:
        out.append(Reason("hotspots.task.measure", field="measure"))
    day = task.get("due")
    if not isinstance(day, date) or day < today:
        out.append(Reason("hotspots.task.due", field="due"))
    return out


def late_tasks(tasks: Sequence[Mapping[str, Any]], today: date) -> list[str]:
    """Identifiers of tasks that are open after their day."""
    return [
        task["id"] for task in tasks if task["state"] == "open" and date.fromisoformat(task["due"]) < today
    ]


def closing(tasks: Sequence[Mapping[str, Any]], review: Mapping[str, str]) -> list[Reason]:
    """What speaks against closing a response: an open task, or an after-action review that does not say everything."""
    out = [
        Reason("hotspots.review.missing", field=name) for name in REVIEW if not review.get(name, "").strip()
    ]
    if number := sum(task["state"] == "open" for task in tasks):
        out.append(Reason("hotspots.response.open_tasks", params={"n": number}))
    return out
