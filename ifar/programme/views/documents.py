"""Documents of projects: a PDF is kept, read page by page as pictures, and given back as a download; no browser opens it in our name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.files import documents, store, uploads
from ifar.form_errors import actor_of
from ifar.programme import work_labels
from ifar.programme.labels import absent
from ifar.programme.selectors import work as selectors
from ifar.programme.services import planning, working
from ifar.programme.services import work as services
from ifar.programme.views.work import tabs
from ifar.programme.work_inputs import KeepDocument
from ifar.rights import may, require


class DocumentForm(ActForm):
    """What a document is, and its file."""

    field_order = ("title", "kind", "document")
    document = forms.FileField(
        label=lazy("Document"),
        required=False,
        help_text=lazy("A PDF of at most 30 megabytes, without scripts, forms or other files in it."),
    )


@require_GET
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The documents of a project."""
    actor = actor_of(request)
    of, records = selectors.documents(actor, public_id)
    context = {
        **tabs(actor, of, "documents"),
        "rows": [
            (document, work_labels.DOCUMENT_KINDS[document.kind], max(1, round(document.size / 1024)))
            for document in records
        ],
        "may_plan": may(actor, planning.PLAN),
    }
    return render(request, "programme/documents.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a document."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    of = selectors.project(actor, public_id)
    form = form_of(KeepDocument, request, kind=DocumentForm)

    def do(given: KeepDocument) -> None:
        name, content = uploads.arrived(request, "document")
        services.keep(actor=actor, project=public_id, name=name, content=content, **dict(given))

    submitted(form, do)
    if form.is_bound and not form.errors:
        return redirect("programme:documents", public_id)
    context: dict[str, Any] = {**tabs(actor, of, "documents"), "form": form}
    return render(request, "programme/document_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def read(request: HttpRequest, public_id: str, number: int = 1) -> HttpResponse:
    """One page of a document, as a picture."""
    actor = actor_of(request)
    document = selectors.document(actor, public_id)
    if not 1 <= number <= document.pages:
        raise absent()
    context = {
        **tabs(actor, selectors.project(actor, document.project), "documents"),
        "one": document,
        "kind": work_labels.DOCUMENT_KINDS[document.kind],
        "number": number,
        "before": number - 1,
        "after": number + 1 if number < document.pages else 0,
        "offered": offered(actor, working.DOCUMENT, document),
    }
    return render(request, "programme/document.html", context)


@require_GET
def picture(request: HttpRequest, public_id: str, number: int) -> FileResponse:
    """The picture of one page: seen by whoever sees the project."""
    document = selectors.document(actor_of(request), public_id)
    if not 1 <= number <= document.pages:
        raise absent()
    path, media_type = documents.page_of(document.sha256, number)
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The PDF itself, to keep: never shown by the browser in our name."""
    document = selectors.document(actor_of(request), public_id)
    response = FileResponse(
        store.found(document.sha256).open("rb"), as_attachment=True, filename=document.name or "document.pdf", content_type="application/pdf"
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    return response
