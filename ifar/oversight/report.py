"""The public integrity report of a year: what it counts, what of that is kept back, and its files. Pure.

Every figure follows from acts that were recorded by the end of the year, and stands as it stood then. Findings and requests are counted of the cases that were
closed in the year and still closed at its end, so that no case counts in two years unless it was reopened between them, and nobody reads how an open one goes.
A recommendation is counted besides in the year in which its day falls, whenever its case was closed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_high
from typing import Any, Final

from ifar.oversight.acts import ORIGINS, OUTCOMES, REQUESTS
from ifar.oversight.audit_acts import ANSWERS as CHECKED
from ifar.oversight.audit_acts import CLASSES, DECISIONS, ITEMS
from ifar.returns.open_data.suppression import ALL, Axis, Family, Table, small, suppress
from ifar.returns.open_data.tables import TOTAL, Published, rows_of, written

SCHEMA: Final = "ifar.integrity/1"
QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
REOPENED: Final = "reopened"
ANSWERS: Final = ("yes", "no", "settled", "pending", "overdue")
"""How a request stood at the end of the year: done, not done, settled without an answer, not due yet, or overdue."""
SETTLED: Final = tuple(answer for answer in ANSWERS if answer != "pending")
"""How a recommendation stood at the end of the year in which its day fell."""
TABLES: Final[Mapping[str, tuple[tuple[str, Sequence[str]], tuple[str, Sequence[str]]]]] = {
    "breaches": (("rule", ()), ("quarter", QUARTERS)),
    "opened": (("origin", (*ORIGINS, REOPENED)), ("quarter", QUARTERS)),
    "closed": (("outcome", OUTCOMES), ("quarter", QUARTERS)),
    "findings": (("class", CLASSES), ("quarter", QUARTERS)),
    "requests": (("kind", REQUESTS), ("answer", ANSWERS)),
    "recommendations": (("answer", SETTLED), ("quarter", QUARTERS)),
    "audited": (("decision", tuple(DECISIONS)), ("class", CLASSES)),
    "checklist": (("item", ITEMS), ("answer", CHECKED)),
}
"""Table -> its two dimensions with what stands in them; the rules of breaches are told by who asks."""

Counts = Mapping[str, Mapping[tuple[str, str], int]]


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act on a case, a request or a file that is audited, in the order of the log. `on` is the day on which it was recorded, `says` what it sets and says."""

    record_type: str
    subject: str
    kind: str
    on: dt.date
    says: Mapping[str, Any]


@dataclass(slots=True)
class _Case:
    began: dt.date
    found: list[str] = field(default_factory=list)
    closed: tuple[dt.date, str] | None = None


@dataclass(slots=True)
class _Request:
    case: str
    kind: str
    due_on: dt.date
    answer: str = ""


def quarter(day: dt.date) -> str:
    """The quarter of a day, as files call it."""
    return QUARTERS[(day.month - 1) // 3]


def counted(acts: Iterable[CaseAct], year: int) -> tuple[dict[str, Counter[tuple[str, str]]], list[int]]:
    """What the acts recorded by the end of a year count in its tables, but for breaches; and how many days each case took that was closed in it."""
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in TABLES}
    cases: dict[str, _Case] = {}
    requests: dict[str, _Request] = {}
    kinds: dict[str, str] = {}
    for act in acts:
        if act.on.year > year:
            continue
        if act.record_type == "request":
            _follow_request(requests, act)
        elif act.record_type == "file":
            if act.kind == "drawn":
                kinds[act.subject] = act.says["kind"]
            elif act.kind == "audited" and act.on.year == year:
                counts["audited"][kinds[act.subject], act.says["grade"]] += 1
                counts["checklist"].update(act.says["answers"].items())
        elif act.record_type == "inspection":
            _follow_case(cases, act)
            if act.kind in ("opened", REOPENED) and act.on.year == year:
                origin = act.says["origin"] if act.kind == "opened" else REOPENED
                counts["opened"][origin, quarter(act.on)] += 1
    ended = {
        name: case.closed
        for name, case in cases.items()
        if case.closed is not None and case.closed[0].year == year
    }
    for name, (day, outcome) in ended.items():
        counts["closed"][outcome, quarter(day)] += 1
        for grade in cases[name].found:
            counts["findings"][grade, quarter(day)] += 1
    for request in requests.values():
        if request.case in ended:
            late = "overdue" if request.due_on.year <= year else "pending"
            counts["requests"][request.kind, request.answer or late] += 1
    closed = {name for name, case in cases.items() if case.closed is not None}
    for request in requests.values():
        if request.kind == "recommendation" and request.case in closed and request.due_on.year == year:
            counts["recommendations"][request.answer or "overdue", quarter(request.due_on)] += 1
    return counts, [(day - cases[name].began).days for name, (day, _outcome) in ended.items()]


def _follow_case(cases: dict[str, _Case], act: CaseAct) -> None:
    case = cases.setdefault(act.subject, _Case(act.on))
    match act.kind:
        case "found":
            case.found.append(act.says["class"])
        case "closed":
            case.closed = (act.on, act.says["outcome"])
        case "reopened":
            case.closed = None


def _follow_request(requests: dict[str, _Request], act: CaseAct) -> None:
    match act.kind:
        case "asked":
            due_on = dt.date.fromisoformat(act.says["due_on"])
            requests[act.subject] = _Request(act.says["inspection"], act.says["kind"], due_on)
        case "answered":
            requests[act.subject].answer = act.says["done"]
        case "settled":
            requests[act.subject].answer = requests[act.subject].answer or "settled"


def published(counts: Counts, rules: Sequence[str], threshold: int) -> Published:
    """The tables of a year with what is kept back as None (decision 0020).

    Args:
        rules: the causes of breaches.
        threshold: the smallest number that is published.
    """
    results: Published = []
    for name, (rows, columns) in TABLES.items():
        results += _table(name, ((rows[0], rows[1] or rules), columns), counts, threshold)
    return results


def recounted(tables: Published, counts: Counts, threshold: int) -> Published:
    """The tables that were released once more, with what counts in them now; each keeps the dimensions that it had."""
    results: Published = []
    for name, axes, _values in tables:
        dimensions = [(dim, [node for node in nodes if node != ALL]) for dim, nodes in axes]
        results += _table(name, dimensions, counts, threshold)
    return results


def _table(
    name: str, dimensions: Iterable[tuple[str, Sequence[str]]], counts: Counts, threshold: int
) -> Published:
    axes = tuple(Axis.flat(*dimension) for dimension in dimensions)
    rows, columns = (frozenset(axis.leaves) for axis in axes)
    told: dict[tuple[str, ...], int] = {
        (row, col): n for (row, col), n in counts.get(name, {}).items() if row in rows and col in columns
    }
    family = Family((Table(name, axes, told),))
    return written(family, suppress(family, threshold).cells)


def usual_days(days: Sequence[int], threshold: int) -> int | None:
    """The median of some numbers of days, the higher of two; None where there are none, or fewer than are published."""
    return median_high(days) if days and not small(len(days), threshold) else None


# Files ------------------------------------------------------------------------------------------------------------


def value(tables: Published, name: str, row: str = ALL, column: str = ALL) -> int | None:
    """A figure of a report: None where it is kept back."""
    table = next(each for each in tables if each[0] == name)
    return dict(rows_of(table))[row, column]


def as_csv(year: int, tables: Published, figures: Sequence[Sequence[Any]]) -> bytes:
    """Every figure of a report, one a line; `row` and `column` are codes, `Total` is the sum."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["year", "table", "row", "column", "value", "status"])
    for name, number in figures:
        writer.writerow([year, "figures", name, "", *_cell(number)])
    for table in tables:
        for (row, column), number in rows_of(table):
            writer.writerow([year, table[0], _named(row), _named(column), *_cell(number)])
    return buffer.getvalue().encode()


def as_json(head: Mapping[str, Any], tables: Published, figures: Sequence[Sequence[Any]]) -> bytes:
    """The same with what else is told of the report (`head`)."""
    result = {
        "schema": SCHEMA,
        **head,
        "figures": dict(map(tuple, figures)),
        "tables": [
            {
                "name": name,
                "dimensions": [axis for axis, _nodes in axes],
                "rows": [
                    {axes[0][0]: _named(row), axes[1][0]: _named(column), "value": number, "suppressed": number is None}
                    for (row, column), number in rows_of([name, axes, values])
                ],
            }
            for name, axes, values in tables
        ],
    }  # fmt: skip
    return (json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _named(node: str) -> str:
    return TOTAL if node == ALL else node


def _cell(number: int | None) -> tuple[int | str, str]:
    return ("", "suppressed") if number is None else (number, "published")
