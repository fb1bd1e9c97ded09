"""Issuing the papers of an authorisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.services import reads
from ifar.acts.forms import submitted
from ifar.documents.listing import rows_about
from ifar.documents.request_form import own_language, paper_form
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade import labels, selectors
from ifar.trade.services.issued import issue_about_authorisation, possible_papers
from ifar.trade.services.writing import WRITE


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a paper about an authorisation; it ends when the authorisation does."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    require(actor, WRITE)
    reads.require_purpose(actor)
    authorisation = selectors.authorisation_for(actor, public_id)
    kinds = possible_papers(authorisation)
    form = paper_form(
        request, kinds, rows_about(actor, authorisation.public_id), own_language(), without=("valid_to",)
    )
    paper = submitted(
        form,
        lambda given: issue_about_authorisation(
            actor=actor, authorisation_id=authorisation.public_id, **given.model_dump(exclude={"valid_to"})
        ),
    )
    if paper:
        text = _("The document is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    context = {
        "one": authorisation,
        "kind": labels.KINDS[authorisation.kind],
        "form": form,
        "possible": kinds,
    }
    return render(request, "trade/issue_paper.html", context)
