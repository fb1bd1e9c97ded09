"""Human-rights due diligence before support to security forces: what an assessment must say, and when support may begin or go on. Pure.

After the United Nations policy on support to non-United Nations security forces (A/67/775-S/2013/110): no support where there are substantial
grounds for believing that those who receive it may commit grave violations and nothing is done about it. So each kind of violation is graded
before and after measures; what stays high is released by nobody; another person than those who wrote the assessment releases or holds; a
release ends, at the latest a year after the assessment was last looked through; and it can be held on any day. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

RISKS: Final = (
    "killings",
    "torture",
    "disappearances",
    "sexual_violence",
    "detention",
    "refoulement",
    "force",
    "children",
    "misuse",
)
"""Grave violations that the policy names, excessive force, children used by forces, and that what is given is misused or diverted."""
GRADES: Final = ("low", "medium", "high")
FORCES: Final = ("police", "gendarmerie", "military", "border", "customs", "prison", "intelligence", "other")
SUPPORT: Final = ("training", "advice", "equipment", "logistics", "money", "operations")
EXEMPT: Final = ("rights_training", "rights_standards", "mediation", "evacuation")
"""Support that the policy leaves free: training on and standards of human rights and humanitarian law, mediation, medical evacuation."""
CIVIL: Final = ("justice", "ministry", "local_authority", "community", "academia", "company", "international")
RECIPIENTS: Final = (*FORCES, *CIVIL)
"""Kinds of those who receive support: security forces, and everybody else."""
LONGEST_RELEASE: Final = 366
"""Days that a release may run after its assessment was last looked through."""
ENDING: Final = 60
"""Days before its end from which a release is to be renewed."""
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely and grave one kind of violation is, before and after what is done about it, on which grounds."""

    risk: str
    before: str
    after: str
    grounds: str = ""
    measures: str = ""

    def told(self) -> dict[str, str]:
        """As an act keeps it."""
        return {"risk": self.risk, "before": self.before, "after": self.after, "grounds": self.grounds, "measures": self.measures}  # fmt: skip


def risks_wrong(risks: Sequence[Risk]) -> tuple[str, str]:
    """Which risk is assessed wrongly and why, or two empty texts.

    `missing`: each kind is graded, none is left out; `grade`; `grounds`: more than a low risk says why; `measures`: a grade falls by measures
    alone, and more than a low risk has some; `worse`: no measure makes it graver.
    """
    values = {value.risk: value for value in risks}
    for risk in RISKS:
        item = values.get(risk)
        if item is None:
            return risk, "missing"
        if item.before not in GRADES or item.after not in GRADES:
            return risk, "grade"
        if item.before != "low" and not item.grounds:
            return risk, "grounds"
        if item.before != "low" and not item.measures:
            return risk, "measures"
        if GRADES.index(item.after) > GRADES.index(item.before):
            return risk, "worse"
    return ("", "") if len(risks) == len(RISKS) else (risks[-1].risk, "missing")


def asks_release(kind: str, support: Collection[str]) -> bool:
    """Whether support to somebody of a kind needs a release: it goes to security forces, and is of a kind that the policy does not leave free.

    It follows from who receives what, and from nobody's word that it is none.
    """
    return kind in FORCES and bool(set(support) - set(EXEMPT))


Received = tuple[str, str, Collection[str]]
"""Who receives support: of which activity (empty: of the whole project), of which kind they are, what kinds of support."""
Given = tuple[str, Collection[str], Collection[str]]
"""What an assessment is about: an activity or the whole (empty), which kinds of forces, what kinds of support."""


def beyond(receive: Iterable[Received], assessed: Collection[Given]) -> set[str]:
    """Activities, or the whole project (empty), of which some forces receive what none of some assessments is about.

    A release carries the kinds of forces and of support that were assessed: who is named later, or gets more, is assessed first.
    """
    return {
        activity
        for activity, kind, support in receive
        if asks_release(kind, support)
        and not any(
            of in ("", activity) and kind in forces and set(support) - set(EXEMPT) <= set(given)
            for of, forces, given in assessed
        )
    }


def recipients_wrong(named: Collection[tuple[str, Collection[str], str]]) -> str:
    """Why nothing begins with those who are named as recipients, or nothing: each by kind, support and state.

    `recipients`: nobody is named. `unconfirmed`: somebody is named whose support needs no release, and nobody else confirmed that.
    """
    if not named:
        return "recipients"
    return (
        "unconfirmed"
        if any(state != "confirmed" and not asks_release(kind, support) for kind, support, state in named)
        else ""
    )


def worst(risks: Sequence[Mapping[str, Any]], when: str = "after") -> str:
    """The gravest grade among risks, after measures or before."""
    return max((str(risk[when]) for risk in risks), key=GRADES.index, default="low")


def release_wrong(
    risks: Sequence[Mapping[str, Any]], assessed_on: dt.date, until: dt.date, today: dt.date
) -> str:
    """Why nobody can release support until a day, or nothing.

    `high`: a risk stays high; `past`: the day is not to come; `long`: it is later than the assessment carries.
    """
    if worst(risks) == "high":
        return "high"
    if until <= today:
        return "past"
    if (until - assessed_on).days > LONGEST_RELEASE:
        return "long"
    return ""


def graver(was: Sequence[Mapping[str, Any]], is_now: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any risk is graver after measures than it was: what was released was another risk."""
    before = {str(row["risk"]): GRADES.index(str(row["after"])) for row in was}
    return any(GRADES.index(str(row["after"])) > before.get(str(row["risk"]), 0) for row in is_now)


def current(state: str, until: dt.date | None, on: dt.date) -> bool:
    """Whether a release carries on a day."""
    return state == "released" and until is not None and until >= on


def whole(risks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each kind of violation is named exactly once."""
    return sorted(str(risk.get("risk")) for risk in risks) == sorted(RISKS)


DECISIONS: Final = ("released", "renewed", "held")
"""Acts by which another person decides on an assessment."""


def held(state: str, decided: str) -> bool:
    """Whether support is held: by the last decision on its assessment, until a release, whatever was changed since.

    Args:
        state: of the assessment.
        decided: the last act of `DECISIONS` on it; empty where there was none.
    """
    return state != "withdrawn" and decided == "held"


def uncovered(needs: Collection[str], carried: Collection[str], holds: Collection[str] = ()) -> list[str]:
    """What needs a release and has none: the whole project (empty), or an activity of it. A release of the whole carries every activity.

    A hold goes before every release: what is held is open, and with a hold on the whole project everything is.

    Args:
        needs: empty text for a project that supports security forces, and the activities that do.
        carried: what current releases are about: empty text for the whole project, or an activity.
        holds: what is held: empty text for the whole project, or an activity that is not withdrawn.
    """
    asked = set(needs)
    if "" in asked:
        # Where the whole project supports them, what is held of it does, marked or not.
        asked |= set(holds)
    if "" in holds:
        return sorted(asked)
    return sorted(asked & set(holds) | (set() if "" in carried else asked - set(carried)))


def may_drop(assessed: Collection[str]) -> bool:
    """Whether an activity that supports security forces may be withdrawn, and its mark with it, by how its assessments stand.

    There is one that is `held` or `withdrawn`, and none that waits or is released: nobody takes a mark off by taking away what bears it.
    """
    return bool(set(assessed) & {"held", "withdrawn"}) and set(assessed) <= {"held", "withdrawn", "draft"}


def shown(state: str, until: dt.date | None, on: dt.date) -> str:
    """The state as people read it: a release that ran out is `expired`, one that soon does is `ending`."""
    if state != "released" or until is None:
        return state
    if until < on:
        return "expired"
    return "ending" if (until - on).days <= ENDING else "released"
