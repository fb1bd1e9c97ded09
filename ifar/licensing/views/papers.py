"""Issuing the card and the certificate of a licence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.services import reads
from ifar.acts.forms import submitted
from ifar.documents.listing import rows_about
from ifar.documents.request_form import paper_form
from ifar.form_errors import actor_of
from ifar.licensing.selectors import records
from ifar.licensing.services.papers import issue_about_licence, possible_papers
from ifar.parties.selectors import language_of
from ifar.reference import selectors as reference
from ifar.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a paper about a licence; it ends when the licence does."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    require(actor, "licensing:decision:propose")
    reads.require_purpose(actor)
    licence = records.licence_for(actor, public_id)
    kinds = possible_papers(licence)
    issued = rows_about(actor, licence.public_id)
    form = paper_form(request, kinds, issued, language_of(actor, licence.holder), without=("valid_to",))
    paper = submitted(
        form,
        lambda given: issue_about_licence(
            actor=actor, licence_id=licence.public_id, **given.model_dump(exclude={"valid_to"})
        ),
    )
    if paper:
        text = _("The paper is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    kind = reference.words("licence_kind").get(licence.kind, licence.kind)
    context = {"one": licence, "kind": kind, "form": form, "possible": kinds}
    return render(request, "licensing/paper_issue.html", context)
