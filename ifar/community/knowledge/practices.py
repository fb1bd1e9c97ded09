"""Good practices: what a case taught, told so that nobody in it can be known, and how well it is supported. Pure.

Context, problem, what was done, result, evidence, transferability. Before others read it, a second member who moderates the space looks
whether anybody could be known by it; the database refuses the author. Whoever changes the words begins anew. The grade follows from what
was answered about evidence, result and transfer, so that the reasons are the grade. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PARTS: Final = ("context", "problem", "done", "result", "evidence", "transferability")
NEEDED: Final = ("context", "problem", "done", "result")
SHORTEST: Final = 20
LONGEST: Final = 4000
STATES: Final = ("submitted", "returned", "anonymous", "graded")
READABLE: Final = ("anonymous", "graded")
"""States in which others than its author and the moderators read it."""
RETURNS: Final = ("person", "case", "place", "office", "making")
"""Why it is given back: a person, a case, a place or an office can be known, or it helps to make something."""

CRITERIA: Final[Mapping[str, tuple[str, ...]]] = {
    "evidence": ("told", "documented", "evaluated"),
    "result": ("expected", "seen", "measured"),
    "transfer": ("here", "elsewhere", "several_states"),
}
"""Criterion -> its answers, from the weakest to the strongest."""
GRADES: Final = ("idea", "promising", "good", "proven")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, with the answer of each criterion as its reasons."""

    code: str
    reasons: tuple[tuple[str, str], ...]


def grade_of(answers: Mapping[str, str]) -> Grade | None:
    """The grade that answers come to; None where one is missing or unknown.

    Proven takes an evaluation, a measured result and use elsewhere; good takes a document, a result that was seen, and two of the three above
    the least; promising anything above the least; an idea is only told.
    """
    if set(answers) != set(CRITERIA) or any(value not in CRITERIA[name] for name, value in answers.items()):
        return None
    reached = {name: CRITERIA[name].index(value) for name, value in answers.items()}
    if reached["evidence"] == 2 and reached["result"] == 2 and reached["transfer"] >= 1:
        code = "proven"
    elif reached["evidence"] >= 1 and reached["result"] >= 1 and sum(reached.values()) >= 3:
        code = "good"
    else:
        code = "promising" if sum(reached.values()) > 0 else "idea"
    return Grade(code, tuple((name, answers[name]) for name in CRITERIA))
