"""The risk assessment of a transfer: what must be answered before it is granted, by the rows of the list that hold, and what an answer keeps from it. Pure.

A prohibition that applies, or of which it is not known, refuses the grant whatever else is said (ATT art. 6). A criterion by which a risk is found, or of
which it is not known, is answered with a measure that is taken, or the risk overrides (ATT art. 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ifar.errors import Reason

ANSWERS: Final = ("no", "yes", "not_known")
"""Whether a prohibition applies, or a risk is found."""
type Row = Mapping[str, Any]
"""A record or a row of a list as JSON holds it."""


def applying(kind: str, home: str, rows: Iterable[Row], day: dt.date) -> list[Row]:
    """The rows that are asked of a kind of authorisation in a State on a day, in their order."""
    today = day.isoformat()
    return [
        one
        for one in rows
        if str(one.get("valid_from") or "") <= today
        and (not one.get("valid_to") or today <= str(one["valid_to"]))
        and _is_among(kind, one.get("kinds"))
        and _is_among(home, one.get("by_states"))
    ]


def _is_among(code: str, codes: Any) -> bool:
    said = [one for one in str(codes or "").split("|") if one]
    return not said or code in said


def unreasoned(said: Mapping[str, tuple[str, str]]) -> list[Reason]:
    """Answers other than no that give no reason; by code of the criterion, answer and reason."""
    return [
        Reason("trade.risk.reason", field=f"criteria-{code}-reason")
        for code, (answer, reason) in sorted(said.items())
        if answer != "no" and not reason
    ]


def against(
    kind: str, home: str, risk: str, answers: Sequence[Row], rows: Iterable[Row], day: dt.date
) -> list[Reason]:
    """Everything in an assessment that refuses the grant, each with its article."""
    said = {str(one.get("criterion")): one for one in answers}
    found: list[Reason] = []
    for row in applying(kind, home, rows, day):
        one, params = said.get(str(row["code"])), {"criterion": str(row["code"])}
        if one is None or one.get("answer") not in ANSWERS:
            found.append(Reason("trade.risk.unanswered", article=str(row["article"]), params=params))
        elif row["rank"] == "prohibition" and one["answer"] != "no":
            found.append(Reason("trade.risk.prohibited", article=str(row["article"]), params=params))
        elif one["answer"] != "no" and one.get("mitigated") is not True:
            found.append(Reason("trade.risk.open", article=str(row["article"]), params=params))
        elif one["answer"] != "no" and risk == "acceptable":
            found.append(Reason("trade.risk.concluded", article=str(row["article"]), params=params))
    return found
