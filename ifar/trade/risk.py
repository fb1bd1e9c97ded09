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
        row
        for row in rows
        if str(row.get("valid_from") or "") <= today
        and (not row.get("valid_to") or today <= str(row["valid_to"]))
        and _is_among(kind, row.get("kinds"))
        and _is_among(home, row.get("by_states"))
    ]


def _is_among(code: str, codes: Any) -> bool:
    values = [part for part in str(codes or "").split("|") if part]
    return not values or code in values


def unreasoned(values: Mapping[str, tuple[str, str]]) -> list[Reason]:
    """Answers other than no that give no reason; by code of the criterion, answer and reason."""
    return [
        Reason("trade.risk.reason", field=f"criteria-{code}-reason")
        for code, (answer, reason) in sorted(values.items())
        if answer != "no" and not reason
    ]


def against(
    kind: str, home: str, risk: str, answers: Sequence[Row], rows: Iterable[Row], day: dt.date
) -> list[Reason]:
    """Everything in an assessment that refuses the grant, each with its article."""
    values = {str(answer.get("criterion")): answer for answer in answers}
    reasons: list[Reason] = []
    for row in applying(kind, home, rows, day):
        item, params = values.get(str(row["code"])), {"criterion": str(row["code"])}
        if item is None or item.get("answer") not in ANSWERS:
            reasons.append(Reason("trade.risk.unanswered", article=str(row["article"]), params=params))
        elif row["rank"] == "prohibition" and item["answer"] != "no":
            reasons.append(Reason("trade.risk.prohibited", article=str(row["article"]), params=params))
        elif item["answer"] != "no" and item.get("mitigated") is not True:
            reasons.append(Reason("trade.risk.open", article=str(row["article"]), params=params))
        elif item["answer"] != "no" and risk == "acceptable":
            reasons.append(Reason("trade.risk.concluded", article=str(row["article"]), params=params))
    return reasons
