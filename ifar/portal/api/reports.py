"""What a holder reports and asks for, and what an office answers, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.portal import selectors
from ifar.portal.api.shapes import Identifier
from ifar.portal.inputs import AnswerReport, AskCorrection, ReportLoss, ReportMove
from ifar.portal.models import Report
from ifar.portal.services import losses, reports
from ifar.portal.services.losses import Loss
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter
from ifar.rights import require

router = Router()


class ReceiptOut(Schema):
    """The receipt of a report: its number, and when it was recorded."""

    number: str
    recorded_at: dt.datetime
    state: str


class OwnReportOut(Schema):
    """What was reported or asked, by when it is answered, and the answer."""

    id: uuid.UUID
    party: str
    kind: str
    details: dict[str, Any]
    at: dt.datetime
    due_on: dt.date
    verdict: str
    note: str


@router.post("/mine/firearms/{firearm}/loss", response={201: ReceiptOut}, operation_id="report_loss")
def report_loss(request: HttpRequest, firearm: Identifier, body: ReportLoss) -> Status[dict[str, Any]]:
    """Report a loss or a theft: it is wanted from that moment on."""
    made = losses.report_loss(
        actor=actor_of(request), firearm=firearm, loss=Loss(**body.arguments()), zone=settings.TIME_ZONE
    )
    receipt = {"number": f"{made.firearm}/{made.n}", "recorded_at": made.recorded_at, "state": made.state}
    return Status(201, receipt)


def _reports(records: Sequence[Report]) -> list[dict[str, Any]]:
    return [
        {
            "id": row["report"].entry,
            "party": row["report"].party,
            "kind": row["report"].kind,
            "details": row["report"].details,
            "at": row["report"].at,
            "due_on": row["report"].due_on,
            "verdict": row["answer"].verdict if row["answer"] else "",
            "note": row["note"],
        }
        for row in presenters.reports(records)
    ]


@router.get("/mine/reports", response=list[OwnReportOut], operation_id="list_my_reports")
def list_my_reports(request: HttpRequest) -> list[dict[str, Any]]:
    """What one reported or asked to be corrected, with the answers, the newest first."""
    _actor, mine = enter(request)
    return _reports(list(selectors.reports_of(mine)[:50]))


@router.post("/mine/moves", response={201: OwnReportOut}, operation_id="report_move")
def report_move(request: HttpRequest, body: ReportMove) -> Status[dict[str, Any]]:
    """Report a move; it is on record once an officer has confirmed it."""
    made = reports.report_move(actor=actor_of(request), **body.arguments())
    return Status(201, _reports([made])[0])


@router.post("/mine/corrections", response={201: OwnReportOut}, operation_id="ask_correction")
def ask_correction(request: HttpRequest, body: AskCorrection) -> Status[dict[str, Any]]:
    """Ask that something be corrected; an officer answers within a month."""
    made = reports.ask_rectification(actor=actor_of(request), **body.arguments())
    return Status(201, _reports([made])[0])


class ReportOut(Schema):
    """A report that waits at one's office, or was answered; without the words of the holder, which stand on its page under a purpose."""

    id: uuid.UUID
    party: str
    kind: str
    details: dict[str, Any]
    at: dt.datetime
    due_on: dt.date
    verdict: str


class ReportsOut(Schema):
    """A page of reports."""

    items: list[ReportOut]
    after: str | None


@router.get("/reports", response=ReportsOut, operation_id="list_reports")
def list_reports(
    request: HttpRequest, answered: bool = False, after: Annotated[str, Field(max_length=500)] = ""
) -> dict[str, Any]:
    """What holders reported to one's office, the most urgent first."""
    actor = actor_of(request)
    require(actor, reports.ANSWER)
    part = page(selectors.reports_for(actor, answered=answered), order=("due_on", "entry"), after=after)
    items = [
        {
            "id": report.entry,
            "party": report.party,
            "kind": report.kind,
            "details": report.details,
            "at": report.at,
            "due_on": report.due_on,
            "verdict": report.answer.verdict if hasattr(report, "answer") else "",
        }
        for report in part.items
    ]
    return {"items": items, "after": part.after}


@router.post("/reports/{report}/answer", response={204: None}, operation_id="answer_report")
def answer_report(request: HttpRequest, report: uuid.UUID, body: AnswerReport) -> Status[None]:
    """Answer a report; a move that is confirmed is recorded at once."""
    reports.answer(actor=actor_of(request), entry=report, **body.arguments())
    return Status(204, None)
