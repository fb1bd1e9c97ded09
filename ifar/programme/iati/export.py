"""What ifar knows of its programme as activities and an organisation of the standard 2.03. Pure: values in, a tree out.

Everything is exported that the standard has a place for: who takes part, status and days, places, sector, tags of the Sustainable Development
Goals and of the matrix, policy markers, budgets, transactions, results with baselines, targets, actual values and their dimensions. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ifar.programme.iati.model import LANG, VERSION, Node, narratives

SECTOR: Final = "15240"
"""Reintegration and control of small arms and light weapons (DAC purpose codes)."""
GOAL_TARGET: Final = "16.4"
OWN_VOCABULARY: Final = "99"
STATUS: Final[Mapping[str, str]] = {
    "planned": "1",
    "active": "2",
    "closed": "4",
    "cancelled": "5",
    "suspended": "6",
}
"""State of a project -> code of ActivityStatus."""
TRANSACTIONS: Final[Mapping[str, str]] = {"allocation": "1", "obligation": "2", "expenditure": "4"}
"""Movement -> code of TransactionType: incoming funds, outgoing commitment, expenditure."""
UNDONE: Final[Mapping[str, str]] = {"release": "1", "cancellation": "2", "recovery": "4"}
"""Movement that takes one back -> the type under which it stands with a negative value."""
RESULTS: Final[Mapping[str, str]] = {"output": "1", "outcome": "2", "activity": "9"}
"""Level of a result -> code of ResultType."""


@dataclass(frozen=True)
class Body:
    """Who publishes: identifier (`XM-DAC-…`), name, code of OrganisationType, the default language, the address of our own lists of codes."""

    ref: str
    name: str
    kind: str
    language: str
    currency: str


@dataclass(frozen=True)
class Money:
    """A transaction of an activity: type, day, amount in the Fund's currency, who gave it."""

    kind: str
    on: dt.date
    amount: Decimal
    provider: str = ""
    words: str = ""


@dataclass(frozen=True)
class ExportedPeriod:
    """An indicator's period: from, to, target and actual value (text, or words of a qualitative one), parts by dimension."""

    since: dt.date
    until: dt.date
    target: str = ""
    actual: str = ""
    words: str = ""
    parts: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Measured:
    """An indicator with its periods."""

    title: str
    measure: str
    ascending: bool
    baseline: str = ""
    baseline_year: int | None = None
    goal_indicator: str = ""
    periods: Sequence[ExportedPeriod] = ()


@dataclass(frozen=True)
class Reached:
    """A result with its indicators."""

    level: str
    title: str
    indicators: Sequence[Measured] = ()


@dataclass(frozen=True)
class Part:
    """A partner: name, code of OrganisationRole, code of OrganisationType, its own identifier."""

    name: str
    role: str
    kind: str
    reference: str = ""


@dataclass(frozen=True)
class Place:
    """A place where a project works: code of GeographicLocationReach, coordinates with the code of how exact they are."""

    reference: str
    name: str
    reach: str
    exactness: str = ""
    point: tuple[str, str] | None = None
    """Latitude and longitude in degrees."""


@dataclass(frozen=True)
class Activity:
    """A project."""

    reference: str
    title: str
    words: str
    state: str
    planned_start: dt.date | None
    planned_end: dt.date | None
    actual_start: dt.date | None = None
    actual_end: dt.date | None = None
    implementing: str = ""
    countries: Sequence[str] = ()
    themes: Mapping[str, str] = field(default_factory=dict)
    gender: int | None = None
    budgets: Mapping[int, Decimal] = field(default_factory=dict)
    transactions: Sequence[Money] = ()
    results: Sequence[Reached] = ()
    updated: dt.datetime | None = None
    partners: Sequence[Part] = ()
    places: Sequence[Place] = ()


def shares(count: int) -> list[str]:
    """Percentages that add up to 100 to the hundredth; what is left over goes to the first."""
    each, rest = divmod(10000, count)
    return [f"{Decimal(each + (n < rest)).scaleb(-2):f}" for n in range(count)]


def _code(name: str, code: str, **more: str) -> Node:
    return Node(name, {key.replace("_", "-"): value for key, value in more.items()} | {"code": code})


def _day(name: str, kind: str, on: dt.date | None) -> list[Node]:
    return [Node(name, {"type": kind, "iso-date": on.isoformat()})] if on else []


def _value(amount: Decimal, currency: str, on: dt.date) -> Node:
    return Node("value", {"currency": currency, "value-date": on.isoformat()}, f"{amount:f}")


def activity(of: Activity, body: Body) -> Node:
    """One project as an activity; in the standard's order once it is written."""
    children = [
        Node("iati-identifier", {}, f"{body.ref}-{of.reference}"),
        narratives("reporting-org", body.name, {"ref": body.ref, "type": body.kind}),
        narratives("title", of.title),
        narratives("description", of.words or of.title, {"type": "1"}),
        narratives("participating-org", body.name, {"ref": body.ref, "type": body.kind, "role": "3"}),
    ]
    donors = sorted({transaction.provider for transaction in of.transactions if transaction.provider})
    children += [narratives("participating-org", donor, {"role": "1"}) for donor in donors]
    children.append(narratives("participating-org", of.implementing or body.name, {"role": "4"}))
    children += [_part(partner) for partner in of.partners]
    children.append(_code("activity-status", STATUS[of.state]))
    children += _day("activity-date", "1", of.planned_start) + _day("activity-date", "2", of.actual_start)
    children += _day("activity-date", "3", of.planned_end) + _day("activity-date", "4", of.actual_end)
    if of.countries:
        children += [
            _code("recipient-country", country, percentage=share)
            for country, share in zip(of.countries, shares(len(of.countries)), strict=True)
        ]
    else:
        children.append(_code("recipient-region", "998", vocabulary="1"))
    children += [_place(place) for place in of.places]
    children.append(_code("sector", SECTOR, vocabulary="1", percentage="100"))
    children.append(_code("tag", GOAL_TARGET, vocabulary="3"))
    children += [
        narratives("tag", name, {"code": code, "vocabulary": OWN_VOCABULARY})
        for code, name in of.themes.items()
    ]
    if of.gender is not None:
        children.append(_code("policy-marker", "1", vocabulary="1", significance=str(of.gender)))
    for year, amount in sorted(of.budgets.items()):
        if amount:
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
            children.append(Node("budget", {"type": "1", "status": "2"}, "", [*_period(first, last), _value(amount, body.currency, first)]))  # fmt: skip
    children += [_transaction(transaction, body) for transaction in of.transactions]
    children += [_result(reached) for reached in of.results if reached.indicators]
    attributes = {LANG: body.language, "default-currency": body.currency, "hierarchy": "1"}
    if of.updated:
        attributes["last-updated-datetime"] = _moment(of.updated)
    return Node("iati-activity", attributes, "", children)


WGS_84: Final = "http://www.opengis.net/def/crs/EPSG/0/4326"


def _part(part: Part) -> Node:
    attributes = {"role": part.role, "type": part.kind} | ({"ref": part.reference} if part.reference else {})
    return narratives("participating-org", part.name, attributes)


def _place(place: Place) -> Node:
    children = [_code("location-reach", place.reach), narratives("name", place.name)]
    if place.point is not None:
        children.append(Node("point", {"srsName": WGS_84}, "", [Node("pos", {}, " ".join(place.point))]))
        children.append(_code("exactness", place.exactness))
    return Node("location", {"ref": place.reference}, "", children)


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _period(since: dt.date, until: dt.date) -> list[Node]:
    return [
        Node("period-start", {"iso-date": since.isoformat()}),
        Node("period-end", {"iso-date": until.isoformat()}),
    ]


def _transaction(money: Money, body: Body) -> Node:
    children = [
        _code("transaction-type", money.kind),
        Node("transaction-date", {"iso-date": money.on.isoformat()}),
        _value(money.amount, body.currency, money.on),
    ]
    if money.words:
        children.append(narratives("description", money.words))
    if money.provider:
        children.append(narratives("provider-org", money.provider))
    return Node("transaction", {}, "", children)


def _result(reached: Reached) -> Node:
    return Node(
        "result",
        {"type": RESULTS[reached.level], "aggregation-status": "false"},
        "",
        [narratives("title", reached.title), *(_indicator(each) for each in reached.indicators)],
    )


def _indicator(measured: Measured) -> Node:
    children = [narratives("title", measured.title)]
    if measured.goal_indicator:
        children.append(_code("reference", measured.goal_indicator, vocabulary="9"))
    if measured.baseline and measured.baseline_year:
        children.append(Node("baseline", {"year": str(measured.baseline_year), "value": measured.baseline}))
    numeric = measured.measure != "5"
    for period in measured.periods:
        nodes = _period(period.since, period.until)
        if period.target and numeric:
            nodes.append(Node("target", {"value": period.target}))
        if numeric and period.actual:
            parts = [Node("dimension", {"name": by, "value": f"{name}: {number}"}) for by, name, number in period.parts]  # fmt: skip
            comment = [narratives("comment", period.words)] if period.words else []
            nodes.append(Node("actual", {"value": period.actual}, "", [*parts, *comment]))
        elif not numeric and period.words:
            nodes.append(Node("actual", {}, "", [narratives("comment", period.words)]))
        children.append(Node("period", {}, "", nodes))
    return Node("indicator", {"measure": measured.measure, "ascending": "true" if measured.ascending else "false"}, "", children)  # fmt: skip


def activities(of: Sequence[Activity], body: Body, at: dt.datetime) -> Node:
    """The file of activities."""
    return Node("iati-activities", {"version": VERSION, "generated-datetime": _moment(at)}, "", [activity(item, body) for item in of])  # fmt: skip


def organisation(body: Body, budgets: Mapping[int, Decimal], spent: Mapping[int, Decimal], at: dt.datetime) -> Node:  # fmt: skip
    """The file of the organisation: what it had to give and what it spent, year by year."""

    def yearly(name: str, sums: Mapping[int, Decimal], **more: str) -> list[Node]:
        return [
            Node(name, dict(more), "", [*_period(dt.date(year, 1, 1), dt.date(year, 12, 31)), _value(amount, body.currency, dt.date(year, 1, 1))])
            for year, amount in sorted(sums.items())
            if amount
        ]  # fmt: skip

    children = [
        Node("organisation-identifier", {}, body.ref),
        narratives("name", body.name),
        narratives("reporting-org", body.name, {"ref": body.ref, "type": body.kind}),
        *yearly("total-budget", budgets, status="2"),
        *yearly("total-expenditure", spent),
    ]
    attributes = {LANG: body.language, "default-currency": body.currency, "last-updated-datetime": _moment(at)}  # fmt: skip
    node = Node("iati-organisation", attributes, "", children)
    return Node("iati-organisations", {"version": VERSION, "generated-datetime": _moment(at)}, "", [node])


def by_year(amounts: Sequence[tuple[dt.date, Decimal]]) -> dict[int, Decimal]:
    """Sums by year."""
    result: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for on, amount in amounts:
        result[on.year] += amount
    return dict(result)
