"""Values of indicators over HTTP: reported, submitted, approved, given back, opened again, computed; each says which version it saw."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import (
    Identifier,
    ListAsked,
    Name,
    text,
)
from ifar.programme.models import Value
from ifar.programme.plan_inputs import CountValue, ReportValue
from ifar.programme.selectors import planning
from ifar.programme.selectors import values as selectors
from ifar.programme.services import values

router = Router()


class ValueOut(Schema):
    """A value as it stands; numbers are text. `records` counts the records behind a computed one."""

    id: str
    indicator: str
    period: str
    place: str
    state: str
    n: int
    number: str | None
    numerator: str | None
    denominator: str | None
    words: str
    parts: dict[str, dict[str, str]]
    evidence: list[str]
    records: int
    reported_by: str
    approved_by: str


class ValuesOut(Schema):
    """A page of values."""

    items: list[ValueOut]
    after: str | None


class VersionOut(Schema):
    """One act on a value: what it set, and why."""

    n: int
    kind: str
    at: dt.datetime
    by: str
    number: str | None
    reason: str
    note: str


class VersionsOut(Schema):
    """The acts on a value, the latest first."""

    items: list[VersionOut]


class ValuesAsked(ListAsked):
    """Which values."""

    indicator: Identifier | Literal[""] = ""
    period: Name = ""
    state: Literal["", "draft", "submitted", "approved"] = ""


_SAME = (
    "indicator",
    "period",
    "place",
    "state",
    "n",
    "words",
    "evidence",
    "reported_by",
    "approved_by",
)


def value_of(value: Value) -> ValueOut:
    """A value as it stands."""
    parts: dict[str, dict[str, str]] = {}
    for part in value.parts:
        parts.setdefault(part["by"], {})[part["name"]] = part["number"]
    return ValueOut(
        id=value.public_id,
        parts=parts,
        number=text(value.number),
        numerator=text(value.numerator),
        denominator=text(value.denominator),
        records=int(value.lineage.get("counted", 0)),
        **{name: getattr(value, name) for name in _SAME},
    )


@router.get("/programme/values", response=ValuesOut, operation_id="programme_list_values")
def list_values(request: HttpRequest, asked: Query[ValuesAsked]) -> ValuesOut:
    """Reported values."""
    listed = planning.values_for(
        actor_of(request), indicator=asked.indicator, period=asked.period, state=asked.state
    )
    result = page(listed, order=("id",), after=asked.after, size=asked.size)
    return ValuesOut(items=[value_of(value) for value in result.items], after=result.after)


@router.post("/programme/indicators/{indicator}/values", response={201: ValueOut}, operation_id="programme_report_value")  # fmt: skip
def report(request: HttpRequest, indicator: Identifier, data: ReportValue) -> Status[ValueOut]:
    """Report a value, or keep a draft of it. A value that is there is never written over."""
    made = values.report(actor=actor_of(request), indicator=indicator, **data.arguments())
    return Status(201, value_of(made))


@router.get("/programme/values/{value}", response=ValueOut, operation_id="programme_get_value")
def get_value(request: HttpRequest, value: Identifier) -> ValueOut:
    """One value."""
    record, _indicator, _period = selectors.value(actor_of(request), value)
    return value_of(record)


@router.get("/programme/values/{value}/versions", response=VersionsOut, operation_id="programme_list_versions")  # fmt: skip
def list_versions(request: HttpRequest, value: Identifier) -> VersionsOut:
    """Everything that was done with a value."""
    actor = actor_of(request)
    selectors.value(actor, value)
    items = [
        VersionOut(
            n=version.n, kind=version.kind, at=version.at, by=version.actor, number=version.changes.get("number"),
            reason=str(version.details.get("reason", "")), note=version.note,
        )
        for version in selectors.versions(actor, value)
    ]  # fmt: skip
    return VersionsOut(items=items)


operations(router, values.VALUE, ValueOut, value_of, "/programme/values/{value}")


@router.post(
    "/programme/indicators/{indicator}/computation",
    response={200: ValueOut, 204: None},
    operation_id="programme_compute_value",
)
def compute(request: HttpRequest, indicator: Identifier, data: CountValue) -> Status[ValueOut] | Status[None]:
    """Count a computed indicator again; nothing where the records say nothing of the period."""
    made = values.compute(actor=actor_of(request), indicator=indicator, **data.arguments())
    return Status(204, None) if made is None else Status(200, value_of(made))
