"""The outcome of tracing, one for each arm: the eleven codes of the IAFQ's tables 5.1-5.3 and of SDG 16.4.2. Pure.

Seven for arms that can be told apart by their marks, three for those that cannot, one where nobody knows. The labels stand in the
reference list `trace_outcome`; `recoveries/categories.py` counts them, `returns/indicator.py` makes the indicator of them. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.errors import Reason

UNIQUE: Final = (
    "legitimate_owner_national",
    "illegitimate_owner_national",
    "illegitimate_owner_foreign",
    "diversion_otherwise_identified",
    "attempted_no_result",
    "pending",
    "not_initiated",
)
NOT_UNIQUE: Final = ("illicitly_manufactured", "erased_or_altered", "no_information")
UNKNOWN: Final = ("marking_unknown",)
OUTCOMES: Final = (*UNIQUE, *NOT_UNIQUE, *UNKNOWN)
ESTABLISHED: Final = frozenset(
    {"illegitimate_owner_national", "illegitimate_owner_foreign", "diversion_otherwise_identified"}
)
"""Outcomes that say where the arm left the licit circuit: the numerator of SDG 16.4.2, formula B."""
ARTICLE: Final = "SDG 16.4.2; IAFQ tables 5.1-5.3"


OWNED: Final = frozenset(
    {"legitimate_owner_national", "illegitimate_owner_national", "illegitimate_owner_foreign"}
)
"""Outcomes that say that somebody held it: a link or an answer says so."""


def problems(outcome: str, *, state: str, diversion: bool, holder: bool = False) -> list[Reason]:
    """What speaks against an outcome for a request in a state.

    Args:
        diversion: whether a step of the chain names the point of diversion.
        holder: whether one names a holder.
    """
    if outcome not in OUTCOMES:
        return [Reason("tracing.outcome", article=ARTICLE, field="outcome")]
    if outcome == "diversion_otherwise_identified" and not diversion:
        return [Reason("tracing.outcome.no_diversion", article=ARTICLE, field="outcome")]
    if outcome in OWNED and not (diversion or holder or state in ("answered", "restricted")):
        return [Reason("tracing.outcome.no_evidence", article=ARTICLE, field="outcome")]
    if outcome == "attempted_no_result" and diversion:
        return [Reason("tracing.outcome.diversion", article=ARTICLE, field="outcome")]
    if outcome == "pending" and state in ("answered", "not_found", "refused", "withdrawn"):
        return [Reason("tracing.outcome.not_pending", article=ARTICLE, field="outcome")]
    return []


def suggested(*, state: str, direction: str, diversion: bool, holder: bool, lost: bool) -> str:
    """The outcome that follows from how a request ended; a person says whether it is so.

    Args:
        holder: whether the chain reached a last legal holder.
        lost: whether the register or that holder says that the arm was lost or stolen.
    """
    if state in ("sent", "acknowledged", "searching", "delayed") and not diversion:
        return "pending"
    if state in ("not_found", "refused", "withdrawn"):
        return "attempted_no_result"
    if holder and (lost or diversion):
        return "illegitimate_owner_foreign" if direction == "outgoing" else "illegitimate_owner_national"
    if diversion:
        return "diversion_otherwise_identified"
    if holder and direction == "domestic":
        return "legitimate_owner_national"
    return "attempted_no_result"
