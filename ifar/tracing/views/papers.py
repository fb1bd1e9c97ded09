"""Papers of a request: what goes to another State as a PDF, sheets for other systems' forms, the hand-over for legal assistance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.documents.labels import LANGUAGES
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields
from ifar.messages import message_of
from ifar.rights import require
from ifar.tracing import assistance, labels, selectors, sheets
from ifar.tracing.assistance import Asked
from ifar.tracing.models import Request
from ifar.tracing.services import handover_sheet, printing, requests, statement
from ifar.tracing.services import sheets as sheet_service
from ifar.tracing.services.exchange import TakenOut
from ifar.tracing.services.writing import check_office
from ifar.tracing.views import presenters
from ifar.tracing.views.forms import countries


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
    found, sections = printing.preview(
        actor=actor,
        request=public_id,
        language=language if language in LANGUAGES else "en",
        day=presenters.stored_day,
    )
    spoken = presenters.spoken_now()
    context = {
        "one": found,
        "sections": sections,
        "other": presenters.country_words(found.country, spoken),
        "desk": spoken["trace_desk"].get(found.desk, found.desk),
        **presenters.unasked(actor, found),
        "by_file": found.channel == "file",
        "missing": [one.message for one in labels.explained(requests.lacking(found))],
    }
    return render(request, "tracing/preview.html", context)


@require_POST
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed file of a request or of its answer, as a paper."""
    actor, asked = actor_of(request), request.POST.get("language", "")
    language = asked if asked in LANGUAGES else (get_language() or "en")[:2]
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
    found = sheet_service.sheet_of(actor=actor, request=public_id, system=system, language=language)
    context = {
        "one": found.request,
        "system": system,
        "systems": [(code, labels.CHANNELS[code]) for code in sheets.SYSTEMS],
        "name": labels.CHANNELS[system],
        "parts": found.parts,
        "said": sheets.lines_of(found.parts),
        "language": language,
        "languages": [(code, LANGUAGES[code]) for code in sheets.LANGUAGES],
        "way": "rtl" if language == "ar" else "ltr",
        "named": found.named,
        "version": found.version,
        "missing": sum(one.missing for part in found.parts for one in part.fields),
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


def _line(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=400, help_text=hint, widget=widget)


def _words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return forms.CharField(
        label=label, max_length=assistance.LONGEST, required=required, help_text=hint, widget=widget
    )


class HandOverForm(forms.Form):
    """What a request for mutual legal assistance says beside the trace, in the order of UNTOC article 18(15)."""

    country = forms.ChoiceField(label=lazy("State that is going to be asked"))
    conducted_by = _line(lazy("Authority that conducts the proceedings"))
    functions = _line(lazy("Its functions"))
    nature = forms.ChoiceField(label=lazy("Nature of the proceedings"), choices=list(labels.NATURES.items()))
    offence = _line(lazy("Offence"), lazy("With its article."))
    facts = _words(lazy("Summary of the relevant facts"))
    assistance = _words(lazy("Assistance that is sought"))
    procedure = _words(
        lazy("Particular procedure to be followed"), lazy("If the courts here need one."), required=False
    )
    purpose = _words(lazy("Purpose for which it is sought"))
    language = forms.ChoiceField(
        label=pgettext_lazy("of a paper", "Language"), choices=list(LANGUAGES.items())
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was said."""
        said = self.cleaned_data
        return Asked(**{name: said[name] for name in Asked.__slots__})


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes with a request for mutual legal assistance: said here, set as a sealed paper with what the register may state."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    require(actor, "documents:paper:issue")
    found = selectors.request_for(actor, public_id)
    check_office(actor, found, "stated")
    initial = {"country": found.country, "nature": "investigation", "facts": _facts(request, found)}
    form = HandOverForm(request.POST or None, initial=initial | {"language": get_language() or "en"})
    if form.is_valid():
        try:
            made = handover_sheet.hand_over_paper(
                actor=actor, request=public_id, said=form.asked(), language=form.cleaned_data["language"]
            )
            return as_pdf(made)
        except IfarError as error:
            at_fields(form, error)
    context = {"one": found, "form": form, "may": statement.may_state(actor, found)}
    return render(request, "tracing/hand_over.html", context, status=422 if form.is_bound else 200)


def _facts(request: HttpRequest, found: Request) -> str:
    """The circumstances of our own request, as a beginning; what another State told of its own is not ours to pass on. A read, logged."""
    actor = actor_of(request)
    if request.method != "GET" or found.direction != "outgoing" or actor.purpose is None:
        return ""
    requests.require_reader(actor, found)
    return found.circumstances or ""
