"""Armouries and the roster over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.stocks import selectors
from ifar.stocks.campaigns import api as campaigns
from ifar.stocks.fitness import unfit
from ifar.stocks.handovers import api as handovers
from ifar.stocks.inputs import (
    AccessoriesIn,
    BeginCount,
    CloseByNumber,
    Enrol,
    IssueIn,
    NoteSeen,
    ReturnIn,
    RoundsIn,
    TakeOver,
)
from ifar.stocks.models import Armoury, Count, Issue, Officer
from ifar.stocks.movements import api as movements
from ifar.stocks.serviceability import api as serviceability
from ifar.stocks.services import armouries, counts, forgetting, issues, reading, returns, roster
from ifar.stocks.services.writing import today

router = Router(tags=["stocks"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class ArmouryOut(Schema):
    """An armoury, by the identifier of its place: who is in charge since when, by when everything is counted and when it was."""

    id: str
    name: str
    office: str
    charge: str
    since: dt.date
    count_due: dt.date
    counted_on: dt.date | None
    standing_order: str
    n: int


class ArmouriesOut(Schema):
    """A page of armouries, and the cursor of the next one."""

    items: list[ArmouryOut]
    after: str | None


class OfficerOut(Schema):
    """An officer of a unit. `unfit` = why they may not carry today: `training`, `medical`, `suspended`."""

    id: str
    office: str
    name: str
    number: str
    account: str
    trained_until: dt.date | None
    medical_until: dt.date | None
    suspended_until: dt.date | None
    ground: str
    unfit: list[str]
    state: str
    n: int


class RosterOut(Schema):
    """A page of officers, and the cursor of the next one."""

    items: list[OfficerOut]
    after: str | None


class RoundsOut(Schema):
    """Rounds of a lot."""

    lot: str
    quantity: int


class StocksIssueOut(Schema):
    """What was issued to an officer, or lent to a unit. `signed` = how the receiving side confirmed: `pin` (no signature), `account`, `paper`, or empty; `back` and
    `settled` = what came back, and rounds that came back or were spent."""

    id: str
    office: str
    armoury: str
    kind: str
    officer: str
    unit: str
    order: str
    exercise: str
    arms: list[str]
    accessories: dict[str, int]
    rounds: list[RoundsOut]
    due_at: dt.datetime | None
    signed: str
    sheet: str
    back: list[str]
    accessories_back: dict[str, int]
    settled: list[RoundsOut]
    issued_by: str
    issued_at: dt.datetime
    state: str
    n: int


class StocksIssuesOut(Schema):
    """A page of issues, and the cursor of the next one."""

    items: list[StocksIssueOut]
    after: str | None


def _issue(record: Issue) -> dict[str, Any]:
    result = {
        model_field: getattr(record, model_field)
        for model_field in StocksIssueOut.model_fields
        if model_field not in ("id", "office")
    }
    return {**result, "id": record.public_id, "office": record.agency.public_id}


def _rounds(ins: list[RoundsIn]) -> dict[str, int]:
    return {rounds_in.lot: rounds_in.quantity for rounds_in in ins}


def _accessories(accessories_in: AccessoriesIn) -> dict[str, int]:
    return {name: many for name, many in accessories_in.model_dump().items() if many is not None}


def _armoury(armoury: Armoury, name: str = "") -> dict[str, Any]:
    plain = ("charge", "since", "count_due", "counted_on", "standing_order", "n")
    name = name or selectors.names_of([armoury.public_id])[armoury.public_id]
    result = {text: getattr(armoury, text) for text in plain}
    return {**result, "id": armoury.public_id, "name": name, "office": armoury.agency.public_id}


def _officer(officer: Officer) -> dict[str, Any]:
    plain = (
        "name",
        "number",
        "account",
        "trained_until",
        "medical_until",
        "suspended_until",
        "ground",
        "state",
        "n",
    )
    result = {text: getattr(officer, text) for text in plain}
    why = unfit(officer, today()) if officer.state == "serving" else []
    return {**result, "id": officer.public_id, "office": officer.agency.public_id, "unfit": why}


@router.get(
    "/stocks/armouries", response=ArmouriesOut, summary="The armouries of my unit", operation_id="armouries"
)
def get_armouries(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my unit and of the units below it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.armouries_for(actor), order=("agency_id", "id"), after=after)
    names = selectors.names_of([armoury.public_id for armoury in result.items])
    return {
        "items": [_armoury(armoury, names[armoury.public_id]) for armoury in result.items],
        "after": result.after,
    }


@router.post(
    "/stocks/armouries",
    response={201: ArmouryOut},
    summary="Say who is in charge of a store",
    operation_id="take_over_armoury",
)
def take_over(request: HttpRequest, body: TakeOver) -> Status[dict[str, Any]]:
    """It is an armoury from then on."""
    actor = actor_of(request)
    made = armouries.take_over(actor=actor, **body.model_dump())
    return Status(201, _armoury(selectors.armoury_for(actor, made)))


@router.get("/stocks/armouries/{armoury}", response=ArmouryOut, summary="An armoury", operation_id="armoury")
def get_armoury(request: HttpRequest, armoury: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _armoury(selectors.armoury_for(actor, armoury))


@router.get("/stocks/officers", response=RosterOut, summary="The roster of my unit", operation_id="roster")
def get_roster(
    request: HttpRequest,
    after: _Cursor,
    q: Annotated[str, Query("", max_length=200)],
    lapsing: Annotated[bool, Query(False)],
) -> dict[str, Any]:
    """Officers of my unit and of the units below it, by name; `q` = a card, a service number or part of a name; `lapsing` = those alone who may not carry today, or no more within 30 days."""
    result = reading.list_officers(actor_of(request), q, lapsing=lapsing, given={"after": after})
    return {"items": [_officer(officer) for officer in result.items], "after": result.after}


@router.post(
    "/stocks/officers",
    response={201: OfficerOut},
    summary="Put an officer on the roster",
    operation_id="enrol_officer",
)
def enrol(request: HttpRequest, body: Enrol) -> Status[dict[str, Any]]:
    """Of my own unit."""
    actor = actor_of(request)
    made = roster.enrol(actor=actor, **body.model_dump())
    return Status(201, _officer(selectors.officer_for(actor, made)))


@router.get("/stocks/officers/{officer}", response=OfficerOut, summary="An officer", operation_id="officer")
def get_officer(request: HttpRequest, officer: _Identifier) -> dict[str, Any]:
    """An officer of my unit or one below it."""
    return _officer(reading.open_officer(actor_of(request), officer))


class StocksDifferenceOut(Schema):
    """One difference of a count: `missing`, `surplus`, `unknown`, `doubled` or `number`; the identifier of the arm, or the text of what the register does not know."""

    key: str
    kind: str
    label: str


class StocksCountOut(Schema):
    """A count of an armoury. What should have been there, how many were, what moved meanwhile and what differs are told once it was closed."""

    id: str
    armoury: str
    kind: str
    office: str
    counter: str
    begun_at: dt.datetime
    lines: int
    expected: int | None
    found: int | None
    moved: list[str]
    differences: list[StocksDifferenceOut]
    state: str
    n: int


def _count(count: Count) -> dict[str, Any]:
    result = {
        model_field: getattr(count, model_field)
        for model_field in StocksCountOut.model_fields
        if model_field != "id"
    }
    return {**result, "id": count.public_id}


@router.post(
    "/stocks/counts",
    response={201: StocksCountOut},
    summary="Begin a count of an armoury",
    operation_id="begin_stocks_count",
)
def begin_count(request: HttpRequest, body: BeginCount) -> Status[dict[str, Any]]:
    """Blind: what should be there is told when it is closed."""
    actor = actor_of(request)
    made = counts.begin(actor=actor, **body.model_dump())
    return Status(201, _count(selectors.count_for(actor, made)))


@router.get("/stocks/counts/{count}", response=StocksCountOut, summary="A count", operation_id="stocks_count")
def get_count(request: HttpRequest, count: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _count(selectors.count_for(actor, count))


@router.post(
    "/stocks/counts/{count}/noted",
    response=StocksCountOut,
    summary="Note what was read",
    operation_id="stocks_count_noted",
)
def note(request: HttpRequest, count: _Identifier, body: NoteSeen) -> dict[str, Any]:
    """An arm a line; several phones may send."""
    actor = actor_of(request)
    counts.note(actor=actor, count_id=count, seen=body.seen)
    return _count(selectors.count_for(actor, count))


@router.post(
    "/stocks/counts/{count}/closed",
    response=StocksCountOut,
    summary="Close a count by serial numbers",
    operation_id="close_stocks_count",
)
def close(request: HttpRequest, count: _Identifier) -> dict[str, Any]:
    """Only now it is compared with what should be there."""
    return _count(counts.close(actor=actor_of(request), count_id=count))


@router.post(
    "/stocks/counts/{count}/number",
    response=StocksCountOut,
    summary="Close a count by number",
    operation_id="close_stocks_count_by_number",
)
def close_by_number(request: HttpRequest, count: _Identifier, body: CloseByNumber) -> dict[str, Any]:
    """So many arms are there."""
    return _count(counts.close_by_number(actor=actor_of(request), count_id=count, number=body.number))


@router.get("/stocks/issues", response=StocksIssuesOut, summary="Items issued", operation_id="stocks_issues")
def get_issues(request: HttpRequest, after: _Cursor, out: bool = False) -> dict[str, Any]:
    """By my unit and those below it, the latest first; `out` = only what is out still."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    rows = selectors.issues_for(actor)
    result = page(rows.filter(state="out") if out else rows, order=("-id",), after=after)
    return {"items": [_issue(record) for record in result.items], "after": result.after}


@router.post(
    "/stocks/issues",
    response={201: StocksIssueOut},
    summary="Issue arms and rounds",
    operation_id="issue_stocks",
)
def issue(request: HttpRequest, body: IssueIn) -> Status[dict[str, Any]]:
    """To an officer of my unit, or arms to another unit; all of it or nothing."""
    actor = actor_of(request)
    values = dict(body) | {"rounds": _rounds(body.rounds), "accessories": _accessories(body.accessories)}
    made = issues.issue(actor=actor, **values)
    return Status(201, _issue(selectors.issue_for(actor, made)))


@router.get(
    "/stocks/issues/{issue}", response=StocksIssueOut, summary="An issue", operation_id="stocks_issue"
)
def get_issue(request: HttpRequest, issue: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _issue(selectors.issue_for(actor, issue))


@router.post(
    "/stocks/issues/{issue}/returns",
    response={201: StocksIssueOut},
    summary="Take back what was issued",
    operation_id="return_stocks",
)
def take_back(request: HttpRequest, issue: _Identifier, body: ReturnIn) -> Status[dict[str, Any]]:
    """What is out of it still stays out."""
    back = returns.take_back(
        actor=actor_of(request),
        issue_id=issue,
        arms=body.arms,
        rounds=_rounds(body.rounds),
        accessories=_accessories(body.accessories),
        place=body.place,
        spending=returns.Spending(body.occasion, body.witness, body.reference),
        pin=body.pin,
    )
    return Status(201, _issue(back))


operations(router, armouries.ARMOURY, ArmouryOut, _armoury, "/stocks/armouries/{armoury}")
operations(router, forgetting.OFFICER, OfficerOut, _officer, "/stocks/officers/{officer}")
operations(router, issues.ISSUED, StocksIssueOut, _issue, "/stocks/issues/{issue}")
router.add_router("", campaigns.router)
router.add_router("", handovers.router)
router.add_router("", serviceability.router)
router.add_router("", movements.router)
operations(router, counts.COUNTED, StocksCountOut, _count, "/stocks/counts/{count}")
