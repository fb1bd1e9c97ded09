"""Papers of a trace over HTTP: the signed file and its PDF, sheets for other systems' forms, the hand-over for legal assistance."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.tracing import sheets
from ifar.tracing.assistance import AssistanceRequest
from ifar.tracing.inputs import HandOver, InLanguage
from ifar.tracing.services import exchange, handover_sheet, printing
from ifar.tracing.services import sheets as sheet_service
from ifar.tracing.services.exchange import TakenOut

router = Router(tags=["tracing"])
Identifier = Annotated[str, Field(max_length=20)]
SheetLanguage = Literal["en", "fr", "es", "ar"]
System = Literal["etrace", "iarms"]


class TraceSheetAsked(Schema):
    """In which language the labels of a sheet are."""

    language: SheetLanguage = "en"


class TraceSheetFieldOut(Schema):
    """A field of the form: its number there, its label, what to write, NCIC's code where it is known. `missing`: fill it in by hand;
    `withheld`: it is known and shown only under a stated purpose; `public`: whether a public source states the field."""

    code: str
    item: str
    label: str
    need: str
    value: str
    ncic: str
    missing: bool
    withheld: bool
    public: bool
    source: str


class TraceSheetPartOut(Schema):
    """A part of the form."""

    label: str
    fields: list[TraceSheetFieldOut]


class TraceSheetOut(Schema):
    """A request as another system's form asks for it; `version` of the reference list that says what it asks."""

    system: str
    language: str
    version: int
    parts: list[TraceSheetPartOut]


def _file(made: TakenOut, kind: str) -> HttpResponse:
    response = HttpResponse(made.document, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post("/tracing/{request_id}/file", operation_id="take_out_trace_file")
def take_out(request: HttpRequest, request_id: Identifier) -> HttpResponse:
    """The signed file of a request that was sent, or of the answer to one that came in (docs/tracing.md). What leaves is logged."""
    made = exchange.take_out(actor=actor_of(request), request=request_id)
    return _file(made, "application/json; charset=utf-8")


@router.post("/tracing/{request_id}/file/pdf", operation_id="print_trace_file")
def take_out_paper(request: HttpRequest, request_id: Identifier, body: InLanguage) -> HttpResponse:
    """The same as a sealed PDF with the file in it. What leaves is logged."""
    made = printing.take_out_paper(actor=actor_of(request), request=request_id, language=body.language)
    return _file(made, "application/pdf")


@router.post("/tracing/{request_id}/hand-over", operation_id="hand_over_trace")
def hand_over(request: HttpRequest, request_id: Identifier, body: HandOver) -> HttpResponse:
    """The signed hand-over document of a trace for a request for mutual legal assistance. What leaves is logged."""
    made = handover_sheet.hand_over(
        actor=actor_of(request), request=request_id, said=part_of(body, AssistanceRequest)
    )
    return _file(made, "application/json; charset=utf-8")


@router.post("/tracing/{request_id}/hand-over/pdf", operation_id="print_hand_over")
def hand_over_paper(request: HttpRequest, request_id: Identifier, body: HandOver) -> HttpResponse:
    """The same as a sealed PDF with the document in it. What leaves is logged."""
    made = handover_sheet.hand_over_paper(
        actor=actor_of(request),
        request=request_id,
        said=part_of(body, AssistanceRequest),
        language=body.language,
    )
    return _file(made, "application/pdf")


@router.get("/tracing/{request_id}/sheets/{system}", response=TraceSheetOut, operation_id="get_trace_sheet")
def get_sheet(
    request: HttpRequest, request_id: Identifier, system: System, asked: Query[TraceSheetAsked]
) -> TraceSheetOut:
    """A request field by field as ATF's eTrace or INTERPOL's iARMS asks for it; without a stated purpose, what may be somebody's is withheld."""
    sheet = sheet_service.sheet_of(
        actor=actor_of(request), request=request_id, system=system, language=asked.language
    )
    return TraceSheetOut(
        system=sheet.system,
        language=sheet.language,
        version=sheet.version,
        parts=[_part(part) for part in sheet.parts],
    )


def _part(part: sheets.Part) -> TraceSheetPartOut:
    names = ("code", "item", "label", "need", "value", "ncic", "missing", "withheld", "source")
    return TraceSheetPartOut(
        label=part.label,
        fields=[
            TraceSheetFieldOut(**{name: getattr(field, name) for name in names}, public=not field.unsure)
            for field in part.fields
        ],
    )


@router.get("/tracing/{request_id}/sheets/{system}/pdf", operation_id="print_trace_sheet")
def print_sheet(
    request: HttpRequest, request_id: Identifier, system: System, asked: Query[TraceSheetAsked]
) -> HttpResponse:
    """The same as a PDF; a read of personal data."""
    made = sheet_service.print_sheet(
        actor=actor_of(request), request=request_id, system=system, language=asked.language
    )
    return _file(made, "application/pdf")
