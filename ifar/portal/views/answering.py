"""What holders reported to the actor's office, and the officer's answers; documents that came with an application."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors import people
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.errors import Invalid
from ifar.files import selectors as files
from ifar.files import store
from ifar.form_errors import actor_of
from ifar.licensing.selectors.records import application_for
from ifar.parties.services import readings
from ifar.parties.services.naming import names_of
from ifar.parties.views.finding import name_of
from ifar.parties.views.person import addresses_of, spoken
from ifar.portal import selectors
from ifar.portal.inputs import AnswerReport
from ifar.portal.services import reports as services
from ifar.portal.views import presenters
from ifar.rights import require

TABS: Final = {"open": lazy("Wait for an answer"), "done": pgettext_lazy("questions", "Answered")}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The most urgent first."""
    actor, tab = actor_of(request), request.GET.get("show", "") or "open"
    require(actor, services.ANSWER)
    if tab not in TABS:
        raise Invalid("portal.queue")
    result = page_of(
        request.GET,
        selectors.reports_for(actor, answered=tab == "done"),
        order=("due_on", "entry") if tab == "open" else ("-at", "-entry"),
        sorts={"at": None, "due_on": None},
    )
    names = names_of(
        actor, {record.party for record in result.items}, act="portal.report.list", object="reports"
    )
    rows = [
        {**row, "name": names.get(row["report"].party, "")}
        for row in presenters.reports(result.items, personal=False)
    ]
    return render(
        request, "portal/reports.html", {"rows": rows, "found": result, "tab": tab, "tabs": TABS.items()}
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, entry: uuid.UUID) -> HttpResponse:
    """One report beside what is on record, and the answer to it."""
    actor = actor_of(request)
    require(actor, services.ANSWER)
    record = selectors.report_for(actor, entry)
    party = readings.open_party(actor, record.party, act="portal.report.read")
    form = form_of(
        AnswerReport,
        request,
        initial={"area": record.details.get("area", ""), "expected_n": party.n},
        without=() if services.asks_area(record) else ["area"],
    )
    if submitted(form, lambda given: services.answer(actor=actor, entry=entry, **given.arguments())):
        messages.success(request, _("Answered. The holder sees it on their own page."))
        return redirect("portal:reports")
    context = {
        **presenters.reports([record])[0],
        "party": party,
        "name": name_of(party),
        "addresses": addresses_of(party, spoken())[:1],
        "by": people.names_of({record.user}).get(record.user, record.user),
        "form": form,
    }
    return render(request, "portal/report.html", context, status=422 if form.is_bound else 200)


@require_GET
def document(request: HttpRequest, application: str, entry: uuid.UUID) -> FileResponse:
    """A document that came with an application which the actor sees: the clean copy of a picture, any other file as it came, to be saved."""
    actor = actor_of(request)
    require(actor, "licensing:application:read")
    seen = application_for(actor, application)
    record = selectors.document_for(seen.public_id, entry)
    names_of(actor, {seen.applicant}, act="portal.document.read", object=application)
    if record.file.media_type.startswith("image/"):
        path, media_type = files.shown_for(actor, record.file_id)
        response = FileResponse(path.open("rb"), content_type=media_type)
    else:
        path = store.found(files.deposit_for(actor, record.file_id).file_id)
        response = FileResponse(
            path.open("rb"),
            content_type=record.file.media_type,
            as_attachment=True,
            filename=f"{record.item}.{record.file.kind}",
        )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
