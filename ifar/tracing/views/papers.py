"""Papers of a request: what goes to another State as a PDF, sheets for other systems' forms, the hand-over for legal assistance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import part_of
from ifar.errors import IfarError
from ifar.form_errors import actor_of
from ifar.languages import NAMES
from ifar.messages import message_of
from ifar.rights import require
from ifar.tracing import labels, selectors, sheets
from ifar.tracing.assistance import AssistanceRequest
from ifar.tracing.inputs import HandOver, InLanguage
from ifar.tracing.models import Request
from ifar.tracing.services import handover_sheet, printing, requests, statement
from ifar.tracing.services import sheets as sheet_service
from ifar.tracing.services.exchange import TakenOut
from ifar.tracing.services.writing import check_office
from ifar.tracing.views import presenters


def as_pdf(made: TakenOut) -> HttpResponse:
    """A PDF as an answer; nobody but the reader keeps it."""
    response = HttpResponse(made.document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """What leaves with a request, before it is sent: built as its file is."""
    actor, language = actor_of(request), (get_language() or "en")[:2]
    trace, sections = printing.preview(
        actor=actor,
        request=public_id,
        language=language if language in NAMES else "en",
        day=presenters.stored_day,
    )
    spoken = presenters.spoken_now()
    context = {
        "one": trace,
        "sections": sections,
        "other": presenters.country_words(trace.country, spoken),
        "desk": spoken["trace_desk"].get(trace.desk, trace.desk),
        **presenters.unasked(actor, trace),
        "by_file": trace.channel == "file",
        "missing": [reason.message for reason in labels.explained(requests.lacking(trace))],
    }
    return render(request, "tracing/preview.html", context)


@require_POST
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed file of a request or of its answer, as a paper."""
    actor, form = actor_of(request), form_of(InLanguage, request)
    language = form.given.language if form.is_valid() else (get_language() or "en")[:2]
    try:
        made = printing.take_out_paper(actor=actor, request=public_id, language=language)
    except IfarError as error:
        if error.status in (401, 403, 404):
            raise
        messages.error(request, str(message_of(error)))
        return redirect("tracing:request", public_id)
    return as_pdf(made)


# Sheets -----------------------------------------------------------------------------------------------------------------


def _sheet_language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")[:8] or (get_language() or "en")[:2]
    return asked if asked in sheets.LANGUAGES else "en"


@require_GET
def sheet(request: HttpRequest, public_id: str, system: str) -> HttpResponse:
    """A request field by field as another system's form asks for it: each value can be copied, all of them at once, or printed."""
    actor, language = actor_of(request), _sheet_language(request)
    result = sheet_service.sheet_of(actor=actor, request=public_id, system=system, language=language)
    context = {
        "one": result.request,
        "system": system,
        "systems": [(code, labels.CHANNELS[code]) for code in sheets.SYSTEMS],
        "name": labels.CHANNELS[system],
        "parts": result.parts,
        "said": sheets.lines_of(result.parts),
        "language": language,
        "languages": [(code, NAMES[code]) for code in sheets.LANGUAGES],
        "way": "rtl" if language == "ar" else "ltr",
        "named": result.named,
        "version": result.version,
        "missing": sum(field.missing for part in result.parts for field in part.fields),
        "listed": sheets.SYSTEMS[system],
    }
    return render(request, "tracing/sheet.html", context)


@require_GET
def sheet_pdf(request: HttpRequest, public_id: str, system: str) -> HttpResponse:
    """The same as a PDF."""
    actor, language = actor_of(request), _sheet_language(request)
    made = sheet_service.print_sheet(actor=actor, request=public_id, system=system, language=language)
    return as_pdf(made)


# Legal assistance -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes with a request for mutual legal assistance: said here, set as a sealed paper with what the register may state."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    require(actor, "documents:paper:issue")
    trace = selectors.request_for(actor, public_id)
    check_office(actor, trace, "stated")
    initial = {"country": trace.country, "nature": "investigation", "facts": _facts(request, trace)}
    form = form_of(HandOver, request, initial=initial | {"language": (get_language() or "en")[:2]})
    made = submitted(
        form,
        lambda given: handover_sheet.hand_over_paper(
            actor=actor, request=public_id, said=part_of(given, AssistanceRequest), language=given.language
        ),
    )
    if made:
        return as_pdf(made)
    context = {"one": trace, "form": form, "may": statement.may_state(actor, trace)}
    return render(request, "tracing/hand_over.html", context, status=422 if form.is_bound else 200)


def _facts(request: HttpRequest, trace: Request) -> str:
    """The circumstances of our own request, as a beginning; what another State told of its own is not ours to pass on. A read, logged."""
    actor = actor_of(request)
    if request.method != "GET" or trace.direction != "outgoing" or actor.purpose is None:
        return ""
    requests.require_reader(actor, trace)
    return trace.circumstances or ""
